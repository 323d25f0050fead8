import { randomBytes } from 'node:crypto';
import { constants, lstatSync, renameSync } from 'node:fs';
import { link, lstat, mkdir, open, rename, unlink, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import type { EntryStat, Place } from '../files/ports.js';
import { describe, lastNameOf } from './entries.js';
import { errnoOf } from './failures.js';
import { segmentsOf } from './names.js';
import {
  entryPath,
  nameEntry,
  pathOf,
  stepInto,
  using,
  walk,
  withParent,
  wordFor,
  type Reach
} from './open-inside.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

const FILE_MODE = 0o644;
const DIRECTORY_MODE = 0o755;

/** Makes a directory with its parents. With `exclusive`, the last one must be new. */
export async function makeDirectoryInside(
  place: Place,
  exclusive: boolean,
  reach: Reach
): Promise<void> {
  const segments = segmentsOf(place.path);
  let toGo = segments.length;
  const enter = (directory: FileHandle, name: Buffer) => {
    toGo -= 1;
    return makeAndStepInto(directory, name, exclusive && toGo === 0);
  };
  await using(walk(place, segments, reach, enter), async () => undefined);
}

/** Steps into a directory that is made if there is none. */
export async function makeAndStepInto(
  directory: FileHandle,
  name: Buffer,
  exclusive = false
): Promise<FileHandle> {
  try {
    await mkdir(entryPath(directory, name), DIRECTORY_MODE);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || exclusive) {
      throw error;
    }
    await mustBeDirectory(directory, name);
  }
  return stepInto(directory, name);
}

async function mustBeDirectory(directory: FileHandle, name: Buffer): Promise<void> {
  const stats = await using(nameEntry(directory, name), entry => entry.stat({ bigint: true }));
  if (!stats.isDirectory()) {
    throw new AppError(
      'already-exists',
      `Where a directory should be made, there is ${wordFor(stats)}`
    );
  }
}

/**
 * Writes a whole file or nothing: into a new file beside it, to the disk, then in one step to its name.
 * @param fill - writes the bytes into the open file
 * @param replace - without it, what bears the name already is kept: `already-exists`
 * @param parents - directories above it are made where there are none
 * @param ifMatch - etag of what it may replace: `changed-meanwhile` when that is not there, or no longer as it was
 */
export async function writeInside(
  place: Place,
  options: { replace: boolean; mode?: number; parents: boolean; ifMatch?: string },
  reach: Reach,
  fill: (file: FileHandle) => Promise<void>
): Promise<EntryStat> {
  const write = async (directory: FileHandle, name: Buffer) => {
    if (!options.replace) {
      await mustBeFree(directory, name);
    }
    mustMatch(directory, name, options.ifMatch);
    const temporary = Buffer.from(`.labcommons-${randomBytes(9).toString('base64url')}.part`);
    const path = entryPath(directory, temporary);
    const file = await open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
    try {
      await fill(file);
      await file.chmod(options.mode ?? (await modeOf(directory, name)) ?? FILE_MODE);
      await file.sync();
      if (options.replace) {
        replaceIf(path, directory, name, options.ifMatch);
      } else {
        await publish(path, directory, name);
      }
      await syncDirectory(directory);
      return describe(lastNameOf(place), await file.stat({ bigint: true }));
    } catch (error) {
      await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  };
  return withParent(place, reach, write, options.parents ? makeAndStepInto : stepInto);
}

/** Permissions of the file that is there; undefined when there is none. */
async function modeOf(directory: FileHandle, name: Buffer): Promise<number | undefined> {
  const stats = await lstat(entryPath(directory, name)).catch(() => null);
  return stats?.isFile() ? stats.mode & 0o777 : undefined;
}

function mustMatch(directory: FileHandle, name: Buffer, etag: string | undefined): void {
  if (etag === undefined) {
    return;
  }
  const stats = lstatSync(entryPath(directory, name), { bigint: true, throwIfNoEntry: false });
  if (!stats || describe('', stats).etag !== etag) {
    throw new AppError('changed-meanwhile', 'Somebody else changed or removed the file meanwhile');
  }
}

/** Looks and replaces in one go, so that of two who saw the same file one is refused. */
function replaceIf(path: Buffer, directory: FileHandle, name: Buffer, etag?: string): void {
  mustMatch(directory, name, etag);
  renameSync(path, entryPath(directory, name));
}

/** Saves the work of writing what could not be published anyway. */
export async function mustBeFree(directory: FileHandle, name: Buffer): Promise<void> {
  const taken = await lstat(entryPath(directory, name)).catch(() => null);
  if (taken) {
    throw new AppError('already-exists', 'Something of this name exists already');
  }
}

/** What was renamed in a directory survives a loss of power from now on. */
export async function syncDirectory(directory: FileHandle): Promise<void> {
  await using(open(pathOf(directory), O_DIRECTORY), opened => opened.sync());
}

/** Gives what is no directory another name in place of its own, which nobody else uses, unless that is taken. */
export async function publish(
  temporary: Buffer,
  directory: FileHandle,
  name: Buffer
): Promise<void> {
  if (await addName(temporary, directory, name)) {
    await unlink(temporary);
  }
}

/**
 * Gives what is no directory another name unless that is taken: a link refuses what a rename would replace.
 * @returns false where a file has one name only: then the old one is gone
 */
export async function addName(old: Buffer, directory: FileHandle, name: Buffer): Promise<boolean> {
  const target = entryPath(directory, name);
  try {
    await link(old, target);
    return true;
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) {
      throw error;
    }
    // A file system without hard links: the name is taken first, then given to the file.
    await using(
      open(target, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600),
      async () => undefined
    );
    await rename(old, target);
    return false;
  }
}
