import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

import type { NamedEntry, NamesPage, Place } from '../files/ports.js';
import { refuseTooLarge } from './entries.js';
import { bytesFromName, nameFromBytes } from './names.js';
import { openDirectoryInside, pathOf, using, type Reach } from './open-inside.js';

/**
 * Names of the files and folders in a folder, in the order of their bytes: without hidden ones, links and whatever else
 * is no file. Nothing is asked but the folder itself.
 * @throws AppError `not-found`, `too-large`
 */
export async function namesInside(
  place: Place,
  { after, limit }: { after?: string | undefined; limit: number },
  reach: Reach
): Promise<NamesPage> {
  return using(openDirectoryInside(place, reach), async directory => {
    refuseTooLarge(await directory.stat({ bigint: true }));
    const found = await readdir(pathOf(directory), { encoding: 'buffer', withFileTypes: true });
    const last = after === undefined ? null : bytesFromName(after);
    const wanted = found
      .filter(entry => isShown(entry) && (last === null || Buffer.compare(entry.name, last) > 0))
      .sort((a, b) => Buffer.compare(a.name, b.name));
    const items = wanted.slice(0, limit).map(described);
    return {
      items,
      next: wanted.length > limit ? (items.at(-1)?.name ?? null) : null
    };
  });
}

function isShown(entry: Dirent<Buffer>): boolean {
  return entry.name[0] !== 0x2e && (entry.isFile() || entry.isDirectory());
}

function described(entry: Dirent<Buffer>): NamedEntry {
  return { name: nameFromBytes(entry.name.toString('latin1')), isFolder: entry.isDirectory() };
}
