import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  createWriteStream,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { LEFT_OUT } from './zip.js';

/** What Python's own reader finds, checksums compared. */
const READER = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([[i.filename, i.file_size, oct(i.external_attr >> 16), list(i.date_time)] for i in z.infolist()]))
`;

describe('a folder as a zip', () => {
  let temporary: TemporaryFiles;
  beforeEach(() => {
    temporary = temporaryFiles();
    mkdirSync(join(temporary.directory, 'top'));
  });
  afterEach(() => temporary.remove());

  const at = (name: string) => join(temporary.directory, 'top', name);
  const zipFile = () => join(temporary.directory, 'out.zip');

  async function zipped(name = 'thesis'): Promise<[string, number, string, number[]][]> {
    const place = { directory: temporary.directory, path: 'top' };
    await pipeline(await temporary.files.openZip([{ place, name }]), createWriteStream(zipFile()));
    return JSON.parse(execFileSync('python3', ['-c', READER, zipFile()], { encoding: 'utf8' }));
  }
  const textOf = (name: string) =>
    execFileSync('python3', ['-m', 'zipfile', '-e', zipFile(), join(temporary.directory, 'out')]) &&
    readFileSync(join(temporary.directory, 'out', name), 'utf8');

  it('holds every file and folder with time and mode', async () => {
    mkdirSync(at('empty'));
    mkdirSync(at('deep/down'), { recursive: true });
    writeFileSync(at('deep/down/a.txt'), 'hello');
    writeFileSync(at('run.sh'), '#!', { mode: 0o755 });
    writeFileSync(at('größe.txt'), '');
    utimesSync(at('run.sh'), new Date('2021-03-04T05:06:08Z'), new Date('2021-03-04T05:06:08Z'));
    const members = await zipped();
    expect(members.map(([name, size]) => [name, size])).toEqual([
      ['thesis/', 0],
      ['thesis/deep/', 0],
      ['thesis/deep/down/', 0],
      ['thesis/deep/down/a.txt', 5],
      ['thesis/empty/', 0],
      ['thesis/größe.txt', 0],
      ['thesis/run.sh', 2]
    ]);
    expect(members.at(-1)).toEqual(['thesis/run.sh', 2, '0o100755', [2021, 3, 4, 5, 6, 8]]);
    expect(textOf('thesis/deep/down/a.txt')).toBe('hello');
  });

  it('keeps apart what has one name in a zip, and its own list from a file of that name', async () => {
    for (const name of ['a:b', 'a_b', 'a\\b', 'a b']) {
      writeFileSync(at(name), name);
    }
    writeFileSync(at(LEFT_OUT), 'mine');
    symlinkSync('a b', at('link'));
    const parts = ['a:b', LEFT_OUT, 'link', '.'].map(name => ({
      place: { directory: temporary.directory, path: name === '.' ? 'top' : `top/${name}` },
      name
    }));
    await pipeline(await temporary.files.openZip(parts), createWriteStream(zipFile()));
    const read = execFileSync('python3', ['-c', READER, zipFile()], { encoding: 'utf8' });
    const names = (JSON.parse(read) as [string][]).map(([name]) => name);
    expect(names).toEqual([
      'a_b',
      LEFT_OUT,
      '_/',
      '_/a b',
      '_/a_b',
      '_/a_b (2)',
      '_/a_b (3)',
      `_/${LEFT_OUT}`,
      'left-out-of-this-zip (2).txt'
    ]);
    const texts = ['_/a_b', '_/a_b (2)', '_/a_b (3)'].map(textOf);
    expect(texts.sort()).toEqual(['a:b', 'a\\b', 'a_b']);
    expect(textOf(LEFT_OUT)).toBe('mine');
  });

  it('leaves out what lies deeper than a zip can say', async () => {
    const dig = `process.chdir(process.argv[1]);
      for (let n = 0; n < 300; n++) { fs.mkdirSync(process.argv[2]); process.chdir(process.argv[2]); }
      fs.writeFileSync('leaf', 'deep');`;
    execFileSync(process.execPath, ['-e', dig, at(''), 'long'.repeat(60)]);
    writeFileSync(at('kept'), 'kept');
    const place = { directory: temporary.directory, path: 'top' };
    const zip = await temporary.files.openZip([{ place, name: 'thesis' }]);
    await pipeline(zip, createWriteStream(zipFile()));
    const read = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(z.read('thesis/kept').decode() + ' ' + z.read('${LEFT_OUT}').decode(), end='')`;
    const said = execFileSync('python3', ['-c', read, zipFile()], { encoding: 'utf8' });
    expect(said).toMatch(/^kept thesis\/longlong.*longlong lies too deep\n$/);
    expect(said.length).toBeLessThan(1100);
  });

  it('leaves out what is no file, and says so', async () => {
    symlinkSync('/etc/passwd', at('passwords'));
    symlinkSync('/etc', at('etc'));
    execFileSync('mkfifo', [at('fifo')]);
    writeFileSync(at('kept'), 'kept');
    const members = await zipped();
    expect(members.map(([name]) => name)).toEqual(['thesis/', 'thesis/kept', LEFT_OUT]);
    expect(textOf(LEFT_OUT)).toBe(
      'thesis/etc is a symbolic link\nthesis/fifo is a FIFO\nthesis/passwords is a symbolic link\n'
    );
  });

  it('unpacks to its own folder, whatever the names', async () => {
    for (const name of ['..\\..\\evil', 'c:evil', 'new\nline', 'tab\t']) {
      writeFileSync(at(name), '');
    }
    writeFileSync(Buffer.concat([Buffer.from(at('bad')), Buffer.from([0xff])]), '');
    const members = await zipped('..');
    expect(members.map(([name]) => name)).toEqual([
      '_/',
      '_/.._.._evil',
      '_/bad_',
      '_/c_evil',
      '_/new_line',
      '_/tab_'
    ]);
  });

  it('keeps apart what differs in case only, and names of 255 bytes', async () => {
    const long = 'ä'.repeat(127);
    for (const name of ['Data.txt', 'data.TXT', long]) {
      writeFileSync(at(name), name);
    }
    const members = await zipped();
    expect(members.map(([name]) => name)).toEqual([
      'thesis/',
      'thesis/Data.txt',
      'thesis/data.TXT',
      `thesis/${long}`
    ]);
    expect(textOf('thesis/data.TXT')).toBe('data.TXT');
  });

  it('reaches 500 folders deep', async () => {
    const deep = Array.from({ length: 500 }, () => 'd').join('/');
    mkdirSync(at(deep), { recursive: true });
    writeFileSync(at(`${deep}/leaf`), 'leaf');
    const members = await zipped();
    expect(members).toHaveLength(502);
    expect(members.at(-1)?.slice(0, 2)).toEqual([`thesis/${deep}/leaf`, 4]);
  });

  it('holds of a file that grows what it held when it was its turn', async () => {
    writeFileSync(at('growing'), 'x'.repeat(3_000_000));
    const place = { directory: temporary.directory, path: 'top' };
    const sink = createWriteStream(zipFile());
    let grown = 0;
    for await (const chunk of await temporary.files.openZip([{ place, name: 'thesis' }])) {
      appendFileSync(at('growing'), 'y'.repeat(100_000));
      grown += 1;
      sink.write(chunk);
    }
    await new Promise<void>(resolve => sink.end(resolve));
    expect(grown).toBeGreaterThan(3);
    const held = textOf('thesis/growing');
    expect(held.length).toBeGreaterThanOrEqual(3_000_000);
    expect(held.startsWith('x'.repeat(3_000_000))).toBe(true);
  });

  it('is whole when a file gets shorter meanwhile, and says of which the end is missing', async () => {
    writeFileSync(at('a-log'), 'x'.repeat(3_000_000));
    writeFileSync(at('b'), 'after');
    const place = { directory: temporary.directory, path: 'top' };
    const sink = createWriteStream(zipFile());
    for await (const chunk of await temporary.files.openZip([{ place, name: 'thesis' }])) {
      truncateSync(at('a-log'), 1_000);
      sink.write(chunk);
    }
    await new Promise<void>(resolve => sink.end(resolve));
    const held = textOf('thesis/a-log');
    expect(held).toHaveLength(3_000_000);
    expect(held).toMatch(/^x{1000,}\0+$/);
    expect(textOf('thesis/b')).toBe('after');
    expect(textOf(LEFT_OUT)).toBe('thesis/a-log got shorter meanwhile: its end is zeros\n');
  });

  it('in which two parts have one name holds both', async () => {
    mkdirSync(at('one'));
    mkdirSync(at('two'));
    writeFileSync(at('one/a.txt'), '1');
    writeFileSync(at('two/a.txt'), '2');
    const parts = ['one', 'two'].map(folder => ({
      place: { directory: temporary.directory, path: `top/${folder}/a.txt` },
      name: 'a.txt'
    }));
    await pipeline(await temporary.files.openZip(parts), createWriteStream(zipFile()));
    expect([textOf('a.txt'), textOf('a (2).txt')]).toEqual(['1', '2']);
  });

  it('holds a file of more than 4 GiB and what comes after it', async () => {
    writeFileSync(at('a-large'), '');
    truncateSync(at('a-large'), 4 * 1024 ** 3 + 5);
    writeFileSync(at('b'), 'after');
    const place = { directory: temporary.directory, path: 'top' };
    const stream = await temporary.files.openZip([{ place, name: 't' }]);
    // Read as a reader of streams would: the hub's machine need not have the room.
    let total = 0;
    let tail = Buffer.alloc(0);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      total += chunk.length;
      tail = Buffer.concat([tail, chunk]).subarray(-1024);
    }
    const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    const large = tail.lastIndexOf(Buffer.from('PK\x06\x06', 'latin1'));
    expect(end).toBeGreaterThan(0);
    expect(tail.readUInt32LE(end + 16)).toBe(0xffffffff);
    const offset = Number(tail.readBigUInt64LE(large + 48));
    expect(offset).toBeGreaterThan(4 * 1024 ** 3);
    const start = tail.length - (total - offset);
    expect(tail.readUInt32LE(start)).toBe(0x02014b50);
    const second = tail.indexOf(Buffer.from('t/a-large'), start);
    expect(Number(tail.readBigUInt64LE(second + 9 + 4))).toBe(4 * 1024 ** 3 + 5);
    const third = tail.indexOf(Buffer.from('t/b'), second);
    expect(Number(tail.readBigUInt64LE(third + 3 + 4))).toBeGreaterThan(4 * 1024 ** 3);
  }, 150_000);

  it('gives its handles back when nobody reads on', async () => {
    writeFileSync(at('a'), 'x'.repeat(1_000_000));
    const place = { directory: temporary.directory, path: 'top' };
    const before = execFileSync('sh', ['-c', `ls /proc/${process.pid}/fd | wc -l`], {
      encoding: 'utf8'
    });
    for (let round = 0; round < 20; round += 1) {
      const stream = await temporary.files.openZip([{ place, name: 't' }]);
      await new Promise(resolve => stream.once('readable', resolve));
      stream.destroy();
      await new Promise(resolve => stream.once('close', resolve));
    }
    await new Promise(resolve => setImmediate(resolve));
    const after = execFileSync('sh', ['-c', `ls /proc/${process.pid}/fd | wc -l`], {
      encoding: 'utf8'
    });
    expect(Number(after) - Number(before)).toBeLessThan(10);
  });

  it('is refused for what is neither folder nor file', async () => {
    symlinkSync('..', at('link'));
    for (const path of ['top/link', 'nowhere']) {
      const place = { directory: temporary.directory, path };
      await expect(temporary.files.openZip([{ place, name: 'x' }])).rejects.toMatchObject({
        code: 'not-found'
      });
    }
  });
});
