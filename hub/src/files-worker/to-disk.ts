import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import { pathOf, using } from './open-inside.js';

const BEGIN_AFTER_MS = 1000;

/**
 * Waits until everything written to the file system of a directory is on the disk. One call for a whole tree: asking for
 * each file takes a commit of the journal each. Node has no `syncfs`, coreutils has.
 */
export async function toDisk(directory: FileHandle): Promise<void> {
  const { ended } = await using(open(pathOf(directory), constants.O_DIRECTORY), async opened =>
    syncing(opened)
  );
  if ((await ended) !== 0) {
    throw new AppError('files-unavailable', 'What was written could not be brought to the disk');
  }
}

/** Begins, in a moment, what {@link toDisk} waits for: at once it would hold up what the hub still has to note. */
export async function beginToDisk(directory: FileHandle): Promise<void> {
  const opened = await open(pathOf(directory), constants.O_DIRECTORY);
  const begin = () => using(Promise.resolve(opened), async () => syncing(opened).child.unref());
  setTimeout(() => void begin(), BEGIN_AFTER_MS).unref();
}

interface Syncing {
  readonly child: ChildProcess;
  /** Its exit code; null when there is no such program, or somebody ended it. */
  readonly ended: Promise<number | null>;
}

/** @param opened - for reading, so that it stands for its file system */
function syncing(opened: FileHandle): Syncing {
  const child = spawn('sync', ['--file-system', '/proc/self/fd/3'], {
    stdio: ['ignore', 'ignore', 'ignore', opened.fd]
  });
  // Listened to from the first moment: it may be over before the handle is closed.
  const ended = once(child, 'exit').then(
    ([code]) => code as number | null,
    () => null
  );
  return { child, ended };
}
