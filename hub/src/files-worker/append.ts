import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

import { AppError } from '../errors.js';
import type { EntryStat, Place } from '../files/ports.js';
import { describe, lastNameOf } from './entries.js';
import { nameEntry, pathOf, using, withParent, wordFor, type Reach } from './open-inside.js';
import { pour } from './pour.js';

const { O_NOCTTY, O_NONBLOCK, O_WRONLY } = constants;

/**
 * Adds bytes to a regular file that is `offset` bytes long. When the bytes break off, those that came are kept, on the
 * disk, before the failure is thrown.
 * @throws AppError `conflict` when the file is longer or shorter
 */
export function appendInside(
  place: Place,
  offset: number,
  bytes: Readable,
  reach: Reach
): Promise<EntryStat> {
  return withParent(place, reach, (directory, name) =>
    using(openForWriting(directory, name), async file => {
      const { size } = await file.stat();
      if (size !== offset) {
        throw new AppError('conflict', `The file is ${size} bytes long, not ${offset}`);
      }
      try {
        await pour(bytes, file, offset);
      } finally {
        await file.sync();
      }
      return describe(lastNameOf(place), await file.stat({ bigint: true }));
    })
  );
}

/** As for reading: first it is looked at, then that very inode opened. */
function openForWriting(directory: FileHandle, name: Buffer): Promise<FileHandle> {
  return using(nameEntry(directory, name), async entry => {
    const stats = await entry.stat({ bigint: true });
    if (!stats.isFile()) {
      throw new AppError('not-found', `It is ${wordFor(stats)}, not a regular file`);
    }
    return open(pathOf(entry), O_WRONLY | O_NONBLOCK | O_NOCTTY);
  });
}
