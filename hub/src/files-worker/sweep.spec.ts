import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';

import type { SweepOrder, SweepReport } from '../files/ports.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { turnOfTime } from '../testing/turn-of-time.js';
import { mayMount } from '../../tests/files/may-mount.js';
import { unwatched } from '../../tests/files/tree-copies.js';

const LONG_AGO = new Date('2001-01-01T00:00:00Z');
const FAR_AWAY = new Date('2200-01-01T00:00:00Z');

let temporary: TemporaryFiles;
let volume: string;
let outside: string;

beforeEach(() => {
  temporary = temporaryFiles();
  volume = join(temporary.directory, 'volume');
  outside = join(temporary.directory, 'outside');
  mkdirSync(volume);
  mkdirSync(outside);
  writeFileSync(join(outside, 'canary'), 'alive');
});
afterEach(() => temporary.remove());

function write(path: string, text = 'text'): void {
  mkdirSync(dirname(join(volume, path)), { recursive: true });
  writeFileSync(join(volume, path), text);
}

function turn(): Promise<string> {
  return turnOfTime(join(temporary.directory, 'probe'));
}

function sweep(before: string, order: Partial<SweepOrder> = {}): Promise<SweepReport> {
  const all = { before, soonBefore: before, spared: [], arrivals: [], remove: true, ...order };
  return temporary.files.sweep({ directory: volume, path: '' }, { ...all, ...unwatched() });
}

/** Every path in the volume, in order. */
function paths(): string[] {
  return execFileSync('find', ['.', '-mindepth', '1'], { cwd: volume, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .map(path => path.slice(2))
    .sort();
}

describe('a sweep', () => {
  it('removes what is old, and folders that are empty and as old', async () => {
    write('old', '12345');
    write('deep/er/old', '123');
    write('mixed/old', '1');
    mkdirSync(join(volume, 'empty'));
    const before = await turn();
    write('mixed/young', 'young');
    mkdirSync(join(volume, 'young'));
    expect(await sweep(before)).toMatchObject({ files: 3, bytes: 9, folders: 3 });
    expect(paths()).toEqual(['mixed', 'mixed/young', 'young']);
  });

  it('says what it would do, and does nothing', async () => {
    write('a/old', '123');
    const before = await turn();
    write('young');
    const order = { remove: false };
    expect(await sweep(before, order)).toMatchObject({ files: 1, bytes: 3, folders: 1 });
    expect(paths()).toEqual(['a', 'a/old', 'young']);
  });

  it('tells what goes soon, and what is the oldest of what stays', async () => {
    const first = await turn();
    write('a', '12');
    write('b', '3');
    const second = await turn();
    write('c', '4');
    const report = await sweep(first, { soonBefore: second });
    expect(report).toEqual({
      files: 0,
      bytes: 0,
      folders: 0,
      soon: { files: 2, bytes: 3 },
      soonNewestAt: new Date(lstatSync(join(volume, 'b')).ctimeMs).toISOString(),
      oldestAt: new Date(lstatSync(join(volume, 'a')).ctimeMs).toISOString()
    });
    expect((await sweep(await turn())).oldestAt).toBeNull();
  });

  it('goes by the change time where the modification time was set: neither old nor young by a trick', async () => {
    const before = await turn();
    write('set back');
    utimesSync(join(volume, 'set back'), LONG_AGO, LONG_AGO);
    write('set forward');
    utimesSync(join(volume, 'set forward'), FAR_AWAY, FAR_AWAY);
    await sweep(before);
    expect(paths()).toEqual(['set back', 'set forward']);
    await sweep(await turn());
    expect(paths()).toEqual([]);
  });

  it('counts what lies in a folder that came back as changed at that time', async () => {
    write('back/below/old');
    write('other/old');
    const before = await turn();
    const { ino } = lstatSync(join(volume, 'back'));
    const arrivals = [{ inode: String(ino), at: before }];
    const { oldestAt } = await sweep(before, { arrivals });
    expect(paths()).toEqual(['back', 'back/below', 'back/below/old']);
    expect(oldestAt).toBe(before);
  });

  it('leaves alone what is spared', async () => {
    write('.trash/old');
    write('run/1/old');
    write('run/10/old');
    await sweep(await turn(), { spared: ['.trash', 'run/1'] });
    expect(paths()).toEqual(['.trash', '.trash/old', 'run', 'run/1', 'run/1/old']);
  });

  it('keeps what a program has open', async () => {
    write('read/now');
    write('read/before');
    const before = await turn();
    const open = openSync(join(volume, 'read/now'), 'r');
    try {
      expect(await sweep(before)).toMatchObject({ files: 1, folders: 0 });
      expect(paths()).toEqual(['read', 'read/now']);
    } finally {
      closeSync(open);
    }
  });

  it('removes links, FIFOs and hard links as such, and follows none', async () => {
    symlinkSync(outside, join(volume, 'link'));
    symlinkSync('nowhere', join(volume, 'broken'));
    execFileSync('mkfifo', [join(volume, 'fifo')]);
    linkSync(join(outside, 'canary'), join(volume, 'hard'));
    expect(await sweep(await turn())).toMatchObject({ files: 4, folders: 0 });
    expect(paths()).toEqual([]);
    expect(readdirSync(outside)).toEqual(['canary']);
  });

  (mayMount() ? it : it.skip)(
    'enters no other file system, not even the same one again',
    async () => {
      mkdirSync(join(volume, 'folder/mounted'), { recursive: true });
      write('folder/old');
      execFileSync('mount', ['--bind', outside, join(volume, 'folder/mounted')]);
      try {
        expect(await sweep(await turn())).toMatchObject({ files: 1, folders: 0 });
        expect(paths()).toEqual(['folder', 'folder/mounted', 'folder/mounted/canary']);
      } finally {
        execFileSync('umount', [join(volume, 'folder/mounted')]);
      }
    }
  );

  it('goes as deep as paths reach, also where more folders lie within each other than are held open', async () => {
    const depth = 300;
    let path = volume;
    for (let level = 0; level < depth; level++) {
      path = join(path, 'd');
      mkdirSync(path);
    }
    writeFileSync(join(path, 'old'), 'text');
    const before = await turn();
    expect(await sweep(before)).toMatchObject({ files: 1 });
    expect(existsSync(join(path, 'old'))).toBe(false);
  });

  it('takes any name', async () => {
    const names = ['new\nline', '-rf', 'x'.repeat(255), ' ', 'é'];
    names.forEach(name => writeFileSync(join(volume, name), ''));
    writeFileSync(Buffer.concat([Buffer.from(`${volume}/`), Buffer.from([0xff, 0xfe])]), '');
    expect(await sweep(await turn())).toMatchObject({ files: 6 });
    expect(readdirSync(volume)).toEqual([]);
  });
});
