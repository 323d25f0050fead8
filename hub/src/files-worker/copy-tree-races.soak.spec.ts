import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../errors.js';
import { isSoak } from '../testing/soak.js';
import { startSwapping, stopSwapping } from '../testing/path-swapper.js';
import { temporaryFiles } from '../testing/temporary-files.js';
import { snapshot } from '../../tests/files/files-under-test.js';
import { unwatched } from '../../tests/files/tree-copies.js';

/** The attack goes on for so long, and then until a copy has come through. */
const LEAST_MS = isSoak ? 20 * 60_000 : 3000;

jest.setTimeout(LEAST_MS + 60_000);

it('copies and zips nothing from outside and nothing to there while an attacker swaps directories', async () => {
  const { files, directory, remove } = temporaryFiles();
  const volume = join(directory, 'volume');
  const outside = join(directory, 'outside');
  mkdirSync(join(volume, 'folder/below'), { recursive: true });
  mkdirSync(join(volume, 'mine'));
  mkdirSync(join(outside, 'tree/below'), { recursive: true });
  writeFileSync(join(volume, 'folder/leaf.txt'), 'mine');
  writeFileSync(join(volume, 'mine/leaf.txt'), 'mine');
  writeFileSync(join(outside, 'tree/leaf.txt'), 'secret');
  const before = snapshot(outside);
  const at = (path: string) => ({ directory: volume, path });
  const seen = new Set<string>();
  const acts = [
    async () => {
      await files.copyTree(at('folder'), at('tree-copy'), unwatched());
      Object.values(snapshot(join(volume, 'tree-copy'))).forEach(text => seen.add(text));
      await files.remove(at('tree-copy'));
    },
    () => files.copyTree(at('mine'), at('folder/below/copied'), unwatched()),
    async () => {
      await files.zipTree([{ place: at('folder'), name: 'folder' }], at('zipped'), unwatched());
      const zip = readFileSync(join(volume, 'zipped'), 'latin1');
      seen.add(zip.includes('secret') ? 'secret' : 'zip');
    },
    () => files.zipTree([{ place: at('mine'), name: 'mine' }], at('folder/below/zip'), unwatched()),
    () => files.measure(at('folder'), unwatched())
  ];
  const attacker = await startSwapping(volume, outside);
  try {
    const until = Date.now() + LEAST_MS;
    await Promise.all(
      acts.map(async act => {
        for (let done = 0; done === 0 || Date.now() < until;) {
          try {
            await act();
            done += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        }
      })
    );
  } finally {
    await stopSwapping(attacker);
  }
  try {
    expect(seen).toContain('mine');
    expect(seen).toContain('zip');
    expect(seen).not.toContain('secret');
    expect(snapshot(outside)).toEqual(before);
  } finally {
    remove();
  }
});
