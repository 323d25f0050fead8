import { lstat, readdir, type FileHandle } from 'node:fs/promises';

import type { Place } from '../files/ports.js';
import { DeepDirectories, branchOf, type Branch } from './deep-directories.js';
import { segmentsOf } from './names.js';
import {
  MAX_DEPTH,
  entryPath,
  openDirectoryInside,
  pathOf,
  using,
  withParent,
  type Reach
} from './open-inside.js';
import { isOutOfReach, type Tally } from './tally.js';

/** Entries asked about at once. */
const BATCH = 16;

/**
 * Counts what is there, following no link: files and whatever else is no directory, and the bytes of files. What
 * vanishes meanwhile, may not be read or lies deeper than a path reaches is not counted.
 * @param tally - is added to as the walk goes on
 */
export async function measureInside(
  place: Place,
  reach: Reach,
  tally: Tally,
  signal: AbortSignal
): Promise<void> {
  const isTree =
    segmentsOf(place.path).length === 0 ||
    (await withParent(place, reach, async (directory, name) => {
      const stats = await lstat(entryPath(directory, name));
      if (!stats.isDirectory()) {
        count(tally, stats);
      }
      return stats.isDirectory();
    }));
  if (isTree) {
    await using(openDirectoryInside(place, reach), top => measureTree(top, tally, signal));
  }
}

function count(tally: Tally, stats: { isFile(): boolean; size: number }): void {
  tally.files += 1;
  tally.bytes += stats.isFile() ? stats.size : 0;
}

async function measureTree(top: FileHandle, tally: Tally, signal: AbortSignal): Promise<void> {
  const directories = new DeepDirectories(top);
  try {
    const todo = await measureDirectory(top, null, tally);
    for (let next = todo.pop(); next; next = todo.pop()) {
      signal.throwIfAborted();
      const branch = next;
      try {
        const opening = directories.open(branch);
        todo.push(...(await using(opening, here => measureDirectory(here, branch, tally))));
      } catch (error) {
        if (!isOutOfReach(error)) {
          throw error;
        }
      }
    }
  } finally {
    await directories.close();
  }
}

/** @returns the directories in it */
async function measureDirectory(
  directory: FileHandle,
  branch: Branch | null,
  tally: Tally
): Promise<Branch[]> {
  const names = await readdir(pathOf(directory), 'latin1');
  const below: Branch[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH).map(async text => {
      const name = Buffer.from(text, 'latin1');
      const stats = await lstat(entryPath(directory, name)).catch(() => null);
      if (stats && !stats.isDirectory()) {
        count(tally, stats);
      } else if (stats && (branch?.depth ?? 0) < MAX_DEPTH) {
        below.push(branchOf(branch, name));
      }
    });
    await Promise.all(batch);
  }
  return below;
}
