import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

import type { Place, ZipPart } from '../files/ports.js';
import { errnoOf } from './failures.js';
import { entryPath, withParent, type Reach } from './open-inside.js';
import { removeEntry } from './remove.js';
import type { SmallFiles } from './small-files.js';
import type { Tally } from './tally.js';
import { writeAll } from './pour.js';
import { syncDirectory } from './write.js';
import { Zip } from './zip.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Makes a zip at a name where an earlier attempt may have left a part, which is thrown away. It is on the disk when this
 * returns; an attempt that fails or is ended leaves its part.
 * @returns `warnings`: what was left out, and why
 */
export function zipToFile(
  parts: readonly ZipPart[],
  to: Place,
  {
    signal,
    ...progress
  }: { readonly tally: Tally; readonly small: SmallFiles; readonly signal: AbortSignal },
  reach: Reach
): Promise<readonly string[]> {
  return withParent(to, reach, async (directory, name) => {
    await removeEntry(directory, name).catch(unlessGone);
    const flags = O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY;
    const file = await open(entryPath(directory, name), flags, 0o644);
    try {
      const zip = new Zip({ reach, ...progress });
      for await (const chunk of zip.chunks(parts)) {
        signal.throwIfAborted();
        await writeAll(file, chunk);
      }
      await file.sync();
      await syncDirectory(directory);
      return zip.warnings();
    } finally {
      await file.close();
    }
  });
}

function unlessGone(error: unknown): void {
  if (errnoOf(error) !== 'ENOENT') {
    throw error;
  }
}
