import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

import type { PlatformIdentity } from '../identity.js';

/**
 * SQLite asks for each directory above a file by name, so that a handle does not help where one of them is closed to the
 * platform identity. Root gives a process a view of its own instead, in which the directory it is in is also here; it
 * vanishes with the process.
 */
const SEEN_AT = '/dev/shm';
const SHOWN = `mount --bind . ${SEEN_AT} && cd ${SEEN_AT} && exec "$@"`;

/** Before a program and its arguments. */
export const IN_SIGHT: readonly string[] = ['unshare', '--mount', 'sh', '-c', SHOWN, 'sh'];

/** Whether a directory above this one is closed to the platform identity. @param path - absolute */
export function isHidden(path: string, identity: PlatformIdentity): boolean {
  const above = dirname(path);
  if (process.getuid?.() !== 0 || identity.uid === 0 || above === path) {
    return false;
  }
  const { mode, uid, gid } = statSync(above);
  const bit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 || isHidden(above, identity);
}

/** Whether {@link IN_SIGHT} works here: it does not in every container. */
export function canBeShown(path: string): boolean {
  const [program = '', ...args] = IN_SIGHT;
  return spawnSync(program, [...args, 'true'], { cwd: path, stdio: 'ignore' }).status === 0;
}
