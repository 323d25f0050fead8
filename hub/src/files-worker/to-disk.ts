import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import { pathOf, using } from './open-inside.js';

/**
 * Waits until everything written to the file system of a directory is on the disk. One call for a whole tree: asking for
 * each file takes a commit of the journal each. Node has no `syncfs`, coreutils has.
 */
export function toDisk(directory: FileHandle): Promise<void> {
  return using(open(pathOf(directory), constants.O_DIRECTORY), async opened => {
    const child = spawn('sync', ['--file-system', '/proc/self/fd/3'], {
      stdio: ['ignore', 'ignore', 'ignore', opened.fd]
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) {
      throw new AppError('files-unavailable', 'What was written could not be brought to the disk');
    }
  });
}
