import type { FileHandle } from 'node:fs/promises';

import type { Place, TreeCount } from '../files/ports.js';
import { lookAt, namesIn } from './entries.js';
import { errnoOf } from './failures.js';
import { MAX_DEPTH, openDirectoryInside, stepInto, using, type Reach } from './open-inside.js';

/** Entries asked about at once. */
const BATCH = 64;

/** Bytes and files below a directory. A file with several names counts once. */
export async function countInside(place: Place, reach: Reach): Promise<TreeCount> {
  const count = new Count();
  await using(openDirectoryInside(place, reach), top => count.add(top, 0));
  return { bytes: count.bytes, files: count.files };
}

class Count {
  bytes = 0;
  files = 0;
  /** Inodes with several names. */
  private readonly seen = new Set<string>();

  async add(directory: FileHandle, depth: number): Promise<void> {
    const names = await namesIn(directory);
    for (let at = 0; at < names.length; at += BATCH) {
      const batch = names.slice(at, at + BATCH);
      const looked = await Promise.all(batch.map(name => lookAt(directory, name)));
      const below: string[] = [];
      for (const one of looked) {
        if (!one || this.isKnown(one.stats)) {
          continue;
        }
        if (one.stats.isDirectory()) {
          below.push(one.name);
        } else {
          this.files += 1;
          this.bytes += one.stats.isFile() ? Number(one.stats.size) : 0;
        }
      }
      for (const name of below) {
        await this.addBelow(directory, name, depth);
      }
    }
  }

  private async addBelow(directory: FileHandle, name: string, depth: number): Promise<void> {
    if (depth >= MAX_DEPTH) {
      return;
    }
    try {
      await using(stepInto(directory, Buffer.from(name, 'latin1')), below =>
        this.add(below, depth + 1)
      );
    } catch (error) {
      // Gone meanwhile, or closed to everybody: what cannot be seen is not counted.
      if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '')) {
        throw error;
      }
    }
  }

  private isKnown(stats: { dev: bigint; ino: bigint; nlink: bigint; isFile(): boolean }): boolean {
    if (!stats.isFile() || stats.nlink === 1n) {
      return false;
    }
    const inode = `${stats.dev}:${stats.ino}`;
    const isKnown = this.seen.has(inode);
    this.seen.add(inode);
    return isKnown;
  }
}
