import type { BigIntStats } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readlink, type FileHandle } from 'node:fs/promises';

import { AppError, hasCode } from '../errors.js';
import type { Place } from '../files/ports.js';
import { copyTreeFile, copyTreeLink, type NewName, type Watched } from './copy-tree-file.js';
import { DeepDirectories, branchOf, type Branch } from './deep-directories.js';
import { asAppError, errnoOf } from './failures.js';
import {
  entryPath,
  nameEntry,
  openDirectoryInside,
  pathOf,
  stepInto,
  using,
  withParent,
  wordFor,
  type Reach
} from './open-inside.js';
import { removeEntry } from './remove.js';
import { staysInside } from './symbolic-links.js';
import { SMALL_AT_ONCE, type SmallFiles } from './small-files.js';
import { isOutOfReach, shortened, spelled } from './tally.js';
import { beginToDisk, toDisk } from './to-disk.js';
import { isUnfinished } from './unfinished.js';

/** Entries copied at once. */
const BATCH = 8;

/** More than anybody reads. */
const MAX_WARNINGS = 50;

/** The most that its owner may take away from himself while a directory is filled. */
const FILLABLE = 0o700;

export interface TreeCopying extends Watched {
  /** Names at the top that are left out without a word. */
  readonly without: readonly string[];
  /** With links that lead out of the tree. */
  readonly allLinks: boolean;
  /** Whether it is on the disk in the end; otherwise that is only begun. */
  readonly toDisk: boolean;
  readonly small: SmallFiles;
}

/**
 * Copies a file or a tree to a name where an earlier attempt may have left a part: what is whole there stays, the rest
 * is made anew. Permissions, and the modification times of files, are kept; holes
 * stay holes. Links are copied as links, unless wished otherwise only if they stay inside the tree; what is neither file nor directory is left out.
 * @returns what was left out, and why
 * @throws AppError `not-found` when the source itself is neither a file nor a directory
 */
export async function copyTreeInside(
  from: Place,
  to: Place,
  copying: TreeCopying,
  reach: Reach
): Promise<string[]> {
  const copy = new TreeCopy(copying);
  await withParent(to, reach, async (directory, name) => {
    if (from.path === '') {
      await using(openDirectoryInside(from, reach), top => copy.tree(top, { directory, name }));
    } else {
      await withParent(from, reach, (parent, source) =>
        copy.any(parent, source, { directory, name })
      );
    }
    await (copying.toDisk ? toDisk(directory) : beginToDisk(directory));
  });
  return copy.warnings();
}

class TreeCopy {
  private readonly told: string[] = [];
  private untold = 0;
  /** Directories that get their permissions when everything is in them. */
  private readonly sealed: { branch: Branch; mode: number }[] = [];

  constructor(private readonly copying: TreeCopying) {}

  warnings(): string[] {
    return this.untold === 0 ? this.told : [...this.told, `and ${this.untold} more`];
  }

  async any(parent: FileHandle, name: Buffer, to: NewName): Promise<void> {
    const isTree = await using(nameEntry(parent, name), async entry => {
      const stats = await entry.stat({ bigint: true });
      if (stats.isFile()) {
        const path = spelled(null, name);
        await this.file(entry, stats, to, path).catch((error: unknown) => {
          this.copying.signal.throwIfAborted();
          throw located(path, error);
        });
      } else if (!stats.isDirectory()) {
        throw new AppError('not-found', `It is ${wordFor(stats)}, which is not copied by itself`);
      }
      return stats.isDirectory();
    });
    if (isTree) {
      await using(stepInto(parent, name), top => this.tree(top, to));
    }
  }

  async tree(top: FileHandle, to: NewName): Promise<void> {
    const mode = await modeOf(top);
    await ensureDirectory(to);
    await using(stepInto(to.directory, to.name), async target => {
      await this.fill(top, target);
      await chmod(pathOf(target), mode);
    });
  }

  private async fill(sourceTop: FileHandle, targetTop: FileHandle): Promise<void> {
    const sources = new DeepDirectories(sourceTop);
    const targets = new DeepDirectories(targetTop);
    try {
      const todo = await this.directory(sourceTop, targetTop, null);
      for (let next = todo.pop(); next; next = todo.pop()) {
        todo.push(...(await this.branch(sources, targets, next)));
      }
      for (const { branch, mode } of this.sealed.reverse()) {
        await using(targets.open(branch), target => chmod(pathOf(target), mode));
      }
    } finally {
      await sources.close();
      await targets.close();
    }
  }

  private async branch(
    sources: DeepDirectories,
    targets: DeepDirectories,
    branch: Branch
  ): Promise<Branch[]> {
    const source = await sources.open(branch).catch((error: unknown) => {
      this.leaveOut(spelled(branch), error);
      return null;
    });
    if (!source) {
      return [];
    }
    return using(Promise.resolve(source), () =>
      using(targets.open(branch), async target => {
        const mode = await modeOf(source);
        await chmod(pathOf(target), mode | FILLABLE);
        if ((mode & FILLABLE) !== FILLABLE) {
          this.sealed.push({ branch, mode });
        }
        return this.directory(source, target, branch);
      })
    );
  }

  /** Copies what lies in one directory, and makes the directories in it. @returns these */
  private async directory(
    source: FileHandle,
    target: FileHandle,
    branch: Branch | null
  ): Promise<Branch[]> {
    const names = await readdir(pathOf(source), 'latin1').catch((error: unknown) => {
      this.leaveOut(spelled(branch), error);
      return [];
    });
    const wanted = names.filter(
      name => !isUnfinished(name) && !(branch === null && this.isLeftOut(name))
    );
    const below: Branch[] = [];
    const others = await this.smallFiles(source, target, wanted);
    for (let at = 0; at < others.length; at += BATCH) {
      this.copying.signal.throwIfAborted();
      const batch = others.slice(at, at + BATCH).map(async text => {
        const name = Buffer.from(text, 'latin1');
        if (await this.entry(source, { directory: target, name }, branch)) {
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
    return below;
  }

  /** Most of what most directories hold. @returns all others */
  private async smallFiles(
    source: FileHandle,
    target: FileHandle,
    names: readonly string[]
  ): Promise<string[]> {
    const { signal, tally, small } = this.copying;
    const others: string[] = [];
    for (let at = 0; at < names.length; at += SMALL_AT_ONCE) {
      signal.throwIfAborted();
      const some = names.slice(at, at + SMALL_AT_ONCE);
      const copied = await small.copy(source, target, some);
      tally.files += copied?.files ?? 0;
      tally.bytes += copied?.bytes ?? 0;
      others.push(...(copied?.rest ?? some));
    }
    return others;
  }

  private isLeftOut(name: string): boolean {
    return this.copying.without.includes(name);
  }

  /** @returns whether it is a directory, which is made and still to be filled */
  private async entry(source: FileHandle, to: NewName, branch: Branch | null): Promise<boolean> {
    const path = spelled(branch, to.name);
    const entry = await nameEntry(source, to.name).catch((error: unknown) => {
      this.leaveOut(path, error);
      return null;
    });
    if (!entry) {
      return false;
    }
    return using(Promise.resolve(entry), async () => {
      const stats = await entry.stat({ bigint: true });
      if (stats.isDirectory()) {
        await ensureDirectory(to).catch((error: unknown) => {
          throw located(path, error);
        });
        return true;
      }
      if (stats.isFile()) {
        await this.fileOrNone(entry, stats, to, path);
        return false;
      }
      if (stats.isSymbolicLink()) {
        await this.link(source, to, path, branch?.depth ?? 0);
      } else {
        this.warn(`${path}: ${wordFor(stats)}, left out`);
      }
      this.copying.tally.files += 1;
      return false;
    });
  }

  private async file(
    entry: FileHandle,
    stats: BigIntStats,
    to: NewName,
    path: string
  ): Promise<void> {
    if (!(await copyTreeFile(entry, stats, to, this.copying))) {
      this.warn(`${path}: changed while it was copied`);
    }
    this.copying.tally.files += 1;
  }

  private async fileOrNone(
    entry: FileHandle,
    stats: BigIntStats,
    to: NewName,
    path: string
  ): Promise<void> {
    try {
      await this.file(entry, stats, to, path);
    } catch (error) {
      this.leaveOut(path, error);
      await removeEntry(to.directory, to.name).catch(() => undefined);
      this.copying.tally.files += 1;
    }
  }

  private async link(source: FileHandle, to: NewName, path: string, depth: number): Promise<void> {
    const text = await readlink(entryPath(source, to.name), 'buffer').catch(() => null);
    if (!text) {
      this.warn(`${path}: changed while it was copied, left out`);
    } else if (!this.copying.allLinks && !staysInside(text, depth)) {
      this.warn(`${path}: a symbolic link that leads out of the folder, left out`);
    } else {
      await copyTreeLink(text, to).catch((error: unknown) => {
        throw located(path, error);
      });
    }
  }

  /**
   * What somebody removed or replaced meanwhile is no failure of the copy. What is there and cannot be had keeps a whole
   * tree from being copied only if its original is to go.
   */
  private leaveOut(path: string, error: unknown): void {
    this.copying.signal.throwIfAborted();
    if (isOutOfReach(error) && errnoOf(error) !== 'EACCES') {
      this.warn(`${path}: not there any more when it was its turn`);
      return;
    }
    const failure = located(path, error);
    if (
      path === '' ||
      this.copying.toDisk ||
      !isOfSource(error) ||
      !(failure instanceof AppError)
    ) {
      throw failure;
    }
    this.warn(`${failure.message}, left out`);
  }

  private warn(text: string): void {
    if (this.told.length < MAX_WARNINGS) {
      this.told.push(shortened(text));
    } else {
      this.untold += 1;
    }
  }
}

async function modeOf(directory: FileHandle): Promise<number> {
  return (await directory.stat()).mode & 0o777;
}

/** Makes a directory that can be filled. What is no directory there is a part of an earlier attempt. */
async function ensureDirectory({ directory, name }: NewName): Promise<void> {
  const path = entryPath(directory, name);
  try {
    await mkdir(path, FILLABLE);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') {
      throw error;
    }
    if (!(await lstat(path)).isDirectory()) {
      await removeEntry(directory, name);
      await mkdir(path, FILLABLE);
    }
    await using(stepInto(directory, name), here => chmod(pathOf(here), FILLABLE));
  }
}

/** It may not be read, somebody keeps it from being read, or it got shorter again and again. */
function isOfSource(error: unknown): boolean {
  return ['EACCES', 'EAGAIN'].includes(errnoOf(error) ?? '') || hasCode(error, 'changed-meanwhile');
}

/** The failure with the path it is about. */
function located(path: string, error: unknown): unknown {
  const known = asAppError(error);
  return known instanceof AppError && path !== ''
    ? new AppError(known.code, shortened(`${path}: ${known.message}`), { cause: error })
    : known;
}
