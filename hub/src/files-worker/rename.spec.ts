import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

/**
 * Saves a document again and again as editors do, by a new file in its place, and says which of its saves are nowhere:
 * neither under their name nor under one that the document was given meanwhile.
 */
const SAVER = `
  const fs = require('node:fs');
  process.chdir(process.argv[1]);
  const holds = (name, text) => { try { return fs.readFileSync(name, 'utf8') === text; } catch { return false; } };
  const isAnywhere = text => fs.readdirSync('.').some(name => name !== 'new' && holds(name, text));
  process.stdout.write('begun ');
  for (let n = 1; n <= 3000; n++) {
    fs.writeFileSync('new', String(n));
    fs.renameSync('new', 'doc');
    let looks = fs.existsSync('doc') ? 0 : 200;
    while (looks > 0 && !isAnywhere(String(n))) {
      looks -= 1;
    }
    if (looks === 0 && !fs.existsSync('doc') && !isAnywhere(String(n))) process.stdout.write('lost ' + n + ' ');
  }
`;

describe('renaming', () => {
  let temporary: TemporaryFiles;
  beforeEach(() => {
    temporary = temporaryFiles();
  });
  afterEach(() => temporary.remove());

  const at = (name: string) => join(temporary.directory, name);
  const place = (path: string) => ({ directory: temporary.directory, path });
  const rename = (from: string, to: string, options = {}) =>
    temporary.files.rename(place(from), place(to), options);

  it('gives a file, a link and a folder another name, in another folder too', async () => {
    writeFileSync(at('a'), 'bytes');
    symlinkSync('/etc/passwd', at('link'));
    mkdirSync(at('folder/below'), { recursive: true });
    mkdirSync(at('there'));
    expect(await rename('a', 'there/b')).toMatchObject({ name: 'b', kind: 'file', sizeBytes: 5 });
    expect(await rename('link', 'there/link')).toMatchObject({ kind: 'symlink' });
    expect(await rename('folder', 'there/folder')).toMatchObject({ kind: 'directory' });
    expect(readdirSync(temporary.directory)).toEqual(['there']);
    expect(readdirSync(at('there')).sort()).toEqual(['b', 'folder', 'link']);
    expect(existsSync(at('there/folder/below'))).toBe(true);
  });

  it.each([
    ['file', 'file'],
    ['file', 'folder'],
    ['folder', 'file'],
    ['folder', 'folder'],
    ['folder', 'empty'],
    ['file', 'dangling']
  ])('replaces nothing: a %s over a %s', async (from, to) => {
    for (const name of ['from', 'to']) {
      const kind = name === 'from' ? from : to;
      if (kind === 'file') {
        writeFileSync(at(name), name);
      } else if (kind === 'dangling') {
        symlinkSync('nowhere', at(name));
      } else {
        mkdirSync(at(name));
        if (kind === 'folder') {
          writeFileSync(at(`${name}/inside`), name);
        }
      }
    }
    await expect(rename('from', 'to')).rejects.toMatchObject({ code: 'already-exists' });
    expect(readdirSync(temporary.directory).sort()).toEqual(['from', 'to']);
    for (const name of ['from', 'to']) {
      const kind = name === 'from' ? from : to;
      if (kind === 'file') {
        expect(readFileSync(at(name), 'utf8')).toBe(name);
      } else if (kind === 'folder') {
        expect(readFileSync(at(`${name}/inside`), 'utf8')).toBe(name);
      }
    }
  });

  it('lets one of many win who want the same name', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `f${number}`);
    names.forEach(name => writeFileSync(at(name), name));
    const outcomes = await Promise.allSettled(names.map(name => rename(name, 'winner')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const all = readdirSync(temporary.directory).map(name => readFileSync(at(name), 'utf8'));
    expect(all.sort()).toEqual([...names].sort());
  });

  it('keeps both names of a file that has two', async () => {
    writeFileSync(at('a'), 'bytes');
    linkSync(at('a'), at('b'));
    await expect(rename('a', 'b')).rejects.toMatchObject({ code: 'already-exists' });
    expect(readdirSync(temporary.directory).sort()).toEqual(['a', 'b']);
  });

  it('replaces a file only by a file, and when told to', async () => {
    writeFileSync(at('new'), 'new');
    writeFileSync(at('old'), 'old');
    mkdirSync(at('folder'));
    await expect(rename('new', 'folder', { replace: true })).rejects.toMatchObject({
      code: 'already-exists'
    });
    await rename('new', 'old', { replace: true });
    expect(readFileSync(at('old'), 'utf8')).toBe('new');
    expect(readdirSync(temporary.directory).sort()).toEqual(['folder', 'old']);
  });

  it('does not put a folder into itself, and leaves it as it was', async () => {
    mkdirSync(at('a/b'), { recursive: true });
    await expect(rename('a', 'a/b/c')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(readdirSync(at('a/b'))).toEqual([]);
  });

  it('loses nothing that is saved under the old name meanwhile', async () => {
    const saver = spawn(process.execPath, ['-e', SAVER, temporary.directory], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let said = '';
    saver.stdout.setEncoding('utf8').on('data', text => (said += text));
    let isOver = false;
    const over = once(saver, 'close').then(() => (isOver = true));
    let moved = 0;
    while (!isOver) {
      await rename('doc', `moved-${moved + 1}`).then(
        () => (moved += 1),
        error => expect(error).toMatchObject({ code: 'not-found' })
      );
      rmSync(at(`moved-${moved - 20}`), { force: true });
    }
    await over;
    expect(said).toBe('begun ');
    expect(moved).toBeGreaterThan(0);
  });

  it('goes through no link', async () => {
    mkdirSync(at('outside'));
    symlinkSync('outside', at('link'));
    writeFileSync(at('a'), 'a');
    await expect(rename('a', 'link/a')).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(at('outside'))).toEqual([]);
    expect(existsSync(at('a'))).toBe(true);
  });
});
