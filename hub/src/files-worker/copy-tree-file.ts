import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, readlink, symlink, type FileHandle } from 'node:fs/promises';

import { copyContent } from './copy.js';
import { errnoOf } from './failures.js';
import { entryPath, openNamed, using } from './open-inside.js';
import { removeEntry } from './remove.js';
import { secondsOf } from './small-files.js';
import type { Tally } from './tally.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** How often a file is copied anew that somebody keeps writing to. */
const MAX_ATTEMPTS = 3;

/** Times are set as a float of seconds, which is not exact to the nanosecond. */
const SAME_TIME_NS = 1_000_000n;

/** Where something is to be made: a name in an open directory. */
export interface NewName {
  readonly directory: FileHandle;
  readonly name: Buffer;
}

/** What is counted, and what ends the copy. */
export interface Watched {
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

/**
 * Copies a file, unless an earlier attempt has. The modification time is set last: it tells a whole file from a part.
 * @param entry - names the file
 * @returns false when the file was still being written to at the last attempt
 */
export async function copyTreeFile(
  entry: FileHandle,
  stats: BigIntStats,
  to: NewName,
  watched: Watched
): Promise<boolean> {
  if (await isWhole(to, stats)) {
    watched.tally.bytes += Number(stats.size);
    return true;
  }
  return using(openNamed(entry), async source => {
    for (let attempt = 1; ; attempt++) {
      const before = attempt === 1 ? stats : await source.stat({ bigint: true });
      const counted = watched.tally.bytes;
      try {
        await writeOnce(source, before, to, watched);
        if (!(await hasChanged(source, before))) {
          return true;
        }
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !(await hasChanged(source, before))) {
          throw error;
        }
      }
      if (attempt === MAX_ATTEMPTS) {
        return false;
      }
      watched.signal.throwIfAborted();
      watched.tally.bytes = counted;
      await removeEntry(to.directory, to.name);
    }
  });
}

/** Copies a link as it is. What already has its name is replaced. */
export async function copyTreeLink(text: Buffer, to: NewName): Promise<void> {
  const path = entryPath(to.directory, to.name);
  try {
    await symlink(text, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') {
      throw error;
    }
    const present = await readlink(path, 'buffer').catch(() => null);
    if (!present?.equals(text)) {
      await removeEntry(to.directory, to.name);
      await symlink(text, path);
    }
  }
}

async function isWhole({ directory, name }: NewName, stats: BigIntStats): Promise<boolean> {
  const found = await lstat(entryPath(directory, name), { bigint: true }).catch(() => null);
  if (!found) {
    return false;
  }
  const apart = found.mtimeNs - stats.mtimeNs;
  if (
    found.isFile() &&
    found.size === stats.size &&
    apart < SAME_TIME_NS &&
    apart > -SAME_TIME_NS
  ) {
    return true;
  }
  await removeEntry(directory, name);
  return false;
}

async function writeOnce(
  source: FileHandle,
  stats: BigIntStats,
  { directory, name }: NewName,
  { tally, signal }: Watched
): Promise<void> {
  const flags = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
  await using(open(entryPath(directory, name), flags, 0o600), async file => {
    await copyContent(source, file, Number(stats.size), count => {
      tally.bytes += count;
      signal.throwIfAborted();
    });
    await file.chmod(Number(stats.mode) & 0o777);
    // A file may claim a time that cannot be set; it is then copied anew after an interruption.
    await file.utimes(secondsOf(stats.atimeNs), secondsOf(stats.mtimeNs)).catch(() => undefined);
  });
}

async function hasChanged(source: FileHandle, before: BigIntStats): Promise<boolean> {
  const now = await source.stat({ bigint: true });
  return now.mtimeNs !== before.mtimeNs || now.size !== before.size;
}
