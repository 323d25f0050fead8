import { normalize, relative } from 'node:path';

/** A directory as the way to it from a root that the settings allow. */
export interface Below {
  readonly root: string;
  /** Relative; not empty. */
  readonly path: string;
}

/**
 * Where a directory lies below one of the roots; null when below none, or when it is written in a way that leaves it
 * open where it leads.
 * @param forbidden - where nothing may be registered, such as the hub's own data
 */
export function belowRoots(
  directory: string,
  roots: readonly string[],
  forbidden: readonly string[]
): Below | null {
  const isPlain =
    directory.startsWith('/') && normalize(directory) === directory && !directory.includes('\0');
  const plain = directory.replace(/\/$/, '');
  if (!isPlain || forbidden.some(place => isWithin(plain, place) || isWithin(place, plain))) {
    return null;
  }
  for (const root of roots) {
    const path = relative(root, plain);
    if (path !== '' && isWithin(plain, root)) {
      return { root, path };
    }
  }
  return null;
}

function isWithin(directory: string, root: string): boolean {
  const path = relative(root, directory);
  return path === '' || (path !== '..' && !path.startsWith('../') && !path.startsWith('/'));
}
