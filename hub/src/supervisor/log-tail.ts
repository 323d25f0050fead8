import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const LOOK_AT_BYTES = 16 * 1024;

/** What an entry of a log says, without what only programs read; other lines as they are. */
function inWords(line: string): string {
  try {
    const { msg, err } = JSON.parse(line) as { msg?: unknown; err?: { message?: unknown } };
    const words = [msg, err?.message].filter(said => typeof said === 'string');
    return words.length > 0 ? words.join(': ') : line;
  } catch {
    return line;
  }
}

/** The last lines of a log in words, or none when there is no log. */
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
    return bytes.toString('utf8').trim().split('\n').slice(-count).map(inWords);
  } finally {
    closeSync(handle);
  }
}
