import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, rename, type FileHandle } from 'node:fs/promises';

import { asNamed, entryPath, pathOf, stepInto, using, walk } from '../files-worker/open-inside.js';
import { AppError, hasCode } from '../errors.js';

/** Users add what they like to a workspace, but move and remove only what is theirs. */
const WORKSPACE_MODE = 0o1777;
const OURS_MODE = 0o755;
/** Somebody who puts things in our way faster than we take them away is not waited for. */
const TRIES = 20;

/** Number of the mount that an open entry lies on. */
export function mountIdOf({ fd }: FileHandle): string {
  const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
  return /^mnt_id:\s*(\d+)$/m.exec(info)?.[1] ?? '';
}

/**
 * Uses a mount point that {@link makeMountPoint} made: nothing is mounted there, and only the hub can change the way
 * to it.
 * @throws AppError `conflict` when something is mounted there or a part of the way is not the hub's
 */
export async function useMountPoint<Result>(
  top: string,
  workspace: string,
  path: string,
  use: (place: FileHandle) => Promise<Result>
): Promise<Result> {
  return using(openWorkspace(top, workspace), async opened => {
    const mountId = mountIdOf(opened);
    const enter = (above: FileHandle, name: Buffer) => ownDirectory(above, name, mountId);
    return using(descend(opened, namesOf(path), enter), use);
  });
}

/**
 * Uses what is mounted at a place, whoever the directories above it belong to; links are not followed.
 * @returns null when nothing is mounted there
 */
export async function useMounted<Result>(
  top: string,
  workspace: string,
  path: string,
  use: (place: FileHandle) => Promise<Result>
): Promise<Result | null> {
  const names = namesOf(path);
  const last = names.pop() as Buffer;
  return using(openWorkspace(top, workspace), opened =>
    using(descend(opened, names, stepInto), above =>
      using(stepInto(above, last), async place =>
        mountIdOf(place) === mountIdOf(above) ? null : use(place)
      )
    )
  );
}

/** Makes a workspace one in which users cannot touch what is the hub's. */
export async function secureWorkspace(top: string, workspace: string): Promise<void> {
  await using(openWorkspace(top, workspace), async opened => {
    await chown(pathOf(opened), ourUid(), ourGid());
    await chmod(pathOf(opened), WORKSPACE_MODE);
  });
}

/**
 * Makes the directories of a mount point, each the hub's own and not writable for users. What users put in their place
 * is given another name.
 */
export async function makeMountPoint(top: string, workspace: string, path: string): Promise<void> {
  await using(openWorkspace(top, workspace), async opened => {
    const mountId = mountIdOf(opened);
    const names = namesOf(path);
    const last = names.pop() as Buffer;
    await using(
      descend(opened, names, (above, name) => madeDirectory(above, name, mountId)),
      above => using(madeDirectory(above, last, null), async () => undefined)
    );
  });
}

function openWorkspace(top: string, workspace: string): Promise<FileHandle> {
  return walk({ directory: top, path: workspace }, namesOf(workspace), asNamed);
}

function namesOf(path: string): Buffer[] {
  const names = path.split('/');
  if (names.some(name => name === '' || name === '.' || name === '..')) {
    throw new TypeError(`Not a place below a workspace: ${path}`);
  }
  return names.map(name => Buffer.from(name));
}

/** Steps down from a handle that stays open; the one it answers is to be closed by the caller. */
async function descend(
  from: FileHandle,
  names: readonly Buffer[],
  enter: (above: FileHandle, name: Buffer) => Promise<FileHandle>
): Promise<FileHandle> {
  let here = await stepInto(from, Buffer.from('.'));
  for (const name of names) {
    const above = here;
    try {
      here = await enter(above, name);
    } finally {
      await above.close();
    }
  }
  return here;
}

async function ownDirectory(above: FileHandle, name: Buffer, mountId: string): Promise<FileHandle> {
  const directory = await stepInto(above, name);
  try {
    if (mountIdOf(directory) !== mountId) {
      throw new AppError('conflict', 'Something else is mounted at the place of a volume');
    }
    await mustBeOurs(directory);
    return directory;
  } catch (error) {
    await directory.close();
    throw error;
  }
}

async function mustBeOurs(directory: FileHandle): Promise<void> {
  const { uid } = await directory.stat();
  if (uid !== ourUid()) {
    throw new AppError('conflict', 'The place of a volume belongs to somebody else');
  }
}

/** @param mountId - the mount it has to lie on; null when something may be mounted there */
async function madeDirectory(
  above: FileHandle,
  name: Buffer,
  mountId: string | null
): Promise<FileHandle> {
  for (let left = TRIES; ; left--) {
    const directory = await existing(above, name);
    if (directory) {
      try {
        await makeOurs(above, directory, mountId);
        return directory;
      } catch (error) {
        await directory.close();
        throw error;
      }
    }
    if (left === 0) {
      throw new AppError('conflict', 'Something keeps getting in the way of a volume');
    }
    await mkdir(entryPath(above, name), OURS_MODE).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
      await setAside(above, name);
    });
  }
}

/** Null when there is nothing, or something else than a directory. */
async function existing(above: FileHandle, name: Buffer): Promise<FileHandle | null> {
  try {
    return await stepInto(above, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || hasCode(error, 'not-found')) {
      return null;
    }
    throw error;
  }
}

/** Only now, as the directory is open and cannot be another one any more, it becomes ours. */
async function makeOurs(
  above: FileHandle,
  directory: FileHandle,
  mountId: string | null
): Promise<void> {
  if (mountIdOf(directory) !== mountIdOf(above)) {
    if (mountId !== null) {
      throw new AppError('conflict', 'Something else is mounted at the place of a volume');
    }
    return;
  }
  await chown(pathOf(directory), ourUid(), ourGid());
  await chmod(pathOf(directory), OURS_MODE);
}

/** The entry itself is renamed, never what a link points to; a directory that came meanwhile is let be. */
async function setAside(above: FileHandle, name: Buffer): Promise<void> {
  const directory = await existing(above, name);
  if (directory) {
    await directory.close();
    return;
  }
  const aside = Buffer.concat([name, Buffer.from(`.moved-${randomBytes(4).toString('hex')}`)]);
  await rename(entryPath(above, name), entryPath(above, aside)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') {
        throw error;
      }
    }
  );
}

function ourUid(): number {
  return process.geteuid?.() ?? 0;
}

function ourGid(): number {
  return process.getegid?.() ?? 0;
}
