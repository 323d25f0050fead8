import { AppError } from '../errors.js';
import type { Place, VolumeFiles } from '../files/ports.js';

/** What the servers do in users' trees. */
export type ServerFiles = Pick<VolumeFiles, 'makeDirectory' | 'stat' | 'copyFile' | 'remove'>;

const MOST_COPIED_BYTES = 2 ** 40;

/**
 * Makes a directory of a server. Users own their workspace and can put something else where a mount point has to be: a
 * file of theirs is kept under another name, a link or anything stranger goes.
 * @param aside - what is appended to the name of such a file
 */
export async function makeWay(files: ServerFiles, place: Place, aside: string): Promise<void> {
  try {
    await files.makeDirectory(place);
  } catch (error) {
    const isBlocked =
      error instanceof AppError && (error.code === 'not-found' || error.code === 'already-exists');
    const obstacle = isBlocked ? await findObstacle(files, place) : null;
    if (!obstacle) {
      throw error;
    }
    if (obstacle.isFile) {
      const kept = { ...obstacle.place, path: `${obstacle.place.path}${aside}` };
      await files.copyFile(obstacle.place, kept, { maxBytes: MOST_COPIED_BYTES });
    }
    await files.remove(obstacle.place);
    await files.makeDirectory(place);
  }
}

async function findObstacle(
  files: ServerFiles,
  { directory, path }: Place
): Promise<{ place: Place; isFile: boolean } | null> {
  const segments = path.split('/');
  for (let count = 1; count <= segments.length; count++) {
    const place = { directory, path: segments.slice(0, count).join('/') };
    const stat = await files.stat(place);
    if (stat === null) {
      return null;
    }
    if (stat.kind !== 'directory') {
      return { place, isFile: stat.kind === 'file' };
    }
  }
  return null;
}
