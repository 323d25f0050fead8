import { TRASH_FOLDER } from '../../contract/trash.js';
import type { Place } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of the folder that holds it; empty for what lies at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The folder of one thing in the trash, and the thing itself. */
export function trashPlaces(
  volume: Volume,
  id: string,
  path: string
): { folder: Place; thing: Place } {
  const { directory } = volume;
  const folder = `${TRASH_FOLDER}/${id}`;
  return {
    folder: { directory, path: folder },
    thing: { directory, path: `${folder}/${nameOf(path)}` }
  };
}
