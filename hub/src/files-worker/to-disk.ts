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
  const { ended } = await sync(directory);
  if ((await ended) !== 0) {
    throw new AppError('files-unavailable', 'What was written could not be brought to the disk');
  }
}

/** Begins what {@link toDisk} waits for. */
export async function beginToDisk(directory: FileHandle): Promise<void> {
  const { child } = await sync(directory);
  child.unref();
}

interface Syncing {
  readonly child: ChildProcess;
  /** Its exit code; null when there is no such program, or somebody ended it. */
  readonly ended: Promise<number | null>;
}

function sync(directory: FileHandle): Promise<Syncing> {
  return using(open(pathOf(directory), constants.O_DIRECTORY), async opened => {
    const child = spawn('sync', ['--file-system', '/proc/self/fd/3'], {
      stdio: ['ignore', 'ignore', 'ignore', opened.fd]
    });
    // Listened to from the first moment: it may be over before the handle is closed.
    const ended = once(child, 'exit').then(
      ([code]) => code as number | null,
      () => null
    );
    return { child, ended };
  });
}
