import { lstat, mkdir, rename, rmdir, type FileHandle } from 'node:fs/promises';

import type { EntryStat, Place } from '../files/ports.js';
import { TO_MOVE, openedFor } from './closed-directories.js';
import { describe, lastNameOf } from './entries.js';
import { dropName } from './expire.js';
import { entryPath, stepInto, using, withParent, type Reach } from './open-inside.js';
import { addName, makeAndStepInto, syncDirectory } from './write.js';

/**
 * Gives an entry another name, also in another directory of the same file system. What bears that name already is kept,
 * and `already-exists` is thrown, unless a file is to be replaced by a file.
 * @throws AppError `conflict` when another file system is mounted between
 */
export async function renameInside(
  from: Place,
  to: Place,
  options: { replace: boolean; parents: boolean },
  reach: Reach
): Promise<EntryStat> {
  return withParent(from, reach, (source, oldName) =>
    withParent(
      to,
      reach,
      async (target, newName) => {
        const oldPath = entryPath(source, oldName);
        const stats = await lstat(oldPath);
        if (stats.isDirectory()) {
          await using(stepInto(source, oldName), moved =>
            openedFor(moved, TO_MOVE, () => renameDirectory(oldPath, target, newName))
          );
        } else if (options.replace) {
          await rename(oldPath, entryPath(target, newName));
        } else {
          await renameFile(source, oldName, target, newName);
        }
        await Promise.all([source, target].map(syncDirectory));
        const renamed = await lstat(entryPath(target, newName), { bigint: true });
        return describe(lastNameOf(to), renamed);
      },
      options.parents ? makeAndStepInto : stepInto
    )
  );
}

/** What somebody saves under the old name before it is gone stays there. */
async function renameFile(
  source: FileHandle,
  oldName: Buffer,
  target: FileHandle,
  newName: Buffer
): Promise<void> {
  if (await addName(entryPath(source, oldName), target, newName)) {
    await dropName(source, oldName, await lstat(entryPath(target, newName), { bigint: true }));
  }
}

/** A directory takes the place of an empty one only: we make that, so that nobody else's goes. */
async function renameDirectory(oldPath: Buffer, target: FileHandle, name: Buffer): Promise<void> {
  const newPath = entryPath(target, name);
  await mkdir(newPath);
  try {
    await rename(oldPath, newPath);
  } catch (error) {
    await rmdir(newPath).catch(() => undefined);
    throw error;
  }
}
