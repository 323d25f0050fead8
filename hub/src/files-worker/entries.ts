import type { BigIntStats } from 'node:fs';
import { lstat, readdir, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import type { EntryStat, Place } from '../files/ports.js';
import { touchedMs } from './age.js';
import { errnoOf } from './failures.js';
import { bytesFromName, nameFromBytes, segmentsOf } from './names.js';
import {
  entryPath,
  openDirectoryInside,
  pathOf,
  using,
  withParent,
  type Reach
} from './open-inside.js';

/** Entries asked about at once. */
const BATCH = 64;

/** A directory file beyond this holds millions of names, which nobody pages through. */
const MAX_DIRECTORY_BYTES = 64n * 1024n * 1024n;

/** What RFC 3339 can say; a file may claim to be of any year. */
const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59Z');

export function describe(name: string, stats: BigIntStats): EntryStat {
  return {
    name,
    kind: stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'symlink'
          : 'other',
    sizeBytes: stats.isFile() ? Number(stats.size) : 0,
    modifiedAt: timeText(Number(stats.mtimeMs)),
    touchedAt: timeText(touchedMs(stats, Date.now())),
    inode: String(stats.ino),
    // The change time as well: anybody can set the modification time back.
    etag: [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].map(n => n.toString(36)).join('-')
  };
}

function timeText(ms: number): string {
  return new Date(Math.min(LATEST_MS, Math.max(EARLIEST_MS, ms))).toISOString();
}

export function lastNameOf(place: Place): string {
  return place.path.slice(place.path.lastIndexOf('/') + 1);
}

/** Null when there is nothing. The empty path is the top directory, with an empty name. */
export async function statEntry(place: Place, reach: Reach): Promise<EntryStat | null> {
  try {
    const stats =
      segmentsOf(place.path).length === 0
        ? await using(openDirectoryInside(place, reach), top => top.stat({ bigint: true }))
        : await withParent(place, reach, (directory, name) =>
            lstat(entryPath(directory, name), { bigint: true })
          );
    return describe(lastNameOf(place), stats);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/**
 * The entries of a directory in the order of their bytes.
 * @throws AppError `too-large` when there are too many to be put in order
 */
export async function listEntries(
  place: Place,
  options: { limit: number; after?: string },
  reach: Reach
): Promise<EntryStat[]> {
  return using(openDirectoryInside(place, reach), async directory => {
    const names = (await namesIn(directory)).sort();
    const after =
      options.after === undefined ? '' : bytesFromName(options.after).toString('latin1');
    const wanted = names.filter(name => name > after);
    return describeSome(directory, wanted, options.limit);
  });
}

/**
 * The names in a directory, one character a byte: cheap to hold, ordered as the bytes are, and nothing is lost.
 * @param stats - of the directory, when they are known already
 * @throws AppError `too-large`
 */
export async function namesIn(directory: FileHandle, stats?: BigIntStats): Promise<string[]> {
  refuseTooLarge(stats ?? (await directory.stat({ bigint: true })));
  return readdir(pathOf(directory), 'latin1');
}

/** @throws AppError `too-large` for a directory with more names than are held in memory */
export function refuseTooLarge({ size }: BigIntStats): void {
  if (size > MAX_DIRECTORY_BYTES) {
    throw new AppError('too-large', 'The directory holds too many entries to be listed');
  }
}

/** The first `limit` of the named entries that are still there. */
export async function describeSome(
  directory: FileHandle,
  names: readonly string[],
  limit: number
): Promise<EntryStat[]> {
  const found: EntryStat[] = [];
  for (let at = 0; at < names.length && found.length < limit;) {
    const batch = names.slice(at, at + Math.min(BATCH, limit - found.length));
    at += batch.length;
    const looked = await Promise.all(batch.map(name => lookAt(directory, name)));
    found.push(
      ...looked.flatMap(one => (one ? [describe(nameFromBytes(one.name), one.stats)] : []))
    );
  }
  return found;
}

/** Null for what vanished since it was named. */
export async function lookAt(
  directory: FileHandle,
  name: string
): Promise<{ name: string; stats: BigIntStats } | null> {
  const path = entryPath(directory, Buffer.from(name, 'latin1'));
  const stats = await lstat(path, { bigint: true }).catch(() => null);
  return stats && { name, stats };
}
