import { constants, type BigIntStats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isAbsolute } from 'node:path';

import { AppError } from '../errors.js';
import type { Place } from '../files/ports.js';
import { errnoOf } from './failures.js';
import { segmentsOf } from './names.js';

const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Names an entry without opening it: no device is touched, no FIFO waited for. Node does not list this flag. */
export const O_PATH = 0o10000000;

/** Longest path, in segments. Every one costs an open. */
export const MAX_DEPTH = 1024;

/** Where directories really are: a worker may reach the data directory only by a handle it was given. */
export type Reach = (directory: string) => string;

export const asNamed: Reach = directory => directory;

/** The path of an open handle: always this very inode, whatever happens to names meanwhile. */
export function pathOf(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

/** The path of an entry of an open directory. */
export function entryPath(directory: FileHandle, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${pathOf(directory)}/`), name]);
}

/** Opens, uses and always closes. */
export async function using<Result>(
  opening: Promise<FileHandle>,
  use: (handle: FileHandle) => Promise<Result>
): Promise<Result> {
  const handle = await opening;
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** A handle that names the entry itself, be it a link, a FIFO or a device; it can be asked, not read. */
export function nameEntry(directory: FileHandle, name: Buffer): Promise<FileHandle> {
  return open(entryPath(directory, name), O_PATH | O_NOFOLLOW);
}

/** Steps into a directory, never through a link. */
export async function stepInto(directory: FileHandle, name: Buffer): Promise<FileHandle> {
  try {
    return await open(entryPath(directory, name), O_PATH | O_NOFOLLOW | O_DIRECTORY);
  } catch (error) {
    throw errnoOf(error) === 'ENOTDIR' ? await notADirectory(directory, name, error) : error;
  }
}

async function notADirectory(directory: FileHandle, name: Buffer, cause: unknown) {
  const what = await using(nameEntry(directory, name), async entry =>
    wordFor(await entry.stat({ bigint: true }))
  ).catch(() => 'not there any more');
  return new AppError('not-found', `A part of the path is ${what}, not a directory`, { cause });
}

function openTop(place: Place, reach: Reach): Promise<FileHandle> {
  if (!isAbsolute(place.directory)) {
    throw new TypeError('The directory of a place must be absolute');
  }
  // The directory itself is the hub's word, not the users': an administrator may have put a link there.
  return open(reach(place.directory), O_PATH | O_DIRECTORY);
}

/** Walks down from the top, handle by handle, and hands each directory to `enter` to get the next. */
export async function walk(
  place: Place,
  segments: readonly Buffer[],
  reach: Reach,
  enter: (directory: FileHandle, name: Buffer) => Promise<FileHandle> = stepInto
): Promise<FileHandle> {
  if (segments.length > MAX_DEPTH) {
    throw new AppError('invalid-request', `A path has at most ${MAX_DEPTH} segments`);
  }
  let here = await openTop(place, reach);
  for (const segment of segments) {
    const above = here;
    try {
      here = await enter(above, segment);
    } finally {
      await above.close();
    }
  }
  return here;
}

/** A handle that names a directory; to be closed by the caller. */
export function openDirectoryInside(place: Place, reach: Reach): Promise<FileHandle> {
  return walk(place, segmentsOf(place.path), reach);
}

/** A handle that names what is at a path, as {@link nameEntry} does; to be closed by the caller. */
export function nameInside(place: Place, reach: Reach): Promise<FileHandle> {
  return segmentsOf(place.path).length === 0
    ? openTop(place, reach)
    : withParent(place, reach, nameEntry);
}

/**
 * Gives the directory that holds the last segment of the path, and that segment.
 * @throws AppError `invalid-request` when the path is empty: the top itself is not to be replaced or removed
 */
export async function withParent<Result>(
  place: Place,
  reach: Reach,
  use: (directory: FileHandle, name: Buffer) => Promise<Result>,
  enter = stepInto
): Promise<Result> {
  const segments = segmentsOf(place.path);
  const name = segments.pop();
  if (!name) {
    throw new AppError('invalid-request', 'The path must name something inside the volume');
  }
  return using(walk(place, segments, reach, enter), directory => use(directory, name));
}

/** A regular file or a directory, open. */
export interface Opened {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

/**
 * Opens a regular file for reading: the only way to its bytes. First the entry is named and looked at, then that very
 * inode is opened through its handle, so that no swap in between can lead elsewhere and nothing else is ever opened.
 * To be closed by the caller.
 * @throws AppError `not-found` for anything but a regular file
 */
export async function openInside(place: Place, reach: Reach): Promise<Opened> {
  return withParent(place, reach, (directory, name) => openFileIn(directory, name));
}

export async function openFileIn(directory: FileHandle, name: Buffer): Promise<Opened> {
  return using(nameEntry(directory, name), async entry => {
    const stats = await entry.stat({ bigint: true });
    if (!stats.isFile()) {
      throw new AppError('not-found', `It is ${wordFor(stats)}, not a regular file`);
    }
    return { handle: await openNamed(entry), stats };
  });
}

/** Opens what a handle of {@link nameEntry} names, which is known to be a regular file, for reading. */
export function openNamed(entry: FileHandle): Promise<FileHandle> {
  return open(pathOf(entry), O_NONBLOCK | O_NOCTTY);
}

export function wordFor(stats: BigIntStats): string {
  if (stats.isSymbolicLink()) {
    return 'a symbolic link';
  }
  if (stats.isDirectory()) {
    return 'a directory';
  }
  if (stats.isFIFO()) {
    return 'a FIFO';
  }
  if (stats.isSocket()) {
    return 'a socket';
  }
  return stats.isFile() ? 'a file' : 'a device';
}
