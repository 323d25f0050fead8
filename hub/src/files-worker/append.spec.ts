import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

describe('appending', () => {
  let temporary: TemporaryFiles;
  beforeEach(() => {
    temporary = temporaryFiles();
  });
  afterEach(() => temporary.remove());

  const at = (name: string) => join(temporary.directory, name);
  const append = (path: string, offset: number, ...chunks: string[]) =>
    temporary.files.append(
      { directory: temporary.directory, path },
      offset,
      Readable.from(chunks.map(chunk => Buffer.from(chunk)))
    );

  it('adds to the end', async () => {
    writeFileSync(at('a'), 'one');
    expect(await append('a', 3, ' two', ' three')).toMatchObject({ sizeBytes: 13 });
    expect(readFileSync(at('a'), 'utf8')).toBe('one two three');
  });

  it.each([2, 4])('refuses to write at %d of 3 bytes', async offset => {
    writeFileSync(at('a'), 'one');
    await expect(append('a', offset, 'x')).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(at('a'), 'utf8')).toBe('one');
  });

  it('keeps what came before the bytes broke off', async () => {
    writeFileSync(at('a'), '');
    const breaking = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('cut');
      })()
    );
    const place = { directory: temporary.directory, path: 'a' };
    await expect(temporary.files.append(place, 0, breaking)).rejects.toThrow('cut');
    expect(readFileSync(at('a'), 'utf8')).toBe('half');
  });

  it('writes to regular files only', async () => {
    writeFileSync(at('target'), '');
    symlinkSync('target', at('link'));
    execFileSync('mkfifo', [at('fifo')]);
    for (const name of ['link', 'fifo', 'nothing']) {
      await expect(append(name, 0, 'x')).rejects.toMatchObject({ code: 'not-found' });
    }
    expect(readFileSync(at('target'), 'utf8')).toBe('');
  });
});
