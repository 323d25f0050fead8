import type { Readable } from 'node:stream';

import type {
  ByteRange,
  CopyWish,
  EntryPage,
  EntryStat,
  NamesPage,
  PageWish,
  Place,
  SweepOrder,
  SweepReport,
  SnapshotMade,
  SnapshotWish,
  TreeSize,
  VolumeFiles,
  Watch,
  ZipPart
} from '../files/ports.js';
import { appendInside } from './append.js';
import { copyInside } from './copy.js';
import { copyTreeInside } from './copy-tree.js';
import { listEntries, statEntry } from './entries.js';
import { inOurWords } from './failures.js';
import { asNamed, type Reach } from './open-inside.js';
import { namesInside } from './names-page.js';
import { pageOf } from './page.js';
import { PROGRESS_EVERY_MS } from './protocol.js';
import { openForReading, readTails, readWhole, type Tail, type TailWish } from './read.js';
import { removeInside } from './remove.js';
import { smallFilesHere, type SmallFiles } from './small-files.js';
import { sweepInside } from './sweep.js';
import type { Tally } from './tally.js';
import { measureInside } from './tree-size.js';
import { renameInside } from './rename.js';
import { snapshotInside } from './snapshot.js';
import { pour } from './pour.js';
import { makeDirectoryInside, writeInside } from './write.js';
import { zipToFile } from './zip-file.js';
import { zipInside } from './zip.js';

/** Files of user-writable trees, in this process and with its rights. The hub has them done by the files worker. */
export class LocalFiles implements VolumeFiles {
  constructor(
    private readonly reach: Reach = asNamed,
    private readonly small: SmallFiles = smallFilesHere
  ) {}

  stat(place: Place): Promise<EntryStat | null> {
    return inOurWords(() => statEntry(place, this.reach));
  }

  list(place: Place, options: { limit: number; after?: string }): Promise<EntryStat[]> {
    return inOurWords(() => listEntries(place, options, this.reach));
  }

  page(place: Place, wish: PageWish): Promise<EntryPage> {
    return inOurWords(() => pageOf(place, wish, this.reach));
  }

  names(place: Place, options: { limit: number; after?: string }): Promise<NamesPage> {
    return inOurWords(() => namesInside(place, options, this.reach));
  }

  makeDirectory(place: Place, options: { exclusive?: boolean } = {}): Promise<void> {
    return inOurWords(() => makeDirectoryInside(place, options.exclusive ?? false, this.reach));
  }

  readFile(
    place: Place,
    options: { maxBytes: number }
  ): Promise<{ stat: EntryStat; bytes: Buffer }> {
    return inOurWords(() => readWhole(place, options.maxBytes, this.reach));
  }

  openFile(
    place: Place,
    range?: ByteRange,
    { ifMatch }: { ifMatch?: string } = {}
  ): Promise<{ stat: EntryStat; stream: Readable }> {
    return inOurWords(() => openForReading(place, range, ifMatch, this.reach));
  }

  openZip(parts: readonly ZipPart[]): Promise<Readable> {
    return inOurWords(() => zipInside(parts, this.reach, this.small));
  }

  writeFile(
    place: Place,
    bytes: Buffer | Readable,
    options: { exclusive?: boolean; mode?: number; parents?: boolean; ifMatch?: string } = {}
  ): Promise<EntryStat> {
    const { exclusive = false, mode, parents = false, ifMatch } = options;
    return inOurWords(() =>
      writeInside(place, { replace: !exclusive, mode, parents, ifMatch }, this.reach, file =>
        pour(bytes, file)
      )
    );
  }

  append(place: Place, offset: number, bytes: Readable): Promise<EntryStat> {
    return inOurWords(() => appendInside(place, offset, bytes, this.reach));
  }

  rename(
    from: Place,
    to: Place,
    { replace = false, parents = false }: { replace?: boolean; parents?: boolean } = {}
  ): Promise<EntryStat> {
    return inOurWords(() => renameInside(from, to, { replace, parents }, this.reach));
  }

  copyFile(
    from: Place,
    to: Place,
    { maxBytes, parents = false }: { maxBytes: number; parents?: boolean }
  ): Promise<EntryStat> {
    return inOurWords(() => copyInside(from, to, { maxBytes, parents }, this.reach));
  }

  measure(place: Place, watch: Watch): Promise<TreeSize> {
    const { signal } = watch;
    return this.watched(watch, tally =>
      measureInside(place, this.reach, { tally, signal, small: this.small })
    );
  }

  copyTree(
    from: Place,
    to: Place,
    { without = [], allLinks = false, toDisk = false, ...watch }: Watch & CopyWish
  ): Promise<TreeSize & { readonly warnings: readonly string[] }> {
    const wish = { without, allLinks, toDisk, signal: watch.signal, small: this.small };
    return this.watched(watch, async tally => ({
      warnings: await copyTreeInside(from, to, { ...wish, tally }, this.reach)
    }));
  }

  snapshotTree(
    from: Place,
    shelf: Place,
    { signal, onProgress, ...wish }: SnapshotWish & Watch
  ): Promise<SnapshotMade> {
    return this.watched({ signal, onProgress }, tally =>
      snapshotInside(from, shelf, { ...wish, tally, signal }, this.reach)
    );
  }

  zipTree(
    parts: readonly ZipPart[],
    to: Place,
    watch: Watch
  ): Promise<TreeSize & { readonly warnings: readonly string[] }> {
    const { small } = this;
    return this.watched(watch, async tally => ({
      warnings: await zipToFile(parts, to, { tally, small, signal: watch.signal }, this.reach)
    }));
  }

  remove(place: Place): Promise<void> {
    return inOurWords(() => removeInside(place, this.reach));
  }

  sweep(place: Place, { signal, onProgress, ...order }: SweepOrder & Watch): Promise<SweepReport> {
    return this.watched({ signal, onProgress }, tally =>
      sweepInside(place, order, this.reach, tally, signal)
    );
  }

  readTails(wanted: readonly TailWish[]): Promise<Tail[]> {
    return inOurWords(() => readTails(wanted, this.reach));
  }

  /** Tells how far it has come at regular times, and at the end. */
  private async watched<Result>(
    watch: Watch,
    work: (tally: Tally) => Promise<Result>
  ): Promise<Result & TreeSize> {
    const tally = { files: 0, bytes: 0 };
    const telling = setInterval(() => watch.onProgress({ ...tally }), PROGRESS_EVERY_MS);
    try {
      watch.signal.throwIfAborted();
      const result = await inOurWords(() => work(tally));
      watch.onProgress({ ...tally });
      return { ...result, ...tally };
    } finally {
      clearInterval(telling);
    }
  }
}
