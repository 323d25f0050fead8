import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
  type BigIntStats
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

import { O_PATH } from './open-inside.js';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/** Up to here a file is small: reading and writing it costs less than everything around it. */
const SMALL_BYTES = 256n * 1024n;

const buffer = Buffer.allocUnsafeSlow(Number(SMALL_BYTES));

export interface CopiedNames {
  /** How many were copied whole, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Of all others, which were left as they were. */
  readonly rest: readonly string[];
}

export interface MeasuredNames {
  readonly files: number;
  readonly bytes: number;
  readonly directories: readonly string[];
}

/** A small file, whole. */
export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly modifiedMs: number;
}

/**
 * Does with many files of an open directory what needs no care: one call of the system after the other costs a tenth of
 * passing each to a thread and waiting for it. Names have one character a byte. Null when nobody has time for it.
 */
export interface SmallFiles {
  /** Copies those that are small files, and whose name is free in the target directory. Nothing is thrown for a file. */
  copy(
    source: FileHandle,
    target: FileHandle,
    names: readonly string[]
  ): Promise<CopiedNames | null>;
  /** Counts what is no directory. What has vanished is not counted. */
  measure(directory: FileHandle, names: readonly string[]): Promise<MeasuredNames | null>;
  /** One for each name, null for what is no small file or is not read for whatever reason. */
  read(
    directory: FileHandle,
    names: readonly string[]
  ): Promise<readonly (ReadFile | null)[] | null>;
}

/** Names in one errand: how far a copy goes on when it has been ended. */
export const SMALL_AT_ONCE = 64;

/** Of all that is read in one errand. */
const MOST_READ_BYTES = 4 * 1024 * 1024;

/** In this thread, which does nothing else meanwhile. */
export const smallFilesHere: SmallFiles = {
  copy: async (source, target, names) => copyNames(source.fd, target.fd, names),
  measure: async (directory, names) => measureNames(directory.fd, names),
  read: async (directory, names) => readNames(directory.fd, names)
};

export function copyNames(source: number, target: number, names: readonly string[]): CopiedNames {
  const rest: string[] = [];
  let bytes = 0;
  for (const name of names) {
    const copied = copySmall(pathIn(source, name), pathIn(target, name));
    if (copied === null) {
      rest.push(name);
    } else {
      bytes += copied;
    }
  }
  return { files: names.length - rest.length, bytes, rest };
}

export function measureNames(directory: number, names: readonly string[]): MeasuredNames {
  const directories: string[] = [];
  let [files, bytes] = [0, 0];
  for (const name of names) {
    const stats = lstatOrNull(pathIn(directory, name));
    if (stats?.isDirectory()) {
      directories.push(name);
    } else if (stats) {
      files += 1;
      bytes += stats.isFile() ? stats.size : 0;
    }
  }
  return { files, bytes, directories };
}

export function readNames(directory: number, names: readonly string[]): (ReadFile | null)[] {
  let left = MOST_READ_BYTES;
  return names.map(name => {
    const file = left > 0 ? readSmall(pathIn(directory, name)) : null;
    left -= file?.bytes.length ?? 0;
    return file;
  });
}

function pathIn(directory: number, name: string): Buffer {
  return Buffer.from(`/proc/self/fd/${directory}/${name}`, 'latin1');
}

function lstatOrNull(path: Buffer) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What is open, to be closed all at once. */
class Handles {
  private readonly open: number[] = [];

  opened(path: Buffer | string, flags: number, mode?: number): number {
    const handle = openSync(path, flags, mode);
    this.open.push(handle);
    return handle;
  }

  /** The entry is only named at first, and looked at, before that very inode is opened. Null for what is no small file. */
  small(path: Buffer): { readonly source: number; readonly stats: BigIntStats } | null {
    const entry = this.opened(path, O_PATH | O_NOFOLLOW);
    const stats = fstatSync(entry, { bigint: true });
    return stats.isFile() && stats.size <= SMALL_BYTES
      ? { source: this.opened(`/proc/self/fd/${entry}`, O_NONBLOCK | O_NOCTTY), stats }
      : null;
  }

  close(): void {
    this.open.forEach(handle => closeSync(handle));
  }
}

/** As copyTreeFile does it. @returns its size; null when it is not copied, and nothing of it is left at its new name */
function copySmall(from: Buffer, to: Buffer): number | null {
  const handles = new Handles();
  let isMade = false;
  try {
    const found = handles.small(from);
    if (!found) {
      return null;
    }
    const target = handles.opened(to, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
    isMade = true;
    if (isCopied(found.source, target, found.stats)) {
      return Number(found.stats.size);
    }
  } catch {
    // Whoever copies it with care finds out why, and says so.
  } finally {
    handles.close();
  }
  if (isMade) {
    unlinkSync(to);
  }
  return null;
}

function readSmall(path: Buffer): ReadFile | null {
  const handles = new Handles();
  try {
    const found = handles.small(path);
    if (!found) {
      return null;
    }
    const { size, mode, mtimeMs } = found.stats;
    const bytes = new Uint8Array(Number(size));
    return isFilled(found.source, bytes)
      ? { bytes, mode: Number(mode), modifiedMs: Number(mtimeMs) }
      : null;
  } catch {
    // Whoever reads it with care finds out why, and says so.
    return null;
  } finally {
    handles.close();
  }
}

/** False when there is not as much in it. */
function isFilled(source: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const read = readSync(source, bytes, at, bytes.length - at, at);
    if (read === 0) {
      return false;
    }
    at += read;
  }
  return true;
}

/** False when it was written to meanwhile. */
function isCopied(source: number, target: number, before: BigIntStats): boolean {
  const size = Number(before.size);
  if (!isFilled(source, buffer.subarray(0, size))) {
    return false;
  }
  for (let at = 0; at < size;) {
    at += writeSync(target, buffer, at, size - at, at);
  }
  fchmodSync(target, Number(before.mode) & 0o777);
  const now = fstatSync(source, { bigint: true });
  if (now.mtimeNs !== before.mtimeNs || now.size !== before.size) {
    return false;
  }
  // Last: it tells a whole file from a part.
  futimesSync(target, secondsOf(before.atimeNs), secondsOf(before.mtimeNs));
  return true;
}

/** Exact to the microsecond, which is what is kept of a float of seconds: half a one keeps it from the one before. */
export function secondsOf(timeNs: bigint): number {
  return (Number(timeNs / 1000n) + 0.5) / 1e6;
}
