import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';
import { makeWay } from './directories.js';

describe('makeWay', () => {
  let temporary: TemporaryFiles;

  beforeEach(() => {
    temporary = temporaryFiles();
    mkdirSync(join(temporary.directory, 'workspace'));
  });

  afterEach(() => temporary.remove());

  const way = () =>
    makeWay(
      temporary.files,
      { directory: temporary.directory, path: 'workspace/Storage/kim' },
      '.moved'
    );
  const inWorkspace = (name: string) => join(temporary.directory, 'workspace', name);

  it('makes what is missing and leaves what is there', async () => {
    await way();
    writeFileSync(inWorkspace('Storage/kim/x'), 'x');
    await way();
    expect(readFileSync(inWorkspace('Storage/kim/x'), 'utf8')).toBe('x');
  });

  it.each(['Storage', 'Storage/kim'])(
    'keeps a file in the place of %s under another name',
    async name => {
      mkdirSync(inWorkspace(name.includes('/') ? 'Storage' : '.'), { recursive: true });
      writeFileSync(inWorkspace(name), 'my notes');
      await way();
      expect(lstatSync(inWorkspace('Storage/kim')).isDirectory()).toBe(true);
      expect(readFileSync(inWorkspace(`${name}.moved`), 'utf8')).toBe('my notes');
    }
  );

  it('removes a link, and nothing of what it leads to', async () => {
    const outside = join(temporary.directory, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'kept'), '');
    symlinkSync(outside, inWorkspace('Storage'));
    await way();
    expect(lstatSync(inWorkspace('Storage')).isDirectory()).toBe(true);
    expect(readdirSync(outside)).toEqual(['kept']);
  });

  it('fails where nothing is in the way', async () => {
    const nowhere = { directory: join(temporary.directory, 'missing'), path: 'a' };
    await expect(makeWay(temporary.files, nowhere, '.moved')).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
