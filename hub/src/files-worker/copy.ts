import { constants } from 'node:fs';
import { copyFile, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import type { EntryStat, Place } from '../files/ports.js';
import { copyInKernel, shortened } from './copy-in-kernel.js';
import { openInside, pathOf, type Reach } from './open-inside.js';
import { writeAll } from './pour.js';
import { writeInside } from './write.js';

const CHUNK_BYTES = 1024 * 1024;
/** Below this a clone saves nothing. */
const WORTH_A_CLONE_BYTES = 1024 * 1024;
/** Below this a program of its own saves nothing. */
const WORTH_A_PROGRAM_BYTES = 32 * 1024 * 1024;
const HOLE_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(HOLE_BYTES);

/** Copies a regular file with its permissions, replacing nothing; holes stay holes. */
export async function copyInside(
  from: Place,
  to: Place,
  { maxBytes, parents }: { maxBytes: number; parents: boolean },
  reach: Reach
): Promise<EntryStat> {
  const { handle: source, stats } = await openInside(from, reach);
  try {
    const length = Number(stats.size);
    if (length > maxBytes) {
      throw new AppError('too-large', `The file is larger than ${maxBytes} bytes`);
    }
    const mode = Number(stats.mode) & 0o777;
    return await writeInside(to, { replace: false, mode, parents }, reach, target =>
      copyContent(source, target, length)
    );
  } finally {
    await source.close();
  }
}

/**
 * Copies the first `length` bytes into an empty file.
 * @param onBytes - is told how many came since the last time; what it throws ends the copy
 */
export async function copyContent(
  source: FileHandle,
  target: FileHandle,
  length: number,
  onBytes: (count: number) => void = () => undefined
): Promise<void> {
  if (length >= WORTH_A_CLONE_BYTES && (await clone(source, target, length))) {
    onBytes(length);
    return;
  }
  const inKernel = length >= WORTH_A_PROGRAM_BYTES && copyInKernel(source, target, length, onBytes);
  if (!(await inKernel)) {
    await copyBytes(source, target, length, onBytes);
  }
}

/** Lets both files share their blocks where the file system can: no byte is moved. */
async function clone(source: FileHandle, target: FileHandle, length: number): Promise<boolean> {
  try {
    await copyFile(pathOf(source), pathOf(target), constants.COPYFILE_FICLONE_FORCE);
  } catch {
    return false;
  }
  const { size } = await target.stat();
  if (size < length) {
    throw shortened();
  }
  // It may have grown since it was found small enough.
  await target.truncate(length);
  return true;
}

/**
 * Copies the first `length` bytes, however the source grows meanwhile. What is all zeros is skipped, so that a huge
 * empty file costs no disk.
 * @throws AppError `changed-meanwhile` when the source gets shorter
 */
async function copyBytes(
  source: FileHandle,
  target: FileHandle,
  length: number,
  onBytes: (count: number) => void
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(length, 1)));
  for (let at = 0; at < length;) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (bytesRead === 0) {
      throw shortened();
    }
    for (const { start, end } of filled(buffer.subarray(0, bytesRead))) {
      await writeAll(target, buffer.subarray(start, end), at + start);
    }
    at += bytesRead;
    onBytes(bytesRead);
  }
  await target.truncate(length);
}

/** The stretches that are not all zeros. */
function* filled(bytes: Buffer): Iterable<{ start: number; end: number }> {
  let start = -1;
  for (let at = 0; at < bytes.length; at += HOLE_BYTES) {
    const block = bytes.subarray(at, at + HOLE_BYTES);
    const isEmpty = block.equals(ZEROS.subarray(0, block.length));
    if (isEmpty && start >= 0) {
      yield { start, end: at };
      start = -1;
    } else if (!isEmpty && start < 0) {
      start = at;
    }
  }
  if (start >= 0) {
    yield { start, end: bytes.length };
  }
}
