import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { Readable } from 'node:stream';

import type { VolumeFiles } from '../../src/files/ports.js';
import { waysInto, type FilesUnderTest } from './files-under-test.js';

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Waits until something is no longer so. */
async function vanished(isThere: () => boolean): Promise<void> {
  const deadline = Date.now() + 3000;
  while (isThere() && Date.now() < deadline) {
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(isThere()).toBe(false);
}

/** What every implementation of VolumeFiles does with files as they should be. */
export function itHandlesOrdinaryFiles(underTest: () => FilesUnderTest): void {
  let files: VolumeFiles;
  let volume: string;
  const { at, inVolume, names, handOver } = waysInto(underTest);

  beforeEach(() => {
    ({ files, volume } = underTest());
  });

  it('writes, tells, reads and hashes a file', async () => {
    const written = await files.writeFile(at('a.txt'), Buffer.from('hello'));
    expect(written).toMatchObject({ name: 'a.txt', kind: 'file', sizeBytes: 5 });
    expect(await files.stat(at('a.txt'))).toEqual(written);
    expect(await files.readFile(at('a.txt'), { maxBytes: 5 })).toEqual({
      stat: written,
      bytes: Buffer.from('hello')
    });
    expect(Date.parse(written.modifiedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('makes the directories above a file only when told to', async () => {
    await expect(files.writeFile(at('a/b/c'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'not-found'
    });
    expect(await files.stat(at('a'))).toBeNull();
    await files.writeFile(at('a/b/c'), Buffer.from('x'), { parents: true });
    await files.copyFile(at('a/b/c'), at('a/d/e'), { maxBytes: 1, parents: true });
    expect((await files.readFile(at('a/d/e'), { maxBytes: 1 })).bytes.toString()).toBe('x');
  });

  it('changes the etag with the content, even when the times are set back', async () => {
    const before = await files.writeFile(at('a.txt'), Buffer.from('one'));
    writeFileSync(inVolume('a.txt'), 'two');
    utimesSync(inVolume('a.txt'), new Date(before.modifiedAt), new Date(before.modifiedAt));
    expect((await files.stat(at('a.txt')))?.etag).not.toBe(before.etag);
  });

  it('answers null for nothing, and the volume itself for the empty path', async () => {
    expect(await files.stat(at('nothing'))).toBeNull();
    expect(await files.stat(at('no/where'))).toBeNull();
    expect(await files.stat(at(''))).toMatchObject({ name: '', kind: 'directory' });
  });

  it('lists in name order, page after page', async () => {
    for (const name of ['b', 'a', 'C', 'ä', '10', '9']) {
      writeFileSync(inVolume(name), name);
    }
    expect(await names('')).toEqual(['10', '9', 'C', 'a', 'b', 'ä']);
    expect((await files.list(at(''), { limit: 2, after: 'C' })).map(e => e.name)).toEqual([
      'a',
      'b'
    ]);
    await expect(files.list(at('nothing'), { limit: 1 })).rejects.toMatchObject({
      code: 'not-found'
    });
  });

  it('lists more entries than fit in one answer', async () => {
    const many = Array.from({ length: 2345 }, (_, n) => `f${String(n).padStart(5, '0')}`);
    many.forEach(name => writeFileSync(inVolume(name), ''));
    expect(await names('', 2300)).toEqual(many.slice(0, 2300));
    expect(await names('', 5000)).toEqual(many);
  });

  it('makes directories with their parents', async () => {
    await files.makeDirectory(at('a/b/c'));
    await files.makeDirectory(at('a/b/c'));
    expect(statSync(inVolume('a/b/c')).isDirectory()).toBe(true);
    await expect(files.makeDirectory(at('a/b/c'), { exclusive: true })).rejects.toMatchObject({
      code: 'already-exists'
    });
    await files.makeDirectory(at('a/b/d'), { exclusive: true });
    writeFileSync(inVolume('a/file'), '');
    for (const path of ['a/file', 'a/file/x']) {
      await expect(files.makeDirectory(at(path))).rejects.toMatchObject({
        code: 'already-exists'
      });
    }
  });

  it('replaces a file whole, or keeps what is there', async () => {
    await files.writeFile(at('a'), Buffer.from('a longer text'));
    await files.writeFile(at('a'), Buffer.from('short'));
    expect(readFileSync(inVolume('a'), 'utf8')).toBe('short');
    for (const bytes of [Buffer.from('x'), Readable.from([Buffer.from('x')])]) {
      await expect(files.writeFile(at('a'), bytes, { exclusive: true })).rejects.toMatchObject({
        code: 'already-exists'
      });
    }
    await files.writeFile(at('b'), Buffer.from('b'), { exclusive: true, mode: 0o755 });
    expect(statSync(inVolume('a')).mode & 0o777).toBe(0o644);
    expect(statSync(inVolume('b')).mode & 0o777).toBe(0o755);
    expect(await names('')).toEqual(['a', 'b']);
  });

  it('neither replaces a directory by a file nor writes where no directory is', async () => {
    mkdirSync(inVolume('d'));
    await expect(files.writeFile(at('d'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'already-exists'
    });
    await expect(files.writeFile(at('no/x'), Buffer.from('x'))).rejects.toMatchObject({
      code: 'not-found'
    });
    expect(await names('')).toEqual(['d']);
  });

  it('writes a stream, and leaves nothing when it breaks off', async () => {
    const bytes = randomBytes(3_000_000);
    const chunks = Array.from({ length: 30 }, (_, n) =>
      bytes.subarray(n * 100_000, (n + 1) * 100_000)
    );
    await files.writeFile(at('big'), Readable.from(chunks));
    expect(readFileSync(inVolume('big')).equals(bytes)).toBe(true);
    const broken = Readable.from(
      (async function* () {
        yield bytes;
        throw new Error('the line was cut');
      })()
    );
    await expect(files.writeFile(at('big'), broken)).rejects.toThrow('the line was cut');
    await vanished(() => readdirSync(volume).length > 1);
    expect(readFileSync(inVolume('big')).equals(bytes)).toBe(true);
  });

  it('streams a file, or a range of it', async () => {
    const bytes = randomBytes(1_000_000);
    writeFileSync(inVolume('big'), bytes);
    const read = async (range?: { from: number; to: number }) => {
      const { stat, stream } = await files.openFile(at('big'), range);
      expect(stat.sizeBytes).toBe(bytes.length);
      return bytesOf(stream);
    };
    expect((await read()).equals(bytes)).toBe(true);
    expect(await read({ from: 5, to: 9 })).toEqual(bytes.subarray(5, 10));
    expect((await read({ from: 400_000, to: 5_000_000 })).equals(bytes.subarray(400_000))).toBe(
      true
    );
    expect(await read({ from: 2_000_000, to: 3_000_000 })).toHaveLength(0);
  });

  it('ends a stream with what the file held when it was opened', async () => {
    writeFileSync(inVolume('log'), 'x'.repeat(1_000_000));
    const { stream } = await files.openFile(at('log'));
    appendFileSync(inVolume('log'), 'y'.repeat(1_000_000));
    expect((await bytesOf(stream)).toString()).toBe('x'.repeat(1_000_000));
  });

  it('breaks a stream off when the file gets shorter, instead of making bytes up', async () => {
    writeFileSync(inVolume('log'), 'x'.repeat(20_000_000));
    const { stream } = await files.openFile(at('log'));
    truncateSync(inVolume('log'), 10);
    await expect(bytesOf(stream)).rejects.toMatchObject({
      code: expect.stringMatching(/changed-meanwhile|files-unavailable/)
    });
  });

  it('refuses to read more than it may', async () => {
    writeFileSync(inVolume('a'), 'hello');
    await expect(files.readFile(at('a'), { maxBytes: 4 })).rejects.toMatchObject({
      code: 'too-large'
    });
  });

  it('copies a file with its permissions, replacing nothing', async () => {
    const bytes = randomBytes(2_500_000);
    writeFileSync(inVolume('a'), bytes, { mode: 0o750 });
    handOver();
    const copied = await files.copyFile(at('a'), at('b'), { maxBytes: 2_500_000 });
    expect(copied).toMatchObject({ name: 'b', sizeBytes: 2_500_000 });
    expect(readFileSync(inVolume('b')).equals(bytes)).toBe(true);
    expect(statSync(inVolume('b')).mode & 0o777).toBe(0o750);
    await expect(files.copyFile(at('a'), at('b'), { maxBytes: 1e9 })).rejects.toMatchObject({
      code: 'already-exists'
    });
    await expect(files.copyFile(at('a'), at('c'), { maxBytes: 2_499_999 })).rejects.toMatchObject({
      code: 'too-large'
    });
    expect(await names('')).toEqual(['a', 'b']);
  });

  it('removes files and trees', async () => {
    mkdirSync(inVolume('d/e/f'), { recursive: true });
    for (let n = 0; n < 200; n++) {
      writeFileSync(inVolume(`d/e/${n}`), '');
    }
    writeFileSync(inVolume('file'), '');
    handOver();
    await files.remove(at('d'));
    await files.remove(at('file'));
    expect(readdirSync(volume)).toEqual([]);
    await expect(files.remove(at('d'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(files.remove(at(''))).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('reads the tails of many files at once', async () => {
    writeFileSync(inVolume('a'), '0123456789');
    mkdirSync(inVolume('d'));
    const wish = (path: string, from: number, maxBytes: number) => ({
      place: at(path),
      from,
      maxBytes
    });
    expect(
      await files.readTails([
        wish('a', 7, 100),
        wish('a', 2, 3),
        wish('a', 50, 5),
        wish('no', 0, 5),
        wish('d', 0, 5)
      ])
    ).toEqual([
      { sizeBytes: 10, bytes: Buffer.from('789'), problem: null },
      { sizeBytes: 10, bytes: Buffer.from('234'), problem: null },
      { sizeBytes: 10, bytes: Buffer.alloc(0), problem: null },
      { sizeBytes: 0, bytes: null, problem: 'There is nothing at this path' },
      { sizeBytes: 0, bytes: null, problem: 'It is a directory, not a regular file' }
    ]);
    const many = await files.readTails(Array.from({ length: 1200 }, () => wish('a', 0, 10)));
    expect(many).toHaveLength(1200);
    expect(many.every(tail => tail.bytes?.toString() === '0123456789')).toBe(true);
  });
}
