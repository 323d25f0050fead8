import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 32;

/** A key of 32 random bytes that is kept in a file of its own, mode 0600; made anew when it is not there. */
export function keptKey(file: string): Buffer {
  const known = read(file);
  if (known?.length === KEY_BYTES) {
    return known;
  }
  const key = randomBytes(KEY_BYTES);
  writeFileSync(`${file}.new`, key, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return key;
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
