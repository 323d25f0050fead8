import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { mayMount } from '../../tests/files/may-mount.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

let temporary: TemporaryFiles;
let volume: string;
let elsewhere: string;

beforeEach(() => {
  temporary = temporaryFiles();
  volume = join(temporary.directory, 'volume');
  elsewhere = join(temporary.directory, 'elsewhere');
  mkdirSync(join(volume, 'tree/mounted'), { recursive: true });
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, 'canary'), 'alive');
});
afterEach(() => temporary.remove());

describe('removing', () => {
  // A bind mount of the same file system has the same device number: only the mount itself tells.
  (mayMount() ? it : it.skip).each([
    ['a bind mount of the same file system', (at: string) => ['--bind', elsewhere, at]],
    ['another file system', (at: string) => ['-t', 'tmpfs', 'none', at]]
  ])('enters no other mount: %s', async (_kind, optionsFor) => {
    const target = join(volume, 'tree/mounted');
    execFileSync('mount', optionsFor(target));
    try {
      writeFileSync(join(target, 'canary'), 'alive');
      await expect(
        temporary.files.remove({ directory: volume, path: 'tree' })
      ).rejects.toMatchObject({ code: 'conflict' });
      await expect(
        temporary.files.remove({ directory: volume, path: 'tree/mounted' })
      ).rejects.toMatchObject({ code: 'conflict' });
      expect(readFileSync(join(target, 'canary'), 'utf8')).toBe('alive');
    } finally {
      execFileSync('umount', [target]);
    }
    expect(readFileSync(join(elsewhere, 'canary'), 'utf8')).toBe('alive');
    await temporary.files.remove({ directory: volume, path: 'tree' });
    expect(readdirSync(volume)).toEqual([]);
  });
});
