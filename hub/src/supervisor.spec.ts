import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { startOf } from './supervisor/processes.js';
import { writeFakePrograms } from './testing/fake-programs.js';
import { until } from './testing/until.js';

const ROOT = resolve(import.meta.dirname, '../..');
const PASSWORD = 'correct horse';
const LIMIT_MS = 20_000;

/** A real supervisor process, over programs that only note what happens to them. */
class SupervisorUnderTest {
  readonly dataDir: string;
  readonly programs: string;
  printed = '';
  process: ChildProcess | null = null;

  constructor() {
    this.programs = mkdtempSync(join(tmpdir(), 'labcommons-programs-'));
    this.dataDir = join(this.programs, 'data');
    writeFakePrograms(this.programs);
    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
      ...['supervisor.ts', 'supervisor/prepare.ts'].map(file => join(import.meta.dirname, file)),
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      '--log-level=error',
      `--outdir=${this.programs}`
    ]);
  }

  start(env: Record<string, string> = {}): ChildProcess {
    this.printed = '';
    const child = spawn(process.execPath, [join(this.programs, 'supervisor.js')], {
      env: {
        PATH: process.env['PATH'],
        LABCOMMONS_DATA: this.dataDir,
        LABCOMMONS_PORT: '0',
        LABCOMMONS_ADMIN_PASSWORD: PASSWORD,
        ...env
      },
      stdio: ['ignore', 'pipe', 'pipe']
    });
    const listen = (chunk: Buffer) => void (this.printed += chunk.toString());
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    this.process = child;
    return child;
  }

  async ready(): Promise<void> {
    await until('ready', () => this.printed.includes('LabCommons is ready at'), LIMIT_MS);
  }

  pid(name: string): number {
    return Number(readFileSync(join(this.dataDir, 'run', `${name}.pid`), 'utf8'));
  }

  noted(file: string): string[] {
    const path = join(this.dataDir, file);
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  }

  async ended(): Promise<number | null> {
    const child = this.process!;
    await until('its end', () => child.exitCode !== null || child.signalCode !== null, LIMIT_MS);
    return child.exitCode;
  }

  async remove(): Promise<void> {
    const child = this.process;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await this.ended();
    }
    rmSync(this.programs, { recursive: true });
  }
}

describe('the supervisor', () => {
  let supervisor: SupervisorUnderTest;

  beforeEach(() => {
    supervisor = new SupervisorUnderTest();
  });
  afterEach(() => supervisor.remove());

  it('starts gateway, hub and files worker, says where and how to sign in, and stops the hub first', async () => {
    supervisor.start();
    await supervisor.ready();
    expect(supervisor.printed).toMatch(/ready at http:\/\/127\.0\.0\.1:[1-9]\d*\//);
    expect(supervisor.printed).toContain('Sign in as admin with the password made-just-now');
    const pids = ['gateway', 'hub', 'files-worker'].map(name => supervisor.pid(name));
    expect(pids.every(pid => startOf(pid) !== null)).toBe(true);

    supervisor.process!.kill('SIGTERM');
    expect(await supervisor.ended()).toBe(0);
    expect(supervisor.noted('stopped')).toEqual(['hub', 'gateway']);
    expect(pids.map(startOf)).toEqual([null, null, null]);
    expect(existsSync(join(supervisor.dataDir, 'run', 'hub.pid'))).toBe(false);
  });

  it('hands each process only the settings that it has a use for', async () => {
    supervisor.start();
    await supervisor.ready();
    expect(supervisor.noted('hub-starts')[0]).toContain(PASSWORD);
    const gateway = supervisor.noted('gateway-environment')[0]!;
    const variables = Object.keys(JSON.parse(gateway)).filter(name => /^LABCOMMONS_/.test(name));
    expect(variables.sort()).toEqual(['LABCOMMONS_DATA', 'LABCOMMONS_GATEWAY']);
    expect(gateway).not.toContain(PASSWORD);
    await until('a files worker', () => supervisor.noted('worker-facts').length > 0);
    const { environment, inode } = JSON.parse(supervisor.noted('worker-facts')[0]!);
    expect(Object.keys(environment).filter(name => name.startsWith('LABCOMMONS_'))).toEqual([
      'LABCOMMONS_DATA'
    ]);
    expect(inode).toBe(statSync(supervisor.dataDir).ino);
  });

  it('starts a killed process again, every time', async () => {
    supervisor.start();
    await supervisor.ready();
    for (const name of ['hub', 'hub', 'hub', 'hub', 'hub', 'gateway', 'files-worker']) {
      const killed = supervisor.pid(name);
      process.kill(killed, 'SIGKILL');
      await until(`another ${name}`, () => supervisor.pid(name) !== killed);
    }
  });

  it('starts the worker for what takes long when it is wanted, and again when it was killed, not when it has ended', async () => {
    supervisor.start();
    await supervisor.ready();
    const starts = () => supervisor.noted('bulk-starts');
    const order = (what: string) => writeFileSync(join(supervisor.dataDir, what), '');
    expect(starts()).toEqual([]);

    order('hub-wants-bulk');
    await until('a bulk worker', () => starts().length === 1);
    const [first = ''] = starts();
    expect(first).toMatch(/^\d+ bulk 60000 weight 10 (10|none)$/);
    order('hub-wants-bulk');
    process.kill(supervisor.pid('bulk-files-worker'), 'SIGKILL');
    await until('another one', () => starts().length === 2);

    const pidFile = join(supervisor.dataDir, 'run', 'bulk-files-worker.pid');
    order('bulk-ends');
    await until('its end', () => !existsSync(pidFile));
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(starts()).toHaveLength(2);
    order('hub-wants-bulk');
    await until('a third one', () => starts().length === 3);
    supervisor.process!.kill('SIGTERM');
    expect(await supervisor.ended()).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
  });

  it('gives up, with the reason, when a process does not come up at the first start', async () => {
    supervisor.start();
    await supervisor.ready();
    supervisor.process!.kill('SIGTERM');
    await supervisor.ended();
    writeFileSync(join(supervisor.dataDir, 'hub-dies'), '');
    supervisor.start();
    expect(await supervisor.ended()).toBe(1);
    expect(supervisor.printed).toContain('the reason why the hub dies');
    expect(supervisor.printed).toContain('The hub does not come up');
  });

  it('goes on trying, with the reason, when a process stops coming up later', async () => {
    supervisor.start();
    await supervisor.ready();
    writeFileSync(join(supervisor.dataDir, 'hub-dies'), '');
    process.kill(supervisor.pid('hub'), 'SIGKILL');
    await until('some tries', () => supervisor.noted('hub-starts').length >= 5, LIMIT_MS);
    expect(supervisor.printed).toContain('the reason why the hub dies');
    rmSync(join(supervisor.dataDir, 'hub-dies'));
    await until('a hub', () => startOf(supervisor.pid('hub')) !== null, LIMIT_MS);
    expect(supervisor.process!.exitCode).toBeNull();
  });

  it('refuses a second start on the same data', async () => {
    supervisor.start();
    await supervisor.ready();
    const first = supervisor.process!;
    const second = supervisor.start();
    expect(await supervisor.ended()).toBe(1);
    expect(supervisor.printed).toContain(
      `runs on this data directory already (process ${first.pid}`
    );
    expect(second.exitCode).toBe(1);
    supervisor.process = first;
  });

  it('ends what a killed supervisor left behind, and starts anew', async () => {
    supervisor.start();
    await supervisor.ready();
    const hub = supervisor.pid('hub');
    supervisor.process!.kill('SIGKILL');
    await supervisor.ended();
    expect(startOf(hub)).not.toBeNull();
    supervisor.start();
    await supervisor.ready();
    expect(startOf(hub)).toBeNull();
    expect(supervisor.pid('hub')).not.toBe(hub);
  });

  it('lists every wrong setting by name', async () => {
    supervisor.start({ LABCOMMONS_PORT: 'many', LABCOMMONS_DEMO: 'yes', LABCOMMONS_COLOUR: 'red' });
    expect(await supervisor.ended()).toBe(1);
    for (const name of ['LABCOMMONS_PORT', 'LABCOMMONS_DEMO', 'LABCOMMONS_COLOUR']) {
      expect(supervisor.printed).toContain(`${name}: `);
    }
  });
});
