import { randomBytes } from 'node:crypto';
import { chmod, readFile, readdir, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import type { Place } from '../files/ports.js';
import { errnoOf } from './failures.js';
import { entryPath, pathOf, stepInto, using, withParent, type Reach } from './open-inside.js';

/** Entries removed at once. */
const BATCH = 64;

/** One open handle each; what lies deeper is first moved up to the top, so that no depth exhausts the handles. */
const MAX_OPEN_DIRECTORIES = 64;

/** How often a directory is read again that somebody keeps filling. */
const MAX_PASSES = 50;

/** Removes an entry and everything below it, following no link and entering no other mount. */
export function removeInside(place: Place, reach: Reach): Promise<void> {
  return withParent(place, reach, removeEntry);
}

export async function removeEntry(parent: FileHandle, name: Buffer): Promise<void> {
  if (!(await unlinked(parent, name))) {
    await removeTree(parent, name);
  }
}

async function removeTree(parent: FileHandle, name: Buffer): Promise<void> {
  await using(stepInto(parent, name), async top => {
    const removal = new Removal(top, await mountOf(parent));
    await removal.empty(top, 1);
  });
  await rmdir(entryPath(parent, name));
}

/** False when it is a directory, which is left. */
async function unlinked(parent: FileHandle, name: Buffer): Promise<boolean> {
  try {
    await unlink(entryPath(parent, name));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EISDIR') {
      return false;
    }
    throw error;
  }
}

/** The mount that a handle lies on. A device number would not tell a bind mount of the same file system. */
export async function mountOf(handle: FileHandle): Promise<string | undefined> {
  const info = await readFile(`/proc/self/fdinfo/${handle.fd}`, 'utf8');
  return /^mnt_id:\s*(\d+)$/m.exec(info)?.[1];
}

class Removal {
  private movedUp = 0;

  constructor(
    private readonly top: FileHandle,
    private readonly mount: string | undefined
  ) {}

  /** Empties a directory, again and again while somebody adds to it, but not for ever. */
  async empty(directory: FileHandle, depth: number): Promise<void> {
    if ((await mountOf(directory)) !== this.mount) {
      throw new AppError('conflict', 'Another file system is mounted inside and is left alone');
    }
    await makeAccessible(directory);
    for (let pass = 0; pass < MAX_PASSES;) {
      const names = await readdir(pathOf(directory), 'latin1');
      if (names.length === 0) {
        return;
      }
      const before = this.movedUp;
      for (let at = 0; at < names.length; at += BATCH) {
        const batch = names.slice(at, at + BATCH).map(name => Buffer.from(name, 'latin1'));
        await this.removeBatch(directory, batch, depth);
      }
      // Moving deep trees up is progress, not somebody's interference.
      pass += this.movedUp === before ? 1 : 0;
    }
    throw new AppError('conflict', 'Something keeps adding files to the directory');
  }

  private async removeBatch(directory: FileHandle, names: Buffer[], depth: number) {
    // All of them must be over before anything is thrown: a handle closed under them could be another's by then.
    const outcomes = await Promise.allSettled(names.map(name => unlinked(directory, name)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'rejected') {
        await ignoreVanished(Promise.reject(outcome.reason as Error));
      } else if (!outcome.value) {
        await ignoreVanished(this.removeDirectory(directory, names[index] as Buffer, depth));
      }
    }
  }

  private async removeDirectory(parent: FileHandle, name: Buffer, depth: number): Promise<void> {
    const isMoved = await using(stepInto(parent, name), async directory => {
      if (depth < MAX_OPEN_DIRECTORIES) {
        await this.empty(directory, depth + 1);
        return false;
      }
      await makeAccessible(directory);
      const above = Buffer.from(`.labcommons-${randomBytes(9).toString('base64url')}.removed`);
      await rename(entryPath(parent, name), entryPath(this.top, above));
      this.movedUp += 1;
      return true;
    });
    if (!isMoved) {
      await rmdir(entryPath(parent, name));
    }
  }
}

/** Its owner may have taken all permissions away; whoever may remove it may give them back. */
async function makeAccessible(directory: FileHandle): Promise<void> {
  const { mode } = await directory.stat();
  if ((mode & 0o700) !== 0o700) {
    await chmod(pathOf(directory), 0o700);
  }
}

/** Somebody else removed or replaced it, or filled it again: the next pass sees what is there. */
async function ignoreVanished(act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (error) {
    const isChange =
      ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '') ||
      (error instanceof AppError && error.code === 'not-found');
    if (!isChange) {
      throw error;
    }
  }
}
