import { lstat, readdir, type FileHandle } from 'node:fs/promises';

import type { Place } from '../files/ports.js';
import { TO_LOOK_INTO, opened, openedFor } from './closed-directories.js';
import { DeepDirectories, branchOf, type Branch } from './deep-directories.js';
import { segmentsOf } from './names.js';
import {
  MAX_DEPTH,
  entryPath,
  openDirectoryInside,
  pathOf,
  using,
  withParent,
  type Reach
} from './open-inside.js';
import { SMALL_AT_ONCE, type MeasuredNames, type SmallFiles } from './small-files.js';
import { isOutOfReach, type Tally } from './tally.js';

export interface Counting {
  /** Is added to as the walk goes on. */
  readonly tally: Tally;
  readonly signal: AbortSignal;
  readonly small: SmallFiles;
}

/**
 * Counts what is there, following no link: files and whatever else is no directory, and the bytes of files; also in
 * directories that their owner has closed. What vanishes meanwhile, or lies deeper than a path reaches, is not counted.
 */
export async function measureInside(place: Place, reach: Reach, counting: Counting): Promise<void> {
  const { tally } = counting;
  const isTree =
    segmentsOf(place.path).length === 0 ||
    (await withParent(place, reach, async (directory, name) => {
      const stats = await lstat(entryPath(directory, name));
      if (!stats.isDirectory()) {
        count(tally, stats);
      }
      return stats.isDirectory();
    }));
  if (isTree) {
    await using(openDirectoryInside(place, reach), top => new TreeSizing(counting).tree(top));
  }
}

function count(tally: Tally, stats: { isFile(): boolean; size: number }): void {
  tally.files += 1;
  tally.bytes += stats.isFile() ? stats.size : 0;
}

async function unlessOutOfReach(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isOutOfReach(error)) {
      throw error;
    }
  }
}

class TreeSizing {
  /** Directories that get back the permissions that they had. */
  private readonly closed: { branch: Branch; close: (again: FileHandle) => Promise<void> }[] = [];

  constructor(private readonly counting: Counting) {}

  async tree(top: FileHandle): Promise<void> {
    const directories = new DeepDirectories(top);
    try {
      await openedFor(top, TO_LOOK_INTO, () => this.all(top, directories));
    } finally {
      await directories.close();
    }
  }

  private async all(top: FileHandle, directories: DeepDirectories): Promise<void> {
    try {
      const todo = await this.directory(top, null);
      for (let next = todo.pop(); next; next = todo.pop()) {
        const branch = next;
        await unlessOutOfReach(() =>
          using(directories.open(branch), async at => {
            const close = await opened(at, TO_LOOK_INTO);
            if (close) {
              this.closed.push({ branch, close });
            }
            todo.push(...(await this.directory(at, branch)));
          })
        );
      }
    } finally {
      for (const { branch, close } of this.closed.reverse()) {
        await unlessOutOfReach(() => using(directories.open(branch), close));
      }
    }
  }

  /** @returns the directories in it */
  private async directory(directory: FileHandle, branch: Branch | null): Promise<Branch[]> {
    const { tally, signal, small } = this.counting;
    const names = await readdir(pathOf(directory), 'latin1');
    const below: string[] = [];
    for (let at = 0; at < names.length; at += SMALL_AT_ONCE) {
      signal.throwIfAborted();
      const some = names.slice(at, at + SMALL_AT_ONCE);
      const measured = (await small.measure(directory, some)) ?? (await this.each(directory, some));
      tally.files += measured.files;
      tally.bytes += measured.bytes;
      below.push(...measured.directories);
    }
    return (branch?.depth ?? 0) < MAX_DEPTH
      ? below.map(name => branchOf(branch, Buffer.from(name, 'latin1')))
      : [];
  }

  private async each(directory: FileHandle, names: readonly string[]): Promise<MeasuredNames> {
    const directories: string[] = [];
    const tally = { files: 0, bytes: 0 };
    const looking = names.map(async name => {
      const path = entryPath(directory, Buffer.from(name, 'latin1'));
      const stats = await lstat(path).catch(() => null);
      if (stats?.isDirectory()) {
        directories.push(name);
      } else if (stats) {
        count(tally, stats);
      }
    });
    await Promise.all(looking);
    return { ...tally, directories };
  }
}
