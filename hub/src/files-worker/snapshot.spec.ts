import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import type { SnapshotMade, SnapshotWish } from '../files/ports.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { unwatched } from '../../tests/files/tree-copies.js';

describe('a snapshot of a tree', () => {
  let temporary: TemporaryFiles;
  let volume: string;
  let shelves: string;
  let now: jest.SpyInstance<number, []>;

  beforeEach(() => {
    temporary = temporaryFiles();
    volume = join(temporary.directory, 'volume');
    shelves = join(temporary.directory, 'shelves');
    mkdirSync(join(volume, 'figures'), { recursive: true });
    mkdirSync(shelves);
    writeFileSync(join(volume, 'a.txt'), 'a');
    writeFileSync(join(volume, 'figures/b.txt'), 'bb');
    // Files are trusted to be as they are once they have been left alone for a minute.
    const real = Date.now.bind(Date);
    now = jest.spyOn(Date, 'now').mockImplementation(() => real() + 3600_000);
  });
  afterEach(() => {
    now.mockRestore();
    temporary.remove();
  });

  const snap = (
    number: number,
    previous: number | null = null,
    more: Partial<SnapshotWish & { signal: AbortSignal }> = {}
  ): Promise<SnapshotMade> =>
    temporary.files.snapshotTree(
      { directory: volume, path: '' },
      { directory: shelves, path: 'v' },
      {
        id: `id${number}`,
        name: `day-${number}`,
        previous: previous === null ? null : { id: `id${previous}`, name: `day-${previous}` },
        without: ['.trash'],
        minFreePercent: 0,
        onlyIfChanged: false,
        ...unwatched(),
        ...more
      }
    );
  const tree = (number: number, path = '') => join(shelves, 'v/trees', `day-${number}`, path);
  const inode = (path: string) => lstatSync(path).ino;
  const text = (path: string) => readFileSync(path, 'utf8');

  it('holds what is there, without what is left out, and is another file than the one in the volume', async () => {
    mkdirSync(join(volume, '.trash'));
    mkdirSync(join(volume, 'figures/.trash'));
    writeFileSync(join(volume, '.labcommons-x.part'), 'half');
    const made = await snap(1);
    expect(made).toMatchObject({ made: true, files: 2, bytes: 3, warnings: [] });
    expect(made.addedBytes).toBeGreaterThan(0);
    expect(readdirSync(tree(1)).sort()).toEqual(['a.txt', 'figures']);
    expect(readdirSync(tree(1, 'figures')).sort()).toEqual(['.trash', 'b.txt']);
    writeFileSync(join(volume, 'a.txt'), 'written in place');
    expect(text(tree(1, 'a.txt'))).toBe('a');
    expect(readdirSync(join(shelves, 'v/making'))).toEqual([]);
  });

  it('shares what has not changed with the one before, and only that', async () => {
    await snap(1);
    writeFileSync(join(volume, 'a.txt'), 'A');
    const made = await snap(2, 1);
    expect(inode(tree(2, 'figures/b.txt'))).toBe(inode(tree(1, 'figures/b.txt')));
    expect(text(tree(2, 'a.txt'))).toBe('A');
    expect(text(tree(1, 'a.txt'))).toBe('a');
    expect(made.addedBytes).toBe(lstatSync(tree(2, 'a.txt')).blocks * 512);
    await snap(3, 2);
    expect(inode(tree(3, 'a.txt'))).toBe(inode(tree(2, 'a.txt')));
  });

  it('sees a change that leaves size and modification time as they were', async () => {
    const file = join(volume, 'a.txt');
    const { atime, mtime } = lstatSync(file);
    await snap(1);
    writeFileSync(file, 'A');
    utimesSync(file, atime, mtime);
    await snap(2, 1);
    expect(text(tree(2, 'a.txt'))).toBe('A');
  });

  it('is not deceived by folders that changed places', async () => {
    mkdirSync(join(volume, 'other'));
    writeFileSync(join(volume, 'other/b.txt'), 'oo');
    await snap(1);
    renameSync(join(volume, 'figures'), join(volume, 'away'));
    renameSync(join(volume, 'other'), join(volume, 'figures'));
    renameSync(join(volume, 'away'), join(volume, 'other'));
    await snap(2, 1);
    expect([text(tree(2, 'figures/b.txt')), text(tree(2, 'other/b.txt'))]).toEqual(['oo', 'bb']);
  });

  it('copies again what was written to just before the one before', async () => {
    now.mockRestore();
    await snap(1);
    await snap(2, 1);
    expect(inode(tree(2, 'a.txt'))).not.toBe(inode(tree(1, 'a.txt')));
  });

  it('is not made when nothing has changed and that is not wanted', async () => {
    symlinkSync('/etc', join(volume, 'link'));
    linkSync(join(volume, 'a.txt'), join(volume, 'same.txt'));
    await snap(1);
    expect(await snap(2, 1, { onlyIfChanged: true })).toMatchObject({ made: false });
    expect(existsSync(tree(2))).toBe(false);
    expect(readdirSync(join(shelves, 'v/making'))).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['a file was removed', () => rmSync(join(volume, 'figures/b.txt'))],
    ['a file came', () => writeFileSync(join(volume, 'new'), '')],
    ['an empty folder came', () => mkdirSync(join(volume, 'new'))],
    ['permissions were changed', () => chmodSync(join(volume, 'figures'), 0o700)],
    [
      'a link leads elsewhere',
      () => {
        rmSync(join(volume, 'link'));
        symlinkSync('b', join(volume, 'link'));
      }
    ]
  ])('is made when %s', async (_, change) => {
    symlinkSync('a', join(volume, 'link'));
    await snap(1);
    change();
    expect(await snap(2, 1, { onlyIfChanged: true })).toMatchObject({ made: true });
  });

  it('keeps permissions, holes, links, several names of a file, and names that are no text', async () => {
    chmodSync(join(volume, 'a.txt'), 0o440);
    chmodSync(join(volume, 'figures'), 0o750);
    symlinkSync('/etc/passwd', join(volume, 'out'));
    linkSync(join(volume, 'a.txt'), join(volume, 'figures/same.txt'));
    writeFileSync(join(volume, 'holes'), '');
    truncateSync(join(volume, 'holes'), 50_000_000);
    const odd = Buffer.concat([Buffer.from(`${volume}/line\nbreak`), Buffer.from([0xff])]);
    writeFileSync(odd, 'odd');
    await snap(1);
    expect(lstatSync(tree(1, 'a.txt')).mode & 0o777).toBe(0o440);
    expect(lstatSync(tree(1, 'figures')).mode & 0o777).toBe(0o750);
    expect(readlinkSync(tree(1, 'out'))).toBe('/etc/passwd');
    expect(inode(tree(1, 'a.txt'))).toBe(inode(tree(1, 'figures/same.txt')));
    expect(lstatSync(tree(1, 'a.txt')).nlink).toBe(2);
    expect(lstatSync(tree(1, 'holes'))).toMatchObject({ size: 50_000_000, blocks: 0 });
    expect(lstatSync(tree(1, 'a.txt')).mtimeMs).toBeCloseTo(
      lstatSync(join(volume, 'a.txt')).mtimeMs,
      0
    );
    const names = readdirSync(tree(1), { encoding: 'latin1' });
    expect(names).toContain('line\nbreak\xff');
  });

  it('leaves out what cannot be copied, and says so', async () => {
    execFileSync('mkfifo', [join(volume, 'pipe')]);
    const made = await snap(1);
    expect(made).toMatchObject({ files: 2, warnings: ['pipe: a FIFO, left out'] });
    expect(existsSync(tree(1, 'pipe'))).toBe(false);
  });

  it('leaves nothing when it is ended, nor when the disk has too little room', async () => {
    await snap(1);
    const ended = new AbortController();
    ended.abort(new Error('over'));
    await expect(snap(2, 1, { signal: ended.signal })).rejects.toThrow('over');
    await expect(snap(3, 1, { minFreePercent: 100 })).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(join(shelves, 'v/trees'))).toEqual(['day-1']);
    expect(readdirSync(join(shelves, 'v/making'))).toEqual([]);
    expect(readdirSync(join(shelves, 'v/indexes'))).toEqual(['id1']);
  });

  it('begins anew where an earlier attempt was killed', async () => {
    for (const left of ['making/id1/tree', 'trees/day-1/half', 'making/id1/links']) {
      mkdirSync(join(shelves, 'v', left), { recursive: true });
    }
    await snap(1);
    expect(readdirSync(tree(1)).sort()).toEqual(['a.txt', 'figures']);
  });

  it('copies everything when what is known of the one before is damaged', async () => {
    await snap(1);
    writeFileSync(join(shelves, 'v/indexes/id1'), 'damaged');
    expect(await snap(2, 1)).toMatchObject({ made: true, files: 2 });
    expect(text(tree(2, 'figures/b.txt'))).toBe('bb');
  });
});
