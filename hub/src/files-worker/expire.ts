import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import { errnoOf } from './failures.js';
import { entryPath, nameEntry, using } from './open-inside.js';
import { publish } from './write.js';

/**
 * Removes what was seen to be too old, and nothing that was changed or put in its place since: it gets a name of ours
 * first, under which nobody changes it, is looked at once more, and gets its own back when it is not the same. Killed in
 * between, it stays under our name.
 * @returns whether it is gone
 */
export async function expireEntry(
  directory: FileHandle,
  name: Buffer,
  seen: BigIntStats
): Promise<boolean> {
  // The handle keeps the number of the file from being given to another.
  return using(nameEntry(directory, name), async entry => {
    const { dev, ino, ctimeNs } = await entry.stat({ bigint: true });
    if (dev !== seen.dev || ino !== seen.ino || ctimeNs !== seen.ctimeNs) {
      return false;
    }
    const aside = entryPath(directory, nameOfOurs());
    await rename(entryPath(directory, name), aside);
    const moved = await lstat(aside, { bigint: true });
    if (isAsSeen(moved, seen)) {
      await unlink(aside);
      return true;
    }
    await putBack(aside, directory, name, moved);
    return false;
  });
}

/**
 * Takes a name away from a file that has another one, and nothing that was put in its place meanwhile: as
 * {@link expireEntry} does it. It is fine when somebody else took it away.
 */
export async function dropName(
  directory: FileHandle,
  name: Buffer,
  { dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>
): Promise<void> {
  const path = entryPath(directory, name);
  const aside = entryPath(directory, nameOfOurs());
  const isIt = (found: BigIntStats) => found.dev === dev && found.ino === ino;
  try {
    if (!isIt(await lstat(path, { bigint: true }))) {
      return;
    }
    await rename(path, aside);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      return;
    }
    throw error;
  }
  const moved = await lstat(aside, { bigint: true });
  if (isIt(moved)) {
    await unlink(aside);
  } else {
    await putBack(aside, directory, name, moved);
  }
}

/** Removes a folder if it is empty and the one that was seen. */
export async function expireFolder(
  directory: FileHandle,
  name: Buffer,
  seen: BigIntStats
): Promise<boolean> {
  const path = entryPath(directory, name);
  const { dev, ino } = await lstat(path, { bigint: true });
  if (dev !== seen.dev || ino !== seen.ino) {
    return false;
  }
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'EBUSY'].includes(errnoOf(error) ?? '')) {
      return false;
    }
    throw error;
  }
}

/** The change time is left out: it tells of the new name. */
function isAsSeen(moved: BigIntStats, seen: BigIntStats): boolean {
  return (
    moved.dev === seen.dev &&
    moved.ino === seen.ino &&
    moved.size === seen.size &&
    moved.mtimeNs === seen.mtimeNs
  );
}

function nameOfOurs(): Buffer {
  return Buffer.from(`.labcommons-${randomBytes(9).toString('base64url')}.expired`);
}

/** Where somebody made yet another thing of this name meanwhile, both stay. */
async function putBack(
  aside: Buffer,
  directory: FileHandle,
  name: Buffer,
  stats: BigIntStats
): Promise<void> {
  try {
    await (stats.isDirectory()
      ? rename(aside, entryPath(directory, name))
      : publish(aside, directory, name));
  } catch (error) {
    const isTaken =
      ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(errnoOf(error) ?? '') ||
      (error instanceof AppError && error.code === 'already-exists');
    if (!isTaken) {
      throw error;
    }
  }
}
