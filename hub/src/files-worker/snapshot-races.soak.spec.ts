import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../errors.js';
import { isSoak } from '../testing/soak.js';
import { startSwapping, stopSwapping } from '../testing/path-swapper.js';
import { temporaryFiles } from '../testing/temporary-files.js';
import { snapshot } from '../../tests/files/files-under-test.js';
import { unwatched } from '../../tests/files/tree-copies.js';

/** The attack goes on for so long, and then until snapshots have met both sides of a swap. */
const LEAST_MS = isSoak ? 20 * 60_000 : 2000;
const MOST_MS = LEAST_MS + 40_000;

jest.setTimeout(MOST_MS + 20_000);

it('keeps and gives back nothing from outside while an attacker swaps directories and links', async () => {
  const { files, directory, remove } = temporaryFiles();
  const volume = join(directory, 'volume');
  const outside = join(directory, 'outside');
  const shelves = join(directory, 'shelves');
  mkdirSync(join(volume, 'folder/below'), { recursive: true });
  mkdirSync(join(outside, 'tree/below'), { recursive: true });
  mkdirSync(shelves);
  writeFileSync(join(volume, 'file'), 'mine');
  writeFileSync(join(volume, 'folder/leaf.txt'), 'mine');
  writeFileSync(join(outside, 'tree/leaf.txt'), 'secret');
  const before = snapshot(outside);
  const shelf = { directory: shelves, path: 'v' };
  const inside = { directory: volume, path: '' };
  const trees = join(shelves, 'v/trees');
  const seen = new Set<string>();
  /** What snapshots held at `folder`: the directory, a link, or nothing. */
  const met = { directory: 0, other: 0 };

  let made = 0;
  let previous: { id: string; name: string } | null = null;
  const take = async () => {
    made += 1;
    const one = { id: `id${made}`, name: `n${made}` };
    await files.snapshotTree(inside, shelf, {
      ...one,
      previous,
      without: [],
      minFreePercent: 0,
      onlyIfChanged: false,
      ...unwatched()
    });
    const held = snapshotOf(join(trees, one.name));
    held.texts.forEach(text => seen.add(text));
    met[held.hasFolder ? 'directory' : 'other'] += 1;
    if (previous) {
      await files.remove({ ...shelf, path: `v/trees/${previous.name}` });
    }
    previous = one;
  };
  const giveBack = async () => {
    const latest = previous;
    if (!latest) {
      await new Promise(resolve => setImmediate(resolve));
    } else {
      const from = { directory: join(trees, latest.name), path: 'file' };
      const to = { directory: volume, path: 'folder/below/restored' };
      await files.copyTree(from, to, { allLinks: true, ...unwatched() });
    }
  };
  const attacker = await startSwapping(volume, outside);
  try {
    const begun = Date.now();
    const goesOn = () => {
      const ms = Date.now() - begun;
      return ms < LEAST_MS || (ms < MOST_MS && (met.directory === 0 || met.other === 0));
    };
    await Promise.all(
      [take, giveBack].map(async act => {
        while (goesOn()) {
          try {
            await act();
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
    // Otherwise it was no attack.
    expect(Math.min(met.directory, met.other)).toBeGreaterThan(0);
    expect(seen).toContain('mine');
    expect(seen).not.toContain('secret');
    expect(snapshot(outside)).toEqual(before);
  } finally {
    remove();
  }
});

function snapshotOf(tree: string): { texts: string[]; hasFolder: boolean } {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  return {
    texts: entries
      .filter(entry => entry.isFile())
      .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
    hasFolder: entries.some(
      entry => entry.isDirectory() && entry.name === 'folder' && entry.parentPath === tree
    )
  };
}
