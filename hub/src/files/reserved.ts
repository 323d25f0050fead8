import { TRASH_FOLDER } from '../../contract/trash.js';

/** Unfinished uploads lie in the volume that they go to, so that their end is a rename. */
export const UPLOADS_FOLDER = '.uploads';

/** Names at the top of every volume that are the hub's own. */
export const RESERVED: readonly string[] = [TRASH_FOLDER, UPLOADS_FOLDER];

/** Whether a path lies where the hub keeps things of its own in a volume. */
export function isReserved(path: string): boolean {
  return RESERVED.includes(path.split('/', 1)[0] ?? '');
}
