import type { BigIntStats } from 'node:fs';
import { opendir, type FileHandle } from 'node:fs/promises';

import type { Place, SweepOrder, SweepReport, TreeSize } from '../files/ports.js';
import { touchedMs } from './age.js';
import { TO_CHANGE, TO_LOOK_INTO, openedFor } from './closed-directories.js';
import { DeepDirectories, branchOf, type Branch } from './deep-directories.js';
import { lookAt } from './entries.js';
import { expireEntry, expireFolder } from './expire.js';
import { errnoOf } from './failures.js';
import { identityOf, openFiles } from './open-files.js';
import {
  MAX_DEPTH,
  openDirectoryInside,
  pathOf,
  stepInto,
  using,
  type Reach
} from './open-inside.js';
import { mountOf } from './remove.js';
import { isOutOfReach, spelled, type Tally } from './tally.js';

/** Entries of a folder that are in hand at once. */
const BATCH = 32;

/** Folders open within each other; what lies deeper has its turn afterwards. */
const OPEN_AT_ONCE = 64;

/** Folders that have their turn afterwards. What is more waits for the next sweep. */
const MAX_AFTERWARDS = 10_000;

/** What programs have open is looked up anew after so long. */
const OPEN_FILES_FRESH_MS = 5000;

/**
 * Removes what nobody has changed for too long, then folders that are empty and as old. Follows no link, enters no
 * other mount, and removes neither the top nor what a program has open. However large the tree, a folder at a time and
 * a batch of its names are in memory.
 * @param tally - what is removed, or would be, is added to it
 */
export async function sweepInside(
  place: Place,
  order: SweepOrder,
  reach: Reach,
  tally: Tally,
  signal: AbortSignal
): Promise<Omit<SweepReport, keyof TreeSize>> {
  return using(openDirectoryInside(place, reach), async top => {
    const sweep = new Sweep(order, await mountOf(top), tally, signal);
    const directories = new DeepDirectories(top);
    try {
      await sweep.openedFolder(top, null, 0, -Infinity);
      for (let next = sweep.afterwards.pop(); next; next = sweep.afterwards.pop()) {
        const { branch, arrivedMs } = next;
        await ignoringChanges(() =>
          using(directories.open(branch), here => sweep.openedFolder(here, branch, 0, arrivedMs))
        );
      }
    } finally {
      await directories.close();
    }
    return sweep.report();
  });
}

interface Seen {
  readonly name: Buffer;
  readonly stats: BigIntStats;
}

class Sweep {
  readonly afterwards: { branch: Branch; arrivedMs: number }[] = [];
  private folders = 0;
  private readonly soon: Tally = { files: 0, bytes: 0 };
  private soonNewestMs = -Infinity;
  private oldestMs = Infinity;
  private readonly beforeMs: number;
  private readonly soonMs: number;
  private readonly arrivals: ReadonlyMap<string, number>;
  private readonly spared: ReadonlySet<string>;
  private readonly nowMs = Date.now();
  private open: { files: ReadonlySet<string>; at: number } = { files: new Set(), at: -Infinity };

  constructor(
    private readonly order: SweepOrder,
    private readonly mount: string | undefined,
    private readonly tally: Tally,
    private readonly signal: AbortSignal
  ) {
    this.beforeMs = Date.parse(order.before);
    this.soonMs = Date.parse(order.soonBefore);
    this.arrivals = new Map(order.arrivals.map(({ inode, at }) => [inode, Date.parse(at)]));
    this.spared = new Set(order.spared);
  }

  /**
   * @param branch - the way to it; null for the top
   * @param level - how many are open above it
   * @param arrivedMs - when the last of the folders above it came
   * @returns whether nothing is left in it
   */
  async folder(
    here: FileHandle,
    branch: Branch | null,
    level: number,
    arrivedMs: number
  ): Promise<boolean> {
    let isEmpty = true;
    for await (const names of batchesIn(here)) {
      this.signal.throwIfAborted();
      await this.lookUpOpenFiles();
      const looked = await allOf(names.map(name => lookAt(here, name)));
      const found = looked
        .filter(one => one !== null)
        .map(({ name, stats }) => ({ name: Buffer.from(name, 'latin1'), stats }));
      const files = found.filter(({ stats }) => !stats.isDirectory());
      const gone = await allOf(files.map(file => this.file(here, file, arrivedMs)));
      isEmpty &&= gone.every(Boolean);
      for (const child of found.filter(({ stats }) => stats.isDirectory())) {
        const isGone = await this.child(here, child, branch, level, arrivedMs);
        isEmpty &&= isGone;
      }
    }
    return isEmpty;
  }

  /** The same also where its owner has closed it. */
  openedFolder(...folder: Parameters<Sweep['folder']>): Promise<boolean> {
    const needed = this.order.remove ? TO_CHANGE : TO_LOOK_INTO;
    return openedFor(folder[0], needed, () => this.folder(...folder));
  }

  report(): Omit<SweepReport, keyof TreeSize> {
    const { folders, soon, soonNewestMs, oldestMs } = this;
    return { folders, soon, soonNewestAt: timeOf(soonNewestMs), oldestAt: timeOf(oldestMs) };
  }

  /** @returns whether it is gone, or would be */
  private async file(here: FileHandle, file: Seen, arrivedMs: number): Promise<boolean> {
    const { stats } = file;
    const ageMs = Math.max(touchedMs(stats, this.nowMs), arrivedMs);
    const isOld = ageMs < this.beforeMs && !this.open.files.has(identityOf(stats));
    const bytes = stats.isFile() ? Number(stats.size) : 0;
    if (isOld && (!this.order.remove || (await this.isRemoved(expireEntry, here, file)))) {
      this.tally.files += 1;
      this.tally.bytes += bytes;
      return true;
    }
    this.oldestMs = Math.min(this.oldestMs, ageMs);
    if (ageMs < this.soonMs) {
      this.soon.files += 1;
      this.soon.bytes += bytes;
      this.soonNewestMs = Math.max(this.soonNewestMs, ageMs);
    }
    return false;
  }

  /** @returns whether it is gone, or would be */
  private async child(
    here: FileHandle,
    { name, stats }: Seen,
    branch: Branch | null,
    level: number,
    arrivedMs: number
  ): Promise<boolean> {
    if ((branch?.depth ?? 0) >= MAX_DEPTH) {
      return false;
    }
    const own = branchOf(branch, name);
    if (this.spared.size > 0 && this.spared.has(spelled(own))) {
      return false;
    }
    const arrived = Math.max(arrivedMs, this.arrivals.get(String(stats.ino)) ?? -Infinity);
    if (level + 1 >= OPEN_AT_ONCE) {
      if (this.afterwards.length < MAX_AFTERWARDS) {
        this.afterwards.push({ branch: own, arrivedMs: arrived });
      }
      return false;
    }
    const isEmpty = await ignoringChanges(() =>
      using(stepInto(here, name), async inside =>
        (await mountOf(inside)) === this.mount
          ? this.openedFolder(inside, own, level + 1, arrived)
          : false
      )
    );
    const isOld = Math.max(touchedMs(stats, this.nowMs), arrived) < this.beforeMs;
    if (!isEmpty || !isOld) {
      return false;
    }
    if (this.order.remove && !(await this.isRemoved(expireFolder, here, { name, stats }))) {
      return false;
    }
    this.folders += 1;
    return true;
  }

  private async isRemoved(
    remove: typeof expireEntry,
    here: FileHandle,
    { name, stats }: Seen
  ): Promise<boolean> {
    return (await ignoringChanges(() => remove(here, name, stats))) ?? false;
  }

  private async lookUpOpenFiles(): Promise<void> {
    if (this.order.remove && performance.now() > this.open.at + OPEN_FILES_FRESH_MS) {
      this.open = { files: await openFiles(), at: performance.now() };
    }
  }
}

function timeOf(ms: number): string | null {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

/** The names in a directory, one character a byte, some at a time. */
async function* batchesIn(directory: FileHandle): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const { name } of await opendir(pathOf(directory), {
    encoding: 'latin1',
    bufferSize: BATCH
  })) {
    batch.push(name);
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
}

/** Waits for all before it throws: a handle that is closed under one of them could be another's by then. */
async function allOf<Result>(acts: Promise<Result>[]): Promise<Result[]> {
  const outcomes = await Promise.allSettled(acts);
  return outcomes.map(outcome => {
    if (outcome.status === 'rejected') {
      throw outcome.reason;
    }
    return outcome.value;
  });
}

/** What somebody else removed or replaced meanwhile, does not let us into or has locked is left alone: null. */
async function ignoringChanges<Result>(act: () => Promise<Result>): Promise<Result | null> {
  try {
    return await act();
  } catch (error) {
    if (isOutOfReach(error) || ['EPERM', 'EBUSY', 'EXDEV'].includes(errnoOf(error) ?? '')) {
      return null;
    }
    throw error;
  }
}
