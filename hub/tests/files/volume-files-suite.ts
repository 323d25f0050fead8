import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import type { Place, VolumeFiles } from '../../src/files/ports.js';

/** What every implementation of VolumeFiles must do. `volume` is its directory, `outside` one that must stay alone. */
export interface FilesUnderTest {
  readonly files: VolumeFiles;
  readonly volume: string;
  readonly outside: string;
  /** `uid:gid` whom everything in the volume is to belong to, when the files are another process's. */
  readonly owner?: string;
}

const isRoot = process.getuid?.() === 0;

/** Takes a write lease (F_SETLEASE, F_WRLCK) and keeps it when the system asks for it back. */
const LEASE = `$SIG{IO} = 'IGNORE'; open(F, '+<', $ARGV[0]) or die; fcntl(F, 1024, 1) or die;
  $| = 1; print 'held'; sleep 60`;

/** Everything below a directory, to be compared. */
export function snapshot(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => [path, lstatSync(path).isFile() ? readFileSync(path, 'utf8') : 'directory'])
  );
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

export function itIsVolumeFiles(underTest: () => FilesUnderTest): void {
  // Deep trees and large files take their time on a busy machine.
  jest.setTimeout(30_000);

  let files: VolumeFiles;
  let volume: string;
  let outside: string;
  const at = (path: string): Place => ({ directory: volume, path });
  const inVolume = (path: string) => join(volume, path);
  /** To be called once a test has put directories there. */
  const handOver = () => {
    const { owner } = underTest();
    if (owner) {
      execFileSync('chown', ['-R', '-h', owner, volume]);
    }
  };
  const names = async (path: string, limit = 1000) =>
    (await files.list(at(path), { limit })).map(entry => entry.name);

  beforeEach(() => {
    ({ files, volume, outside } = underTest());
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    mkdirSync(join(outside, 'tree'));
    writeFileSync(join(outside, 'tree', 'leaf.txt'), 'leaf');
  });

  describe('ordinary files', () => {
    it('writes, tells, reads and hashes a file', async () => {
      const written = await files.writeFile(at('a.txt'), Buffer.from('hello'));
      expect(written).toMatchObject({ name: 'a.txt', kind: 'file', sizeBytes: 5 });
      expect(await files.stat(at('a.txt'))).toEqual(written);
      expect(await files.readFile(at('a.txt'), { maxBytes: 5 })).toEqual({
        stat: written,
        bytes: Buffer.from('hello')
      });
      expect(await files.hash(at('a.txt'))).toBe(
        createHash('sha256').update('hello').digest('hex')
      );
      expect(Date.parse(written.modifiedAt)).toBeGreaterThan(Date.now() - 60_000);
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
      await expect(files.copyFile(at('a'), at('c'), { maxBytes: 2_499_999 })).rejects.toMatchObject(
        {
          code: 'too-large'
        }
      );
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
  });

  describe('hostile entries', () => {
    /** Each of them leads to `secret.txt` or to the tree outside, or nowhere. */
    const LINKS: Record<string, (link: string) => void> = {
      absolute: link => symlinkSync(join(outside, 'secret.txt'), link),
      relative: link => symlinkSync('../outside/secret.txt', link),
      'to a directory': link => symlinkSync(join(outside, 'tree'), link),
      dangling: link => symlinkSync(join(outside, 'new.txt'), link),
      'to itself': link => symlinkSync('entry', link),
      'to the root': link => symlinkSync('/', link)
    };

    it.each(Object.keys(LINKS))('follows no link: %s', async kind => {
      const before = snapshot(outside);
      LINKS[kind]?.(inVolume('entry'));
      mkdirSync(inVolume('folder'));
      writeFileSync(inVolume('mine.txt'), 'mine');
      LINKS[kind]?.(inVolume('folder/entry'));
      handOver();
      const refused = { code: 'not-found' };
      expect(await files.stat(at('entry'))).toMatchObject({ kind: 'symlink', sizeBytes: 0 });
      expect(await files.list(at(''), { limit: 1 })).toMatchObject([
        { name: 'entry', kind: 'symlink' }
      ]);
      await expect(files.readFile(at('entry'), { maxBytes: 1e6 })).rejects.toMatchObject(refused);
      await expect(files.openFile(at('entry'))).rejects.toMatchObject(refused);
      await expect(files.hash(at('entry'))).rejects.toMatchObject(refused);
      await expect(files.list(at('entry'), { limit: 9 })).rejects.toMatchObject(refused);
      await expect(
        files.copyFile(at('entry'), at('copy'), { maxBytes: 1e6 })
      ).rejects.toMatchObject(refused);
      await expect(
        files.copyFile(at('mine.txt'), at('entry'), { maxBytes: 1e6 })
      ).rejects.toMatchObject({
        code: 'already-exists'
      });
      expect(await files.readTails([{ place: at('entry'), from: 0, maxBytes: 9 }])).toEqual([
        { sizeBytes: 0, bytes: null, problem: 'It is a symbolic link, not a regular file' }
      ]);
      // As a parent of the path.
      for (const path of ['entry/leaf.txt', 'entry/etc/passwd', 'entry/entry']) {
        await expect(files.readFile(at(path), { maxBytes: 1e6 })).rejects.toMatchObject(refused);
        await expect(files.writeFile(at(path), Buffer.from('x'))).rejects.toMatchObject(refused);
        await expect(files.remove(at(path))).rejects.toMatchObject(refused);
        await expect(files.makeDirectory(at(path))).rejects.toMatchObject({
          code: 'already-exists'
        });
      }
      // Written to or removed, the link itself is meant.
      await files.writeFile(at('entry'), Buffer.from('mine now'));
      expect(lstatSync(inVolume('entry')).isFile()).toBe(true);
      await files.remove(at('folder'));
      expect(existsSync(inVolume('folder'))).toBe(false);
      expect(snapshot(outside)).toEqual(before);
    });

    const SPECIALS: Record<string, (path: string) => Server | void> = {
      'a FIFO': path => void execFileSync('mkfifo', [path]),
      'a socket': path => createServer().listen(path),
      ...(isRoot && {
        'a character device': (path: string) => void execFileSync('mknod', [path, 'c', '1', '5']),
        'a block device': (path: string) => void execFileSync('mknod', [path, 'b', '7', '250'])
      })
    };

    it.each(Object.keys(SPECIALS))('neither opens nor waits for %s', async kind => {
      const server = SPECIALS[kind]?.(inVolume('entry'));
      if (server) {
        await new Promise(resolve => server.once('listening', resolve));
      }
      try {
        const refused = { code: 'not-found' };
        expect(await files.stat(at('entry'))).toMatchObject({ kind: 'other', sizeBytes: 0 });
        await expect(files.readFile(at('entry'), { maxBytes: 9 })).rejects.toMatchObject(refused);
        await expect(files.openFile(at('entry'))).rejects.toMatchObject(refused);
        await expect(files.hash(at('entry'))).rejects.toMatchObject(refused);
        await expect(files.copyFile(at('entry'), at('b'), { maxBytes: 9 })).rejects.toMatchObject(
          refused
        );
        await expect(files.list(at('entry'), { limit: 9 })).rejects.toMatchObject(refused);
        const [tail] = await files.readTails([{ place: at('entry'), from: 0, maxBytes: 9 }]);
        expect(tail).toMatchObject({
          bytes: null,
          problem: expect.stringMatching(/not a regular file/)
        });
        await files.remove(at('entry'));
        expect(readdirSync(volume)).toEqual([]);
      } finally {
        server?.close();
      }
    });

    it('does not wait for a file that a lease holds back', async () => {
      writeFileSync(inVolume('leased'), 'x');
      handOver();
      const holder = spawn('perl', ['-e', LEASE, inVolume('leased')], {
        stdio: ['ignore', 'pipe', 'inherit']
      });
      await once(holder.stdout, 'data');
      try {
        const before = Date.now();
        for (const act of [
          () => files.readFile(at('leased'), { maxBytes: 9 }),
          () => files.copyFile(at('leased'), at('copy'), { maxBytes: 9 }),
          () => files.hash(at('leased'))
        ]) {
          await expect(act()).rejects.toMatchObject({ code: 'conflict' });
        }
        expect(Date.now() - before).toBeLessThan(3000);
      } finally {
        holder.kill('SIGKILL');
        await once(holder, 'exit');
      }
    });

    it('takes a huge sparse file for as large as it says', async () => {
      const size = 10 * 1024 ** 3;
      writeFileSync(inVolume('huge'), 'head');
      truncateSync(inVolume('huge'), size);
      expect(await files.stat(at('huge'))).toMatchObject({ sizeBytes: size });
      await expect(files.readFile(at('huge'), { maxBytes: 1 << 20 })).rejects.toMatchObject({
        code: 'too-large'
      });
      await expect(
        files.copyFile(at('huge'), at('b'), { maxBytes: 1 << 30 })
      ).rejects.toMatchObject({
        code: 'too-large'
      });
      const [tail] = await files.readTails([{ place: at('huge'), from: 0, maxBytes: 4 }]);
      expect(tail).toEqual({ sizeBytes: size, bytes: Buffer.from('head'), problem: null });
      const { stream } = await files.openFile(at('huge'));
      stream.destroy();
    });

    it('copies a sparse file without filling its holes', async () => {
      writeFileSync(inVolume('sparse'), 'head');
      truncateSync(inVolume('sparse'), 50_000_000);
      appendFileSync(inVolume('sparse'), 'tail');
      await files.copyFile(at('sparse'), at('copy'), { maxBytes: 1e9 });
      const { size, blocks } = statSync(inVolume('copy'));
      expect(size).toBe(50_000_004);
      expect(blocks * 512).toBeLessThan(1_000_000);
      expect(execFileSync('cmp', [inVolume('sparse'), inVolume('copy')]).length).toBe(0);
    });

    it('removes one name of a file and leaves the others', async () => {
      linkSync(join(outside, 'secret.txt'), inVolume('hard'));
      await files.writeFile(at('hard'), Buffer.from('replaced'));
      expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
      linkSync(join(outside, 'secret.txt'), inVolume('second'));
      await files.remove(at('second'));
      expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    });

    it('takes any name that Linux takes, and gives it back so that it can be used', async () => {
      const odd = [
        Buffer.from('line\nbreak'),
        Buffer.from('a'.repeat(255)),
        Buffer.from('Twin'),
        Buffer.from('twin'),
        Buffer.from([0x66, 0xff, 0xfe]),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('\ufffd'),
        Buffer.from('e\u0301'),
        Buffer.from('\u00e9'),
        Buffer.from('\ud83d\ude80 %2F..\\ "\''),
        Buffer.from('-rf'),
        Buffer.from(' ')
      ];
      odd.forEach((name, n) =>
        writeFileSync(Buffer.concat([Buffer.from(`${volume}/`), name]), String(n))
      );
      const listed = await names('');
      expect(listed).toHaveLength(odd.length);
      expect(new Set(listed).size).toBe(odd.length);
      const contents: number[] = [];
      for (const name of listed) {
        contents.push(Number((await files.readFile(at(name), { maxBytes: 9 })).bytes.toString()));
      }
      expect(contents.sort((a, b) => a - b)).toEqual(odd.map((_, n) => n));
      // One by one, no name is seen twice or missed.
      const paged: string[] = [];
      for (let after: string | undefined; paged.length <= odd.length; after = paged.at(-1)) {
        const [next] = await files.list(at(''), { limit: 1, after });
        if (!next) {
          break;
        }
        paged.push(next.name);
      }
      expect(paged).toEqual(listed);
      for (const name of listed) {
        await files.remove(at(name));
      }
      expect(readdirSync(volume)).toEqual([]);
    });

    it.each([
      '/etc/passwd',
      '../outside/secret.txt',
      'a/../../x',
      '.',
      'a//b',
      'a/',
      'a\0b',
      '\ud800'
    ])('refuses the path %j', async path => {
      mkdirSync(inVolume('a'));
      for (const act of [
        () => files.stat(at(path)),
        () => files.readFile(at(path), { maxBytes: 9 }),
        () => files.writeFile(at(path), Buffer.from('x')),
        () => files.makeDirectory(at(path)),
        () => files.remove(at(path)),
        () => files.list(at(path), { limit: 1 })
      ]) {
        await expect(act()).rejects.toMatchObject({ code: 'invalid-request' });
      }
      expect(readdirSync(volume)).toEqual(['a']);
    });

    it('refuses names and paths that are too long, without harm', async () => {
      for (const path of [
        'x'.repeat(256),
        '\ud83d\ude80'.repeat(64),
        Array(1025).fill('d').join('/')
      ]) {
        await expect(files.makeDirectory(at(path))).rejects.toMatchObject({
          code: 'invalid-request'
        });
      }
    });

    it('works 500 directories deep', async () => {
      const deep = Array(500).fill('deep').join('/');
      await files.makeDirectory(at(deep));
      await files.writeFile(at(`${deep}/x`), Buffer.from('x'));
      expect((await files.readFile(at(`${deep}/x`), { maxBytes: 1 })).bytes.toString()).toBe('x');
      expect(await names(deep)).toEqual(['x']);
      await files.remove(at('deep'));
      expect(readdirSync(volume)).toEqual([]);
    });

    it('removes a tree deeper than any path can say', async () => {
      const dig = `process.chdir(process.argv[1]);
        for (let n = 0; n < 1200; n++) { fs.mkdirSync('down'); process.chdir('down'); fs.writeFileSync('x', ''); }`;
      execFileSync(process.execPath, ['-e', dig, volume]);
      handOver();
      await files.remove(at('down'));
      expect(readdirSync(volume)).toEqual([]);
    });

    it('removes directories whose owner took all permissions away', async () => {
      mkdirSync(inVolume('a/b/c'), { recursive: true });
      writeFileSync(inVolume('a/b/c/x'), '');
      handOver();
      execFileSync('chmod', ['000', inVolume('a/b/c'), inVolume('a/b'), inVolume('a')]);
      await files.remove(at('a'));
      expect(readdirSync(volume)).toEqual([]);
    });

    it('tells the time of a file from the far future', async () => {
      writeFileSync(inVolume('future'), '');
      utimesSync(inVolume('future'), 1e12, 1e12);
      expect(Date.parse((await files.stat(at('future')))?.modifiedAt ?? '')).toBeGreaterThan(0);
    });

    it('takes only absolute directories', async () => {
      await expect(files.stat({ directory: 'volumes', path: '' })).rejects.toThrow(/absolute/);
    });
  });
}

/** Waits until something is no longer so. */
async function vanished(isThere: () => boolean): Promise<void> {
  const deadline = Date.now() + 3000;
  while (isThere() && Date.now() < deadline) {
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(isThere()).toBe(false);
}
