import { errnoOf } from './failures.js';
import { AppError } from '../errors.js';
import { nameFromBytes } from './names.js';
import type { Branch } from './deep-directories.js';

/** How far a walk through a tree has come; read by others while it goes on. */
export interface Tally {
  files: number;
  bytes: number;
}

/** Whether somebody else removed it, put something else in its place, or took the permissions away. */
export function isOutOfReach(error: unknown): boolean {
  return (
    ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(errnoOf(error) ?? '') ||
    (error instanceof AppError && error.code === 'not-found')
  );
}

/** The path of an entry from the top of its tree, as listings spell it. */
export function spelled(branch: Branch | null, name?: Buffer): string {
  const names = name ? [name] : [];
  for (let at = branch; at; at = at.above) {
    names.push(at.name);
  }
  return names
    .reverse()
    .map(bytes => nameFromBytes(bytes.toString('latin1')))
    .join('/');
}
