import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { loadConfig } from '../config.js';
import { prepareDataDirectory } from '../data-directory.js';
import { platformIdentity } from '../identity.js';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('labcommons', () => {
  let program: string;
  let dataDir: string;

  beforeAll(() => {
    // Below hub/, so that the native modules are found.
    const programs = join(ROOT, 'hub/lib/programs');
    mkdirSync(programs, { recursive: true });
    program = join(mkdtempSync(join(programs, 'cli-')), 'labcommons.mjs');
    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
      join(import.meta.dirname, 'main.ts'),
      '--bundle',
      '--packages=external',
      '--platform=node',
      '--format=esm',
      '--log-level=error',
      `--outfile=${program}`
    ]);
    const migrations = join(import.meta.dirname, '../sqlite/migrations');
    cpSync(migrations, join(program, '../migrations'), { recursive: true });
  });
  afterAll(() => rmSync(join(program, '..'), { recursive: true }));

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'labcommons-cli-'));
    const identity = { getuid: () => process.getuid!(), getgid: () => process.getgid!() };
    const { config } = loadConfig({ LABCOMMONS_DATA: dataDir });
    prepareDataDirectory(config, platformIdentity(identity));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  function run(args: string[], input = '', env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'], LABCOMMONS_DATA: dataDir, ...env },
      input,
      encoding: 'utf8'
    });
    return { status, stdout, stderr };
  }

  it('adds a user with the password on standard input, which it does not repeat', () => {
    const added = run(['user', 'add', 'kim', '--password-stdin'], 'a fine password\n');
    expect(added).toEqual({ status: 0, stdout: 'Added the user kim\n', stderr: '' });
    expect(run(['user', 'list']).stdout).toMatch(/^kim +user +active/m);
  });

  it('removes nothing that has expired, nor says what would go, without a hub', () => {
    for (const options of [[], ['--dry-run']]) {
      expect(run(['volume', 'sweep', ...options])).toEqual({
        status: 1,
        stdout: '',
        stderr: 'The hub does not run; start it first\n'
      });
    }
  });

  it('tells what is wrong on standard error, without a stack', () => {
    const refused = run(['user', 'disable', 'nobody']);
    expect(refused).toEqual({ status: 1, stdout: '', stderr: 'There is no user nobody\n' });
    expect(run(['user', 'add', 'kim', '--password-stdin']).status).toBe(1);
    const wrong = run(['user', 'list'], '', { LABCOMMONS_PORT: 'many' });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('LABCOMMONS_PORT: must be a port number');
  });

  it('explains itself', () => {
    const help = run(['--help']);
    expect(help.status).toBe(0);
    expect(help.stdout).toMatch(/user[\s\S]*volume/);
    expect(run(['user', 'add', '--help']).stdout).toContain('--password-stdin');
    expect(run(['user', 'fly']).status).toBe(2);
    expect(run(['user', 'add']).status).toBe(2);
  });

  it('makes a backup that is restored elsewhere, and refuses one that is damaged', () => {
    expect(run(['user', 'add', 'kim', '--password-stdin'], 'a fine password\n').status).toBe(0);
    const elsewhere = mkdtempSync(join(tmpdir(), 'labcommons-cli-backup-'));
    const backup = join(elsewhere, 'backup');
    const there = { LABCOMMONS_DATA: join(elsewhere, 'data') };
    try {
      const made = run(['backup', backup, '--without-bytes']);
      expect(made).toMatchObject({ status: 0, stderr: '' });
      expect(made.stdout).toContain(`The backup is in ${backup}`);
      expect(run(['backup', backup]).stderr).toContain('is there already');
      const restored = run(['restore', backup], '', there);
      expect(restored).toMatchObject({ status: 0, stderr: '' });
      expect(run(['user', 'list'], '', there).stdout).toMatch(/^kim +user +active/m);
      expect(run(['restore', backup], '', there).stderr).toContain('is not empty');
      rmSync(there.LABCOMMONS_DATA, { recursive: true });
      appendFileSync(join(backup, 'hub.sqlite'), 'x');
      const refused = run(['restore', backup], '', there);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toContain('is no whole backup: hub.sqlite is not what was written');
      expect(existsSync(there.LABCOMMONS_DATA)).toBe(false);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('makes nothing where no hub has ever been', () => {
    const elsewhere = join(dataDir, 'elsewhere');
    const refused = run(['user', 'list'], '', { LABCOMMONS_DATA: elsewhere });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(elsewhere);
    expect(existsSync(elsewhere)).toBe(false);
  });
});
