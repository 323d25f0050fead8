import { execFileSync, spawn } from 'node:child_process';
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

import type { VolumeFiles } from '../../src/files/ports.js';
import { snapshot, waysInto, type FilesUnderTest } from './files-under-test.js';
import { unwatched } from './tree-copies.js';

const isRoot = process.getuid?.() === 0;

/** Takes a write lease (F_SETLEASE, F_WRLCK) and keeps it when the system asks for it back. */
const LEASE = `$SIG{IO} = 'IGNORE'; open(F, '+<', $ARGV[0]) or die; fcntl(F, 1024, 1) or die;
  $| = 1; print 'held'; sleep 60`;

/** What every implementation of VolumeFiles does with what users may put in its way. */
export function itWithstandsHostileFiles(underTest: () => FilesUnderTest): void {
  let files: VolumeFiles;
  let volume: string;
  let outside: string;
  const { at, inVolume, names, handOver } = waysInto(underTest);

  beforeEach(() => {
    ({ files, volume, outside } = underTest());
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    mkdirSync(join(outside, 'tree'));
    writeFileSync(join(outside, 'tree', 'leaf.txt'), 'leaf');
  });

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
    await expect(files.list(at('entry'), { limit: 9 })).rejects.toMatchObject(refused);
    await expect(files.copyFile(at('entry'), at('copy'), { maxBytes: 1e6 })).rejects.toMatchObject(
      refused
    );
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
      await expect(
        files.writeFile(at(path), Buffer.from('x'), { parents: true })
      ).rejects.toMatchObject({ code: 'already-exists' });
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
        () => files.openFile(at('leased'))
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
    await expect(files.copyFile(at('huge'), at('b'), { maxBytes: 1 << 30 })).rejects.toMatchObject({
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

  it('counts, moves and sweeps what lies in directories whose owner took all permissions away', async () => {
    mkdirSync(inVolume('a/b'), { recursive: true });
    writeFileSync(inVolume('a/b/x'), 'four');
    handOver();
    execFileSync('chmod', ['000', inVolume('a/b'), inVolume('a')]);
    expect(await files.measure(at(''), unwatched())).toEqual({ files: 1, bytes: 4 });
    await files.makeDirectory(at('other'));
    await files.rename(at('a'), at('other/a'));
    await files.rename(at('other/a'), at('a'));
    const all = new Date(Date.now() + 60_000).toISOString();
    const order = { before: all, soonBefore: all, spared: [], arrivals: [], ...unwatched() };
    expect(await files.sweep(at(''), { ...order, remove: false })).toMatchObject({ files: 1 });
    expect(statSync(inVolume('a')).mode & 0o777).toBe(0);
    execFileSync('chmod', ['700', inVolume('a')]);
    expect(statSync(inVolume('a/b')).mode & 0o777).toBe(0);
    execFileSync('chmod', ['000', inVolume('a')]);
    expect(await files.sweep(at(''), { ...order, remove: true })).toMatchObject({ files: 1 });
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
}
