import type { Readable } from 'node:stream';

import type { ByteRange, EntryStat, Place, VolumeFiles } from '../files/ports.js';
import { copyInside } from './copy.js';
import { listEntries, statEntry } from './entries.js';
import { inOurWords } from './failures.js';
import { asNamed, type Reach } from './open-inside.js';
import {
  hashFile,
  openForReading,
  readTails,
  readWhole,
  type Tail,
  type TailWish
} from './read.js';
import { removeInside } from './remove.js';
import { makeDirectoryInside, pour, writeInside } from './write.js';

/** Files of user-writable trees, in this process and with its rights. The hub has them done by the files worker. */
export class LocalFiles implements VolumeFiles {
  constructor(private readonly reach: Reach = asNamed) {}

  stat(place: Place): Promise<EntryStat | null> {
    return inOurWords(() => statEntry(place, this.reach));
  }

  list(place: Place, options: { limit: number; after?: string }): Promise<EntryStat[]> {
    return inOurWords(() => listEntries(place, options, this.reach));
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

  openFile(place: Place, range?: ByteRange): Promise<{ stat: EntryStat; stream: Readable }> {
    return inOurWords(() => openForReading(place, range, this.reach));
  }

  writeFile(
    place: Place,
    bytes: Buffer | Readable,
    options: { exclusive?: boolean; mode?: number; parents?: boolean } = {}
  ): Promise<EntryStat> {
    const { exclusive = false, mode, parents = false } = options;
    return inOurWords(() =>
      writeInside(place, { replace: !exclusive, mode, parents }, this.reach, file =>
        pour(bytes, file)
      )
    );
  }

  copyFile(
    from: Place,
    to: Place,
    { maxBytes, parents = false }: { maxBytes: number; parents?: boolean }
  ): Promise<EntryStat> {
    return inOurWords(() => copyInside(from, to, { maxBytes, parents }, this.reach));
  }

  remove(place: Place): Promise<void> {
    return inOurWords(() => removeInside(place, this.reach));
  }

  hash(place: Place): Promise<string> {
    return inOurWords(() => hashFile(place, this.reach));
  }

  readTails(wanted: readonly TailWish[]): Promise<Tail[]> {
    return inOurWords(() => readTails(wanted, this.reach));
  }
}
