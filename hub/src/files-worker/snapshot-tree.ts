import type { BigIntStats } from 'node:fs';
import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  symlink,
  type FileHandle
} from 'node:fs/promises';

import { AppError } from '../errors.js';
import { copyTreeFile, type NewName, type Watched } from './copy-tree-file.js';
import { DeepDirectories, branchOf, type Branch } from './deep-directories.js';
import { asAppError, errnoOf } from './failures.js';
import { MAX_DEPTH, entryPath, nameEntry, pathOf, using, wordFor } from './open-inside.js';
import { removeEntry } from './remove.js';
import type { IndexWriter, SnapshotIndex } from './snapshot-index.js';
import { isOutOfReach, shortened, spelled } from './tally.js';
import { isUnfinished } from './unfinished.js';

/** Entries looked at at once. */
const BATCH = 8;

/** More than anybody reads. */
const MAX_WARNINGS = 50;

/** What a directory needs while it is filled. */
const FILLABLE = 0o700;

/**
 * A file that was written to so shortly before is copied again the next time: clocks are coarse, and a program that has
 * it mapped may go on writing without a trace until the system has written the page to the disk.
 */
const SETTLED_AFTER_NS = 60_000_000_000n;

export interface SnapshotWork extends Watched {
  /** Top of the snapshot before; null when there is none. */
  readonly earlier: FileHandle | null;
  readonly earlierIndex: SnapshotIndex;
  readonly index: IndexWriter;
  /** An empty directory for the names of files that have several. */
  readonly links: FileHandle;
  /** Names at the top that are left out without a word. */
  readonly without: readonly string[];
  /** When it began, since 1970. */
  readonly nowNs: bigint;
}

/** One directory as it is, as it is made, and as it was in the snapshot before. */
interface Level {
  readonly source: FileHandle;
  readonly target: FileHandle;
  readonly earlier: FileHandle | null;
  readonly branch: Branch | null;
}

/**
 * Fills an empty directory with a tree as it is now. What has not changed since the snapshot before is the same file as
 * there, by a hard link; the rest is copied. Never linked to the tree itself: files there are written in place.
 */
export class SnapshotTree {
  private readonly told: string[] = [];
  private untold = 0;
  /** Directories that get their permissions when everything is in them. */
  private readonly sealed: { branch: Branch; mode: number }[] = [];
  private shared: Promise<void> = Promise.resolve();
  /** Bytes on disk that are not shared with the snapshot before. */
  addedBytes = 0;
  /** How many entries are not as in the snapshot before. */
  changes = 0;

  constructor(private readonly work: SnapshotWork) {}

  /** What was left out, and why. */
  warnings(): string[] {
    return this.untold === 0 ? this.told : [...this.told, `and ${this.untold} more`];
  }

  async fill(sourceTop: FileHandle, targetTop: FileHandle): Promise<void> {
    const { earlier } = this.work;
    const sources = new DeepDirectories(sourceTop);
    const targets = new DeepDirectories(targetTop);
    const earliers = earlier && new DeepDirectories(earlier);
    try {
      const top = { source: sourceTop, target: targetTop, earlier, branch: null };
      const todo = await this.directory(top);
      for (let next = todo.pop(); next; next = todo.pop()) {
        todo.push(...(await this.branch(sources, targets, earliers, next)));
      }
      for (const { branch, mode } of this.sealed.reverse()) {
        await using(targets.open(branch), target => chmod(pathOf(target), mode));
      }
    } finally {
      await sources.close();
      await targets.close();
      await earliers?.close();
    }
  }

  private async branch(
    sources: DeepDirectories,
    targets: DeepDirectories,
    earliers: DeepDirectories | null,
    branch: Branch
  ): Promise<Branch[]> {
    const source = await sources.open(branch).catch((error: unknown) => {
      this.leaveOut(spelled(branch), error);
      return null;
    });
    if (!source) {
      return [];
    }
    const earlier = await (earliers?.open(branch).catch(() => null) ?? null);
    try {
      return await using(targets.open(branch), async target => {
        const { mode } = await source.stat();
        this.sealed.push({ branch, mode: mode & 0o777 });
        const before = await earlier?.stat();
        this.changes += before && (before.mode & 0o777) === (mode & 0o777) ? 0 : 1;
        return this.directory({ source, target, earlier, branch });
      });
    } finally {
      await source.close();
      await earlier?.close();
    }
  }

  /** @returns the directories in it, made and still to be filled */
  private async directory(level: Level): Promise<Branch[]> {
    const { source, earlier, branch } = level;
    const names = await readdir(pathOf(source), 'latin1').catch((error: unknown) => {
      this.leaveOut(spelled(branch) || 'the volume', error);
      return [];
    });
    const isTop = branch === null;
    const wanted = names.filter(
      name => !isUnfinished(name) && !(isTop && this.work.without.includes(name))
    );
    const below: Branch[] = [];
    const made = new Set<string>();
    for (let at = 0; at < wanted.length; at += BATCH) {
      this.work.signal.throwIfAborted();
      const batch = wanted.slice(at, at + BATCH).map(async text => {
        const name = Buffer.from(text, 'latin1');
        const kind = await this.entry(level, name);
        if (kind !== null) {
          made.add(text);
        }
        if (kind === 'directory') {
          below.push(branchOf(branch, name));
        }
      });
      // All must be over before anything is thrown: a handle closed under them could be another's by then.
      for (const outcome of await Promise.allSettled(batch)) {
        if (outcome.status === 'rejected') {
          throw outcome.reason;
        }
      }
    }
    const before = earlier ? await readdir(pathOf(earlier), 'latin1').catch(() => []) : [];
    this.changes += before.filter(name => !made.has(name)).length;
    return below;
  }

  /** @returns what was made of it; null when it was left out */
  private async entry(level: Level, name: Buffer): Promise<'directory' | 'other' | null> {
    const path = spelled(level.branch, name);
    const to = { directory: level.target, name };
    try {
      return await using(nameEntry(level.source, name), async entry => {
        const stats = await entry.stat({ bigint: true });
        if (stats.isDirectory()) {
          mustBeReachable(level.branch);
          await mkdir(entryPath(to.directory, name), FILLABLE);
          return 'directory';
        }
        if (stats.isFile()) {
          await this.file(entry, stats, to, level);
        } else if (stats.isSymbolicLink()) {
          await this.link(level, to);
        } else {
          this.warn(`${path}: ${wordFor(stats)}, left out`);
          return null;
        }
        this.work.tally.files += 1;
        return 'other';
      });
    } catch (error) {
      this.leaveOut(path, error);
      await removeEntry(level.target, name).catch(() => undefined);
      return null;
    }
  }

  private async file(
    entry: FileHandle,
    stats: BigIntStats,
    to: NewName,
    level: Level
  ): Promise<void> {
    if (stats.nlink === 1n) {
      await this.content(entry, stats, to, level);
      return;
    }
    const turn = this.shared.then(() => this.sharedFile(entry, stats, to, level));
    this.shared = turn.catch(() => undefined);
    await turn;
  }

  /** A file of several names gets them all in the snapshot, too. One after the other, so that it is copied once. */
  private async sharedFile(
    entry: FileHandle,
    stats: BigIntStats,
    to: NewName,
    level: Level
  ): Promise<void> {
    const shared = { directory: this.work.links, name: Buffer.from(`${stats.dev}-${stats.ino}`) };
    if (await linked(shared, to)) {
      this.work.tally.bytes += Number(stats.size);
      this.changes += (await isSameFile(to, level.earlier)) ? 0 : 1;
    } else {
      await this.content(entry, stats, to, level);
      await linked(to, shared);
    }
  }

  private async content(
    entry: FileHandle,
    stats: BigIntStats,
    to: NewName,
    { earlier, branch }: Level
  ): Promise<void> {
    const { earlierIndex, index, tally, nowNs } = this.work;
    const copy = earlier && earlierIndex.copyOf(stats);
    if (earlier && copy !== null) {
      const from = { directory: earlier, name: to.name };
      const found = await lstat(entryPath(earlier, to.name), { bigint: true }).catch(() => null);
      if (found?.isFile() && found.ino === copy && (await linked(from, to))) {
        tally.bytes += Number(stats.size);
        index.add(stats, copy);
        return;
      }
    }
    this.changes += 1;
    if (!(await copyTreeFile(entry, stats, to, this.work))) {
      this.warn(`${spelled(branch, to.name)}: changed while it was copied`);
    }
    const made = await lstat(entryPath(to.directory, to.name), { bigint: true });
    this.addedBytes += Number(made.blocks) * 512;
    const after = await entry.stat({ bigint: true });
    if (after.ctimeNs === stats.ctimeNs && stats.ctimeNs < nowNs - SETTLED_AFTER_NS) {
      index.add(stats, made.ino);
    }
  }

  /** As it is: nobody follows it here. */
  private async link({ source, earlier }: Level, to: NewName): Promise<void> {
    const text = await readlink(entryPath(source, to.name), 'buffer');
    await symlink(text, entryPath(to.directory, to.name));
    const before =
      earlier && (await readlink(entryPath(earlier, to.name), 'buffer').catch(() => null));
    this.changes += before?.equals(text) ? 0 : 1;
  }

  /** What cannot be had is left out and told of; what keeps the snapshot from being made ends it. */
  private leaveOut(path: string, error: unknown): void {
    this.work.signal.throwIfAborted();
    const known = asAppError(error);
    if (!(known instanceof AppError) || known.code === 'disk-full') {
      throw known;
    }
    const why = isOutOfReach(error) && errnoOf(error) !== 'EACCES' ? 'not there any more' : null;
    this.warn(`${path}: ${why ?? known.message}, left out`);
  }

  private warn(text: string): void {
    if (this.told.length < MAX_WARNINGS) {
      this.told.push(shortened(text));
    } else {
      this.untold += 1;
    }
  }
}

/** What lies deeper than a path reaches could never be asked for. */
function mustBeReachable(above: Branch | null): void {
  if ((above?.depth ?? 0) >= MAX_DEPTH) {
    throw new AppError('invalid-request', `lies more than ${MAX_DEPTH} levels deep`);
  }
}

/** Gives a file another name. @returns false when it is not there, the name is taken, or it has too many already */
async function linked(from: NewName, to: NewName): Promise<boolean> {
  try {
    await link(entryPath(from.directory, from.name), entryPath(to.directory, to.name));
    return true;
  } catch (error) {
    if (['ENOENT', 'EEXIST', 'EMLINK'].includes(errnoOf(error) ?? '')) {
      return false;
    }
    throw error;
  }
}

async function isSameFile({ directory, name }: NewName, earlier: FileHandle | null) {
  const inode = (where: FileHandle) =>
    lstat(entryPath(where, name), { bigint: true }).then(
      stats => stats.ino,
      () => null
    );
  return earlier !== null && (await inode(earlier)) === (await inode(directory));
}
