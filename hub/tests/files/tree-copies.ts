import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import type { VolumeFiles, Watch } from '../../src/files/ports.js';
import { snapshot, waysInto, type FilesUnderTest } from './files-under-test.js';

/** Nobody looks and nobody ends it. */
export function unwatched(): Watch {
  return { signal: new AbortController().signal, onProgress: () => undefined };
}

/** How every implementation of VolumeFiles copies trees. */
export function itCopiesTrees(underTest: () => FilesUnderTest): void {
  let files: VolumeFiles;
  let outside: string;
  const { at, inVolume, handOver } = waysInto(underTest);

  beforeEach(() => {
    ({ files, outside } = underTest());
    mkdirSync(inVolume('from/figures'), { recursive: true });
    mkdirSync(inVolume('from/empty'));
    writeFileSync(inVolume('from/a.txt'), 'a');
    writeFileSync(inVolume('from/figures/b.txt'), 'bb');
  });

  const copy = (options: object = {}) =>
    files.copyTree(at('from'), at('to'), { ...unwatched(), ...options });

  it('copies a tree and counts it', async () => {
    handOver();
    expect(await files.measure(at('from'), unwatched())).toEqual({ files: 2, bytes: 3 });
    expect(await copy()).toEqual({ files: 2, bytes: 3, warnings: [] });
    expect(readFileSync(inVolume('to/figures/b.txt'), 'utf8')).toBe('bb');
    expect(readdirSync(inVolume('to')).sort()).toEqual(['a.txt', 'empty', 'figures']);
    expect(readFileSync(inVolume('from/a.txt'), 'utf8')).toBe('a');
  });

  it('copies one file', async () => {
    handOver();
    const { signal, onProgress } = unwatched();
    expect(await files.measure(at('from/a.txt'), { signal, onProgress })).toEqual({
      files: 1,
      bytes: 1
    });
    const answer = await files.copyTree(at('from/a.txt'), at('b.txt'), { signal, onProgress });
    expect(answer).toEqual({ files: 1, bytes: 1, warnings: [] });
    expect(readFileSync(inVolume('b.txt'), 'utf8')).toBe('a');
  });

  it('copies a whole volume without what is left out at its top, and without unfinished files', async () => {
    mkdirSync(inVolume('.trash'));
    mkdirSync(inVolume('from/.trash'));
    mkdirSync(inVolume('.labcommons-x.part'));
    handOver();
    const options = { ...unwatched(), without: ['.trash'] };
    await files.copyTree(at(''), at('.labcommons-1.part'), options);
    expect(readdirSync(inVolume('.labcommons-1.part'))).toEqual(['from']);
    expect(readdirSync(inVolume('.labcommons-1.part/from'))).toContain('.trash');
  });

  it('keeps permissions and times', async () => {
    chmodSync(inVolume('from/a.txt'), 0o640);
    utimesSync(inVolume('from/a.txt'), 1, 1_500_000_000.25);
    chmodSync(inVolume('from/figures'), 0o550);
    handOver();
    await copy();
    expect(statSync(inVolume('to/a.txt'))).toMatchObject({ mtimeMs: 1_500_000_000_250 });
    expect(statSync(inVolume('to/a.txt')).mode & 0o777).toBe(0o640);
    expect(statSync(inVolume('to/figures')).mode & 0o777).toBe(0o550);
    await copy();
    expect(statSync(inVolume('to/figures')).mode & 0o777).toBe(0o550);
  });

  it('keeps what an earlier attempt finished, and makes the rest anew', async () => {
    handOver();
    await copy();
    const whole = statSync(inVolume('to/a.txt')).ino;
    writeFileSync(inVolume('to/figures/b.txt'), 'b');
    await copy();
    expect(statSync(inVolume('to/a.txt')).ino).toBe(whole);
    expect(readFileSync(inVolume('to/figures/b.txt'), 'utf8')).toBe('bb');
  });

  it('does not take a file of the same size for the same file', async () => {
    handOver();
    await copy();
    writeFileSync(inVolume('to/figures/b.txt'), 'xx');
    await copy();
    expect(readFileSync(inVolume('to/figures/b.txt'), 'utf8')).toBe('bb');
  });

  it('replaces what stands in the way of the copy', async () => {
    mkdirSync(inVolume('to/a.txt'), { recursive: true });
    writeFileSync(inVolume('to/figures'), 'a file');
    symlinkSync(outside, inVolume('to/empty'));
    writeFileSync(inVolume('from/empty/c'), 'c');
    handOver();
    const before = snapshot(outside);
    await copy();
    expect(readFileSync(inVolume('to/empty/c'), 'utf8')).toBe('c');
    expect(readFileSync(inVolume('to/a.txt'), 'utf8')).toBe('a');
    expect(snapshot(outside)).toEqual(before);
  });

  it('costs no disk for what is empty in a huge file', async () => {
    truncateSync(inVolume('from/a.txt'), 2 ** 30);
    handOver();
    expect(await copy()).toMatchObject({ files: 2, bytes: 2 ** 30 + 2 });
    expect(statSync(inVolume('to/a.txt'))).toMatchObject({ size: 2 ** 30 });
    expect(statSync(inVolume('to/a.txt')).blocks * 512).toBeLessThan(2 ** 20);
  });

  it('copies links that stay inside, and says which it left out', async () => {
    symlinkSync('../a.txt', inVolume('from/figures/near'));
    symlinkSync('figures/../../from', inVolume('from/out'));
    symlinkSync(outside, inVolume('from/absolute'));
    handOver();
    const { warnings } = await copy();
    expect(readlinkSync(inVolume('to/figures/near'))).toBe('../a.txt');
    expect([...warnings].sort()).toEqual([
      'absolute: a symbolic link that leads out of the folder, left out',
      'out: a symbolic link that leads out of the folder, left out'
    ]);
    expect(readdirSync(inVolume('to')).sort()).toEqual(['a.txt', 'empty', 'figures']);
    await copy();
    expect(readlinkSync(inVolume('to/figures/near'))).toBe('../a.txt');
  });

  it('leaves out FIFOs, sockets and devices, and waits for none', async () => {
    execFileSync('mkfifo', [inVolume('from/fifo')]);
    const server = createServer();
    await new Promise<void>(resolve => server.listen(inVolume('from/socket'), resolve));
    handOver();
    try {
      const { warnings } = await copy();
      expect([...warnings].sort()).toEqual([
        'fifo: a FIFO, left out',
        'socket: a socket, left out'
      ]);
      expect(existsSync(inVolume('to/fifo'))).toBe(false);
      const one = files.copyTree(at('from/fifo'), at('alone'), unwatched());
      await expect(one).rejects.toMatchObject({ code: 'not-found' });
      expect(existsSync(inVolume('alone'))).toBe(false);
    } finally {
      server.close();
    }
  });

  it('keeps names that are not UTF-8', async () => {
    const name = Buffer.from([0xff, 0x0a, 0x62]);
    writeFileSync(Buffer.concat([Buffer.from(inVolume('from/')), name]), 'odd');
    handOver();
    await copy();
    expect(readFileSync(Buffer.concat([Buffer.from(inVolume('to/')), name]), 'utf8')).toBe('odd');
  });

  it('copies what lies 1000 folders deep, with few handles', async () => {
    execFileSync('sh', [
      '-c',
      `cd "$1" && for i in $(seq 1000); do mkdir d && cd d; done && echo deep > leaf`,
      'sh',
      inVolume('from')
    ]);
    handOver();
    expect(await files.measure(at('from'), unwatched())).toEqual({ files: 3, bytes: 8 });
    expect(await copy()).toMatchObject({ files: 3, warnings: [] });
    const leaf = await files.stat(at(`to/${'d/'.repeat(1000)}leaf`));
    expect(leaf).toMatchObject({ kind: 'file', sizeBytes: 5 });
  });

  it('refuses what lies deeper than a path reaches', async () => {
    execFileSync('sh', [
      '-c',
      `cd "$1" && for i in $(seq 1030); do mkdir d && cd d; done`,
      'sh',
      inVolume('from')
    ]);
    handOver();
    expect(await files.measure(at('from'), unwatched())).toEqual({ files: 2, bytes: 3 });
    await expect(copy()).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it.each([
    ['file', 'figures/b.txt'],
    ['folder', 'figures']
  ])(
    'leaves out and names a %s that may not be read, unless the original is to go',
    async (_what, path) => {
      chmodSync(inVolume(`from/${path}`), 0o000);
      handOver();
      if (process.getuid?.() === 0 && !underTest().owner) {
        return; // Nothing is forbidden to root.
      }
      expect((await copy()).warnings).toEqual([
        `${path}: The permissions of the file system forbid it, left out`
      ]);
      expect(existsSync(inVolume('to/figures/b.txt'))).toBe(false);
      expect(readFileSync(inVolume('to/a.txt'), 'utf8')).toBe('a');
      await expect(copy({ toDisk: true })).rejects.toMatchObject({
        code: 'not-allowed',
        message: expect.stringContaining(`${path}: `)
      });
      await expect(
        files.copyTree(at('from/figures/b.txt'), at('alone'), unwatched())
      ).rejects.toMatchObject({ code: 'not-allowed' });
      expect(existsSync(inVolume('alone'))).toBe(false);
    }
  );

  it.each([
    ['nothing', 'none', 'to'],
    ['to below a link', 'from', 'link/to'],
    ['from below a link', 'link/tree', 'to']
  ])('refuses %s', async (_what, from, to) => {
    mkdirSync(join(outside, 'tree'));
    symlinkSync(outside, inVolume('link'));
    handOver();
    const before = snapshot(outside);
    const refused = files.copyTree(at(from), at(to), unwatched());
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    expect(existsSync(inVolume('to'))).toBe(false);
    expect(snapshot(outside)).toEqual(before);
  });

  it('ends when it is told to, and leaves the source alone', async () => {
    for (let n = 0; n < 400; n++) {
      writeFileSync(inVolume(`from/empty/${n}`), Buffer.alloc(100_000, 1));
    }
    handOver();
    const ending = new AbortController();
    const copying = copy({ signal: ending.signal });
    for (const end = Date.now() + 10_000; !existsSync(inVolume('to')) && Date.now() < end;) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    ending.abort(new Error('enough'));
    await expect(copying).rejects.toThrow('enough');
    expect(readdirSync(inVolume('from/empty'))).toHaveLength(400);
    expect(lstatSync(inVolume('from')).isDirectory()).toBe(true);
  });

  it('tells how far it is', async () => {
    truncateSync(inVolume('from/a.txt'), 1.5 * 2 ** 30);
    handOver();
    const told: number[] = [];
    const { bytes } = await copy({
      onProgress: (soFar: { bytes: number }) => void told.push(soFar.bytes)
    });
    expect(told.at(-1)).toBe(bytes);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });
}
