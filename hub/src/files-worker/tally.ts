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

/** Longest that is said about one entry. */
const MOST_SAID = 1000;

/** What is said about an entry, without the middle of a path that is as long as a book. */
export function shortened(text: string): string {
  const half = MOST_SAID / 2 - 2;
  return text.length > MOST_SAID ? `${text.slice(0, half)} … ${text.slice(-half)}` : text;
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
