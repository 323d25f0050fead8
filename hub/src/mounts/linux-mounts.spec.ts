import { execFileSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mayMount } from '../../tests/files/may-mount.js';
import { describeMountTable } from '../../tests/files/mount-table-suite.js';
import { LinuxMounts } from './linux-mounts.js';

const USER = 1000;
const WORKSPACE = 'u/default/workspace';
const describeWhereMayMount = mayMount() ? describe : describe.skip;

describeWhereMayMount("the kernel's table of mounts", () => {
  let top: string;
  let servers: string;
  let table: LinuxMounts;

  const openTable = async () => {
    const opened = new LinuxMounts({ servers, staging: join(top, 'run/mounts') });
    await opened.open();
    return opened;
  };
  const inWorkspace = (path: string) => join(servers, WORKSPACE, path);
  const at = (path: string) => ({ workspace: WORKSPACE, path });
  const volume = (name: string) => join(top, 'volumes', name);

  beforeEach(async () => {
    top = mkdtempSync(join(tmpdir(), 'labcommons-mounts-'));
    servers = join(top, 'servers');
    for (const path of ['servers', `servers/${WORKSPACE}`, 'volumes/a', 'volumes/b', 'run']) {
      mkdirSync(join(top, path), { recursive: true });
      chownSync(join(top, path), USER, 100);
    }
    writeFileSync(join(volume('a'), 'file'), 'of the volume');
    table = await openTable();
  });
  afterEach(async () => {
    for (const mounted of table.list()) {
      await table.unmount(mounted);
    }
    await table.close();
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(top);
    rmSync(top, { recursive: true });
  });

  describeMountTable(() => ({
    table,
    directories: [volume('a'), volume('b')],
    workspace: WORKSPACE
  }));

  it('mounts without devices and set-user-id programs, and read-only where only reading is allowed', async () => {
    await table.prepare(WORKSPACE, ['a']);
    await table.mount(at('a'), volume('a'), 'read');
    const line = readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .find(text => text.includes(`${WORKSPACE}/a `));
    expect(line?.split(' ')[5]?.split(',')).toEqual(
      expect.arrayContaining(['ro', 'nosuid', 'nodev'])
    );
    expect(() => writeFileSync(inWorkspace('a/new'), '')).toThrow(/EROFS/);
  });

  it('lets users add to a workspace, but not touch what leads to volumes', async () => {
    await table.prepare(WORKSPACE, ['Storage/kim/a']);
    const asUser = (command: string) =>
      execFileSync(
        'setpriv',
        ['--reuid=1000', '--regid=100', '--clear-groups', 'sh', '-c', command],
        {
          cwd: inWorkspace(''),
          stdio: ['ignore', 'pipe', 'ignore'],
          encoding: 'utf8'
        }
      );
    // What lies above it is closed to users; they get into their workspace by its mount in the container.
    execFileSync('chmod', ['-R', 'o+x', top]);
    expect(asUser('echo mine > notes.txt && mv notes.txt mine.txt && cat mine.txt')).toBe('mine\n');
    for (const command of [
      'mv Storage x',
      'rmdir Storage/kim/a',
      'touch Storage/x',
      'mv Storage/kim Storage/x'
    ]) {
      expect(() => asUser(command)).toThrow();
    }
  });

  it('keeps what users put where a volume has to be under another name, and follows no link', async () => {
    mkdirSync(join(top, 'outside/kim/a'), { recursive: true });
    writeFileSync(join(top, 'outside/kim/a/secret'), 'untouched');
    symlinkSync(join(top, 'outside'), inWorkspace('Storage'));
    writeFileSync(inWorkspace('sdss'), 'a file of mine');
    await table.prepare(WORKSPACE, ['Storage/kim/a', 'sdss']);
    await table.mount(at('Storage/kim/a'), volume('a'), 'write');
    await table.mount(at('sdss'), volume('b'), 'read');
    expect(readFileSync(inWorkspace('Storage/kim/a/file'), 'utf8')).toBe('of the volume');
    expect(readdirSync(join(top, 'outside/kim/a'))).toEqual(['secret']);
    const moved = readdirSync(inWorkspace('')).filter(name => name.includes('.moved-'));
    expect(moved.map(name => name.split('.')[0]).sort()).toEqual(['Storage', 'sdss']);
    const file = moved.find(name => name.startsWith('sdss')) as string;
    expect(readFileSync(inWorkspace(file), 'utf8')).toBe('a file of mine');
  });

  it.each([
    ['a link', (path: string, outside: string) => symlinkSync(outside, path)],
    [
      "a directory of the user's",
      (path: string) => {
        mkdirSync(path);
        chownSync(path, USER, 100);
      }
    ]
  ])('mounts nothing where %s came instead of what was prepared', async (_what, plant) => {
    mkdirSync(join(top, 'outside/kim/a'), { recursive: true });
    await table.prepare(WORKSPACE, ['Storage/kim/a']);
    renameSync(inWorkspace('Storage'), inWorkspace('before'));
    plant(inWorkspace('Storage'), join(top, 'outside'));
    if (!lstatSync(inWorkspace('Storage')).isSymbolicLink()) {
      mkdirSync(inWorkspace('Storage/kim/a'), { recursive: true });
    }
    await expect(table.mount(at('Storage/kim/a'), volume('a'), 'write')).rejects.toThrow();
    expect(table.list()).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain('outside');
  });

  it('unmounts nothing through a link, and what was moved by its new name', async () => {
    const outside = join(top, 'outside');
    mkdirSync(join(outside, 'kim/a'), { recursive: true });
    execFileSync('mount', ['--bind', volume('b'), join(outside, 'kim/a')]);
    try {
      await table.prepare(WORKSPACE, ['Storage/kim/a']);
      await table.mount(at('Storage/kim/a'), volume('a'), 'write');
      renameSync(inWorkspace('Storage'), inWorkspace('before'));
      symlinkSync(outside, inWorkspace('Storage'));
      await table.unmount(at('Storage/kim/a'));
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).toContain(join(outside, 'kim/a'));
      expect(table.list().map(({ path }) => path)).toEqual(['before/kim/a']);
      await table.unmount(at('before/kim/a'));
      expect(table.list()).toEqual([]);
    } finally {
      execFileSync('umount', [join(outside, 'kim/a')]);
    }
  });

  it('takes away at the next start what a killed process was preparing', async () => {
    const left = join(top, 'run/mounts/mount-left');
    mkdirSync(left);
    execFileSync('mount', ['--bind', volume('a'), left]);
    table = await openTable();
    expect(existsSync(left)).toBe(false);
    expect(existsSync(join(volume('a'), 'file'))).toBe(true);
  });

  it('goes on where an earlier start was killed', async () => {
    await table.close();
    execFileSync('mount', ['--bind', servers, servers]);
    execFileSync('mount', ['--make-private', servers]);
    table = await openTable();
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const there = lines.filter(line => line.includes(` ${servers} `));
    expect(there).toEqual([expect.stringContaining(' shared:')]);
  });

  it('leaves nothing on a file system that is shared already', async () => {
    await table.close();
    execFileSync('mount', ['--bind', top, top]);
    try {
      execFileSync('mount', ['--make-private', top]);
      execFileSync('mount', ['--make-shared', top]);
      table = await openTable();
      const before = readFileSync('/proc/self/mountinfo', 'utf8');
      expect(before).not.toContain(` ${servers} `);
      await table.prepare(WORKSPACE, ['a']);
      await table.mount(at('a'), volume('a'), 'read');
      expect(table.list()).toEqual([
        { ...at('a'), access: 'read', source: await table.identify(volume('a')) }
      ]);
      await table.unmount(at('a'));
      expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(before);
    } finally {
      execFileSync('umount', ['-l', top]);
    }
  });

  it('does not end while something is mounted', async () => {
    await table.prepare(WORKSPACE, ['a']);
    await table.mount(at('a'), volume('a'), 'write');
    await table.close();
    expect(table.list()).toHaveLength(1);
  });
});
