import { chmod, mkdir, rename, statfs, type FileHandle } from 'node:fs/promises';

import { AppError } from '../errors.js';
import type { Place, SnapshotWish } from '../files/ports.js';
import { errnoOf } from './failures.js';
import { segmentsOf } from './names.js';
import {
  entryPath,
  openDirectoryInside,
  pathOf,
  stepInto,
  using,
  walk,
  type Reach
} from './open-inside.js';
import { removeEntry } from './remove.js';
import { IndexWriter, SnapshotIndex } from './snapshot-index.js';
import { SnapshotTree } from './snapshot-tree.js';
import type { Tally } from './tally.js';
import { toDisk } from './to-disk.js';
import { makeAndStepInto, syncDirectory } from './write.js';

/** What lies on the shelf of a volume: whole snapshots, what is known of their files, and what is being made. */
const TREES = Buffer.from('trees');
const INDEXES = Buffer.from('indexes');
const MAKING = Buffer.from('making');

const TREE = Buffer.from('tree');
const LINKS = Buffer.from('links');
const INDEX = Buffer.from('index');

/** How often it is looked whether there is still room. */
const LOOK_EVERY_MS = 1000;

export interface SnapshotOutcome {
  /** False when nothing has changed since the one before, and so none was kept. */
  readonly made: boolean;
  readonly addedBytes: number;
  readonly warnings: string[];
}

interface Shelf {
  readonly trees: FileHandle;
  readonly indexes: FileHandle;
  readonly making: FileHandle;
}

/**
 * Makes a snapshot of a tree on a shelf outside of it. Until it is whole and on the disk it lies among what is being
 * made; then it gets its name at once. What an earlier attempt of the same id left is removed.
 * @throws AppError `disk-full` also when less of the disk would stay free than wished
 */
export async function snapshotInside(
  from: Place,
  shelf: Place,
  wish: SnapshotWish & { readonly tally: Tally; readonly signal: AbortSignal },
  reach: Reach
): Promise<SnapshotOutcome> {
  return onShelf(shelf, reach, async places => {
    const id = Buffer.from(wish.id);
    await removeIfThere(places.making, id);
    await removeIfThere(places.trees, Buffer.from(wish.name));
    await removeIfThere(places.indexes, id);
    const room = new Room(places.making, wish.minFreePercent);
    const stopLooking = await room.watch();
    try {
      await mkdir(entryPath(places.making, id), 0o700);
      const signal = AbortSignal.any([wish.signal, room.signal]);
      return await using(stepInto(places.making, id), work =>
        make(from, { ...wish, signal }, { ...places, work }, reach)
      );
    } finally {
      stopLooking();
      await removeIfThere(places.making, id);
    }
  });
}

async function make(
  from: Place,
  wish: SnapshotWish & { readonly tally: Tally; readonly signal: AbortSignal },
  places: Shelf & { readonly work: FileHandle },
  reach: Reach
): Promise<SnapshotOutcome> {
  const { work, trees, indexes } = places;
  const { previous, tally, signal, without } = wish;
  const earlier = previous && (await stepInto(trees, Buffer.from(previous.name)).catch(() => null));
  try {
    const index = new IndexWriter();
    const earlierIndex =
      earlier && previous
        ? await SnapshotIndex.read(`${pathOf(indexes)}/${previous.id}`)
        : SnapshotIndex.empty();
    const nowNs = BigInt(Date.now()) * 1_000_000n;
    const links = await makeAndStepInto(work, LINKS);
    const tree = await using(Promise.resolve(links), async () => {
      const made = new SnapshotTree({
        tally,
        signal,
        earlier,
        earlierIndex,
        index,
        links,
        without,
        nowNs
      });
      await using(makeAndStepInto(work, TREE), async target => {
        await chmod(pathOf(target), 0o755);
        await using(openDirectoryInside(from, reach), source => made.fill(source, target));
      });
      return made;
    });
    const { addedBytes, changes } = tree;
    const outcome = { addedBytes, warnings: tree.warnings() };
    if (wish.onlyIfChanged && earlier && changes === 0) {
      return { ...outcome, made: false };
    }
    await index.save(`${pathOf(work)}/index`);
    await toDisk(work);
    signal.throwIfAborted();
    await rename(entryPath(work, INDEX), entryPath(indexes, Buffer.from(wish.id)));
    await rename(entryPath(work, TREE), entryPath(trees, Buffer.from(wish.name)));
    await syncDirectory(trees);
    return { ...outcome, made: true };
  } finally {
    await earlier?.close();
  }
}

async function onShelf<Result>(
  shelf: Place,
  reach: Reach,
  use: (places: Shelf) => Promise<Result>
): Promise<Result> {
  return using(walk(shelf, segmentsOf(shelf.path), reach, makeAndStepInto), here =>
    using(makeAndStepInto(here, TREES), trees =>
      using(makeAndStepInto(here, INDEXES), indexes =>
        using(makeAndStepInto(here, MAKING), making => use({ trees, indexes, making }))
      )
    )
  );
}

async function removeIfThere(directory: FileHandle, name: Buffer): Promise<void> {
  await removeEntry(directory, name).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') {
      throw error;
    }
  });
}

/** Keeps snapshots from filling the disk. */
class Room {
  private readonly full = new AbortController();
  readonly signal = this.full.signal;

  constructor(
    private readonly directory: FileHandle,
    private readonly minFreePercent: number
  ) {}

  /** @returns what ends the looking. @throws AppError `disk-full` */
  async watch(): Promise<() => void> {
    await this.look();
    this.signal.throwIfAborted();
    const looking = setInterval(() => {
      this.look().catch((error: unknown) => this.full.abort(error));
    }, LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }

  private async look(): Promise<void> {
    const { bavail, blocks } = await statfs(pathOf(this.directory));
    if (bavail * 100 < blocks * this.minFreePercent) {
      this.full.abort(
        new AppError(
          'disk-full',
          `Less than ${this.minFreePercent} % of the disk is free: no snapshots are made`
        )
      );
    }
  }
}
