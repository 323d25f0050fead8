import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LOOK_AT_BYTES = 16 * 1024;

/** The last lines of a log, or none when there is no log. */
export function logTail(file: string, count: number): string[] {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, LOOK_AT_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').trim().split('\n').slice(-count);
  } finally {
    closeSync(handle);
  }
}
