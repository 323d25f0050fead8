import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import { pathOf, using } from './open-inside.js';

/**
 * Waits until everything written to the file system of a directory is on the disk. One call for a whole tree: asking for
 * each file takes a commit of the journal each. Node has no `syncfs`, coreutils has.
 */
export async function toDisk(directory: FileHandle): Promise<void> {
  const [code] = (await once(await syncing(directory), 'exit')) as [number | null];
  if (code !== 0) {
    throw new AppError('files-unavailable', 'What was written could not be brought to the disk');
  }
}

/** Begins what {@link toDisk} waits for. */
export async function beginToDisk(directory: FileHandle): Promise<void> {
  const child = await syncing(directory);
  child.once('error', () => undefined).unref();
}

function syncing(directory: FileHandle): Promise<ChildProcess> {
  return using(open(pathOf(directory), constants.O_DIRECTORY), async opened =>
    spawn('sync', ['--file-system', '/proc/self/fd/3'], {
      stdio: ['ignore', 'ignore', 'ignore', opened.fd]
    })
  );
}
