import { constants, fstatSync, openSync } from 'node:fs';
import { relative } from 'node:path';

import { O_PATH, type Reach } from './open-inside.js';

/** The handle under which a supervisor that may pass more directories than we do hands over the data directory. */
const HANDED_OVER = 3;

/**
 * Reaches everything below the data directory by a handle on it. So it may lie where the platform identity could not
 * go by name, such as below the home directory of root.
 */
export function reachThrough(dataHandle: number, dataDir: string): Reach {
  return directory => {
    const below = relative(dataDir, directory);
    const isBelow = below !== '..' && !below.startsWith('../') && !below.startsWith('/');
    return isBelow ? `/proc/self/fd/${dataHandle}/${below}` : directory;
  };
}

/** A handle on the data directory: our own where its name leads us there, or the one that was handed over. */
export function dataDirectoryHandle(dataDir: string): number {
  try {
    return directoryHandle(dataDir);
  } catch (error) {
    if (isDirectory(HANDED_OVER)) {
      return HANDED_OVER;
    }
    throw error;
  }
}

/** Names a directory for as long as the process lives; permission to list it is not needed. */
export function directoryHandle(directory: string): number {
  return openSync(directory, O_PATH | constants.O_DIRECTORY);
}

function isDirectory(handle: number): boolean {
  try {
    return fstatSync(handle).isDirectory();
  } catch {
    return false;
  }
}
