import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { until } from '../testing/until.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { copyInKernel } from './copy-in-kernel.js';
import { asAppError } from './failures.js';
import { using } from './open-inside.js';

const PATH = process.env['PATH'];
let temporary: TemporaryFiles;
const at = (name: string) => join(temporary.directory, name);

beforeEach(() => {
  temporary = temporaryFiles();
  writeFileSync(at('from'), 'x'.repeat(100_000));
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await temporary.remove();
});

const copy = (length: number, onBytes: (count: number) => void = () => undefined) =>
  using(open(at('from')), source =>
    using(open(at('to'), 'wx'), target => copyInKernel(source, target, length, onBytes))
  );

/** A `cat` of ours is found before that of the system. */
function plant(script: string): void {
  mkdirSync(at('bin'));
  writeFileSync(at('bin/cat'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env['PATH'] = `${at('bin')}:${PATH}`;
}

it('copies a file and tells of all its bytes', async () => {
  let told = 0;
  expect(await copy(100_000, count => (told += count))).toBe(true);
  expect(readFileSync(at('to')).equals(readFileSync(at('from')))).toBe(true);
  expect(told).toBe(100_000);
});

it('copies all of it through a handle that was read through before', async () => {
  await using(open(at('from')), async source => {
    await source.readFile();
    await using(open(at('to'), 'wx'), target =>
      copyInKernel(source, target, 100_000, () => undefined)
    );
  });
  expect(readFileSync(at('to')).equals(readFileSync(at('from')))).toBe(true);
});

it('takes no more than was there when it began', async () => {
  let told = 0;
  expect(await copy(70_000, count => (told += count))).toBe(true);
  expect(readFileSync(at('to'), 'utf8')).toBe('x'.repeat(70_000));
  expect(told).toBe(70_000);
});

it('does not follow a file that grows for ever', async () => {
  plant('while :; do echo more; done');
  expect(await copy(1000)).toBe(true);
  expect(statSync(at('to')).size).toBe(1000);
});

it('leaves holes', async () => {
  truncateSync(at('from'), 2 ** 40);
  expect(await copy(2 ** 40)).toBe(true);
  expect(statSync(at('to')).size).toBe(2 ** 40);
  expect(statSync(at('to')).blocks).toBeLessThan(10_000);
});

it('says when the file got shorter', async () => {
  await expect(copy(100_001)).rejects.toMatchObject({ code: 'changed-meanwhile' });
});

it.each([
  ['there is no such program', null],
  ['it is another than ours', 'echo "unrecognized option" >&2; exit 1'],
  ['it was ended by somebody', 'echo some; kill -9 $$']
])('has nothing done when %s', async (_when, script) => {
  if (script === null) {
    process.env['PATH'] = at('nowhere');
  } else {
    plant(script);
  }
  let told = 0;
  expect(await copy(100_000, count => (told += count))).toBe(false);
  expect(statSync(at('to')).size).toBe(0);
  expect(told).toBe(0);
});

it.each(['No space left on device', 'Disk quota exceeded'])(
  'passes on what there is no room for: %s',
  async words => {
    plant(`echo "cat: write error: ${words}" >&2; exit 1`);
    const failure = await copy(100_000).catch(asAppError);
    expect(failure).toMatchObject({ code: 'disk-full' });
  }
);

it('ends what is under way', async () => {
  plant(`echo $$ > ${at('pid')}; echo begun; exec sleep 3600`);
  const copying = copy(100_000, count => {
    if (count > 0) {
      throw new Error('enough');
    }
  });
  await expect(copying).rejects.toThrow('enough');
  const pid = Number(readFileSync(at('pid'), 'utf8'));
  await until('the program to be gone', () => {
    try {
      return !process.kill(pid, 0);
    } catch {
      return true;
    }
  });
});
