import type { Entries, Entry, EntrySort } from '../../contract/files.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { QuotaService } from '../volumes/quotas.js';
import type { Volume } from '../volumes/types.js';
import { cursorOf, placeAt } from './cursor.js';
import type { Located, Places } from './places.js';
import type { EntryStat, IncomingBytes, VolumeFiles, ZipPart } from './ports.js';
import { names } from './tags.js';
import { zipPartOf } from './zip-part.js';

/** Name of a volume's or folder's zip, and what it holds. */
export interface Zip {
  readonly name: string;
  readonly parts: readonly ZipPart[];
}

/** A file as it comes in, and under which conditions: the headers of the same names. */
export interface SentFile {
  readonly bytes: IncomingBytes;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export interface Listing {
  readonly stat: boolean;
  readonly sort: EntrySort;
  readonly descending: boolean;
  readonly hidden: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Where things go that are deleted. */
export interface Discarding {
  discard(user: User, volume: Volume, path: string): Promise<void>;
}

/** When things are removed that nobody changes. */
export interface EntryDates {
  /** Entries of one folder of the volume as the API shows them. */
  dated(volume: Volume, folder: string, entries: readonly EntryStat[]): Promise<Entry[]>;
}

/** Folders and files of volumes, as users list, read and write them. */
export class FileService {
  constructor(
    private readonly places: Places,
    private readonly files: VolumeFiles,
    private readonly quotas: Pick<QuotaService, 'open'>,
    private readonly trash: Discarding,
    private readonly dates: EntryDates,
    /** Told of a file that is written: its bytes may have gone past the port. */
    private readonly onWritten: (place: Located['place']) => void
  ) {}

  /** @throws AppError `not-found`, `invalid-request` for a cursor of another list */
  list(user: User, at: string, listing: Listing): Promise<Entries> {
    return this.listAt(this.places.toRead(user, at), listing);
  }

  /** The same of a place that somebody else decided about. */
  async listAt(located: Located, listing: Listing): Promise<Entries> {
    const { volume, path, place } = located;
    const { sort, descending, hidden, cursor } = listing;
    const { entry, items, next } = await this.files.page(place, {
      sort,
      descending,
      hidden,
      limit: listing.stat ? 0 : listing.limit,
      ...(cursor === undefined ? {} : { after: placeAt(sort, cursor) })
    });
    return {
      entry: await this.entryOf(located, entry),
      items: await this.dates.dated(volume, path, items),
      nextCursor: next && cursorOf(sort, next)
    };
  }

  /** Where the bytes of a file are, and its name. */
  reading(user: User, at: string): Located & { name: string } {
    const located = this.places.toRead(user, at);
    return { ...located, name: lastOf(located.path) };
  }

  /** A folder as a zip. @throws AppError `not-found` when it is none */
  async zip(user: User, at: string): Promise<Zip> {
    const { volume, path, place } = this.places.toRead(user, at);
    const stat = await this.files.stat(place);
    if (stat?.kind !== 'directory') {
      throw new AppError('not-found', 'There is no such folder');
    }
    const name = lastOf(path) || volume.name;
    return { name, parts: [zipPartOf(volume, path, place)] };
  }

  /**
   * Writes a whole file or nothing, under the conditions that came with it.
   * @throws AppError `not-allowed`, `already-exists`, `changed-meanwhile`, `conflict` where a folder or link is,
   *   `quota-exceeded`
   */
  async write(user: User, at: string, sent: SentFile): Promise<Entry> {
    const located = this.places.toWrite(user, at);
    const { volume, place } = located;
    const before = await this.files.stat(place);
    const conditions = conditionsOf(sent, before);
    const replaced = { bytes: before?.sizeBytes ?? 0, files: before ? 1 : 0 };
    const writing = this.quotas.open(volume, replaced);
    try {
      const { length } = sent.bytes;
      writing.take({ bytes: length ?? 0, files: 1 });
      const written = await sent.bytes.writeFile(this.files, place, conditions, bytes =>
        writing.take({ bytes })
      );
      writing.done({
        bytes: written.sizeBytes - replaced.bytes,
        files: 1 - replaced.files
      });
      this.onWritten(place);
      return await this.entryOf(located, written);
    } catch (error) {
      writing.done();
      throw error;
    }
  }

  /** @throws AppError `not-allowed`, `not-found` without the folder above it, `already-exists` */
  async makeFolder(user: User, at: string, parents: boolean): Promise<Entry> {
    const located = this.places.toWrite(user, at);
    const { path, place } = located;
    if (!parents) {
      const above = await this.files.stat({ ...place, path: parentOf(path) });
      if (above?.kind !== 'directory') {
        throw new AppError('not-found', 'There is no folder to make it in');
      }
    }
    await this.files.makeDirectory(place, { exclusive: true });
    return this.entryOf(located, await this.statOf(located));
  }

  /** @throws AppError `not-allowed`, `not-found`, `already-exists`, `conflict` when it would lie in itself */
  async rename(user: User, at: string, newPath: string): Promise<Entry> {
    const located = this.places.toWrite(user, at);
    const { volume, path, place } = located;
    const target = this.places.toWriteAt(user, volume.id, newPath);
    if (target.path === path) {
      return this.entryOf(located, await this.statOf(located));
    }
    if (target.path.startsWith(`${path}/`)) {
      throw new AppError('conflict', 'A folder cannot be moved into itself');
    }
    return this.entryOf(target, await this.files.rename(place, target.place));
  }

  /**
   * Puts a file or folder into the trash of its volume.
   * @param ifMatch - as the header of this name
   * @throws AppError `not-allowed`, `not-found`, `changed-meanwhile`
   */
  async discard(user: User, at: string, ifMatch: string | undefined): Promise<void> {
    const located = this.places.toWrite(user, at);
    const { volume, path } = located;
    const entry = await this.statOf(located);
    if (ifMatch !== undefined && !names(ifMatch, entry.etag)) {
      throw new AppError('changed-meanwhile', 'Somebody else changed it meanwhile');
    }
    await this.trash.discard(user, volume, path);
  }

  private async entryOf({ volume, path }: Located, stat: EntryStat): Promise<Entry> {
    const [entry] = await this.dates.dated(volume, parentOf(path), [stat]);
    return entry as Entry;
  }

  private async statOf({ place }: Located): Promise<EntryStat> {
    const stat = await this.files.stat(place);
    if (!stat) {
      throw new AppError('not-found', 'There is nothing at this path');
    }
    return stat;
  }
}

interface Conditions {
  readonly exclusive: boolean;
  readonly ifMatch?: string;
}

/** What was wished is refused at once where it is not so; else it is looked at again when it counts. */
function conditionsOf({ ifMatch, ifNoneMatch }: SentFile, before: EntryStat | null): Conditions {
  const exclusive = ifNoneMatch?.trim() === '*';
  if (exclusive && before) {
    throw new AppError('already-exists', 'Something of this name exists already');
  }
  if (ifMatch !== undefined && !(before && names(ifMatch, before.etag))) {
    throw new AppError('changed-meanwhile', 'Somebody else changed or removed the file meanwhile');
  }
  if (before && before.kind !== 'file') {
    throw new AppError('conflict', 'Something is there that is no file: it is not replaced');
  }
  return { exclusive, ...(ifMatch !== undefined && before ? { ifMatch: before.etag } : {}) };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
