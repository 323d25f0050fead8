import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 32;

/**
 * The key that addresses of links are made with. It lies beside the database, not in it: who reads a copy of the
 * database cannot open a link. Made anew when it is not there; links that exist go on working then, only their
 * addresses cannot be shown again.
 */
export function linkKey(file: string): Buffer {
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
