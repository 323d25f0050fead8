import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

describe('counting', () => {
  let temporary: TemporaryFiles;
  beforeEach(() => {
    temporary = temporaryFiles();
  });
  afterEach(() => temporary.remove());

  it('adds up bytes and files, every file once, nothing behind a link', async () => {
    const at = (name: string) => join(temporary.directory, name);
    mkdirSync(at('top/a/b/.hidden'), { recursive: true });
    mkdirSync(at('outside'));
    writeFileSync(at('outside/large'), 'x'.repeat(1000));
    writeFileSync(at('top/one'), 'x');
    linkSync(at('top/one'), at('top/a/one-again'));
    writeFileSync(at('top/a/b/.hidden/two'), 'xx');
    symlinkSync(at('outside'), at('top/link'));
    const { directory } = temporary;
    expect(await temporary.files.count({ directory, path: 'top' })).toEqual({ bytes: 3, files: 3 });
    await expect(temporary.files.count({ directory, path: 'top/link' })).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
