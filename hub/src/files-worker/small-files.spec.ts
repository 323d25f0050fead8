import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { using } from './open-inside.js';
import { smallFilesHere } from './small-files.js';

let temporary: TemporaryFiles;
const at = (name: string) => join(temporary.directory, name);

beforeEach(() => {
  temporary = temporaryFiles();
  mkdirSync(at('from'));
  mkdirSync(at('to'));
});
afterEach(() => temporary.remove());

const copy = (names: readonly string[]) =>
  using(open(at('from')), source =>
    using(open(at('to')), target => smallFilesHere.copy(source, target, names))
  );

it('copies small files with their permissions and times', async () => {
  writeFileSync(at('from/a'), 'one');
  writeFileSync(at('from/empty'), '');
  writeFileSync(at('from/largest'), Buffer.alloc(256 * 1024, 'x'));
  chmodSync(at('from/a'), 0o751);
  utimesSync(at('from/a'), 1_700_000_000.25, 1_700_000_001.75);
  expect(await copy(['a', 'empty', 'largest'])).toEqual({
    files: 3,
    bytes: 3 + 256 * 1024,
    rest: []
  });
  expect(readFileSync(at('to/a'), 'utf8')).toBe('one');
  expect(readFileSync(at('to/largest')).equals(readFileSync(at('from/largest')))).toBe(true);
  const { mode, mtimeMs } = statSync(at('to/a'));
  expect([mode & 0o777, mtimeMs]).toEqual([0o751, 1_700_000_001_750]);
});

it('leaves everything else, without a trace', async () => {
  writeFileSync(at('from/large'), Buffer.alloc(256 * 1024 + 1));
  writeFileSync(at('outside'), 'secret');
  symlinkSync(at('outside'), at('from/link'));
  mkdirSync(at('from/folder'));
  execFileSync('mkfifo', [at('from/fifo')]);
  const names = ['large', 'link', 'folder', 'fifo', 'gone'];
  expect(await copy(names)).toEqual({ files: 0, bytes: 0, rest: names });
  expect(readdirSync(at('to'))).toEqual([]);
});

it('writes neither over nor through what has the name already', async () => {
  writeFileSync(at('outside'), 'kept');
  for (const name of ['taken', 'link', 'nowhere']) {
    writeFileSync(at(`from/${name}`), 'new');
  }
  writeFileSync(at('to/taken'), 'kept');
  symlinkSync(at('outside'), at('to/link'));
  symlinkSync(at('made'), at('to/nowhere'));
  expect((await copy(['taken', 'link', 'nowhere']))?.files).toBe(0);
  expect(readFileSync(at('to/taken'), 'utf8')).toBe('kept');
  expect(readFileSync(at('outside'), 'utf8')).toBe('kept');
  expect(lstatSync(at('to/link')).isSymbolicLink()).toBe(true);
  expect(readdirSync(temporary.directory).sort()).toEqual(['from', 'outside', 'to']);
});

it('takes names as they are', async () => {
  const name = Buffer.from([0xff, 0x0a, 0x61]);
  writeFileSync(Buffer.concat([Buffer.from(`${at('from')}/`), name]), 'odd');
  expect((await copy([name.toString('latin1')]))?.files).toBe(1);
  const [copied] = readdirSync(at('to'), { encoding: 'buffer' });
  expect(copied?.equals(name)).toBe(true);
});

it('counts what is no directory', async () => {
  writeFileSync(at('from/a'), 'four');
  mkdirSync(at('from/folder'));
  symlinkSync('a', at('from/link'));
  writeFileSync(at('from/huge'), '');
  truncateSync(at('from/huge'), 2 ** 40);
  const measured = await using(open(at('from')), directory =>
    smallFilesHere.measure(directory, ['a', 'folder', 'link', 'huge', 'gone'])
  );
  expect(measured).toEqual({ files: 3, bytes: 4 + 2 ** 40, directories: ['folder'] });
});

describe('reading', () => {
  const read = (names: readonly string[]) =>
    using(open(at('from')), directory => smallFilesHere.read(directory, names));

  it('gives small files whole, and null for everything else, which is neither opened nor waited for', async () => {
    writeFileSync(at('from/a'), 'one');
    chmodSync(at('from/a'), 0o751);
    utimesSync(at('from/a'), 1_700_000_000, 1_700_000_001);
    writeFileSync(at('from/empty'), '');
    writeFileSync(at('from/large'), Buffer.alloc(256 * 1024 + 1));
    symlinkSync(at('from/a'), at('from/link'));
    mkdirSync(at('from/folder'));
    execFileSync('mkfifo', [at('from/fifo')]);
    const [a, empty, ...others] =
      (await read(['a', 'empty', 'large', 'link', 'folder', 'fifo', 'gone'])) ?? [];
    expect(Buffer.from(a?.bytes ?? []).toString()).toBe('one');
    expect(a).toMatchObject({ mode: 0o100751, modifiedMs: 1_700_000_001_000 });
    expect(empty?.bytes).toHaveLength(0);
    expect(others).toEqual([null, null, null, null, null]);
  });

  it('leaves what would be too much at once', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `f${n}`);
    names.forEach(name => writeFileSync(at(`from/${name}`), Buffer.alloc(256 * 1024)));
    const files = (await read(names)) ?? [];
    expect(files.map(file => file?.bytes.length ?? 0)).toEqual(
      names.map((_, n) => (n < 16 ? 256 * 1024 : 0))
    );
  });
});
