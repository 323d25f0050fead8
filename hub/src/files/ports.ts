import type { Readable } from 'node:stream';

/**
 * A place in a user-writable tree: the absolute directory of a volume, or of a control directory, and a relative path
 * below it. Nothing outside the directory is ever reached, whatever symbolic links users plant.
 */
export interface Place {
  readonly directory: string;
  readonly path: string;
}

export interface EntryStat {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes; 0 for what is not a file. */
  readonly sizeBytes: number;
  /** RFC 3339, UTC. */
  readonly modifiedAt: string;
  /** RFC 3339, UTC: the later of modification and change; a modification time in the future says nothing. */
  readonly touchedAt: string;
  /** Its number in its file system, in digits. */
  readonly inode: string;
  /** Changes whenever the content may have changed. */
  readonly etag: string;
}

/** What a folder is shown by, page by page. */
export interface PageWish {
  readonly sort: 'name' | 'modifiedAt' | 'sizeBytes';
  readonly descending: boolean;
  /** With names that begin with a dot. */
  readonly hidden: boolean;
  /** 0 for the folder alone. */
  readonly limit: number;
  readonly after?: EntryPlace;
}

/** A place in the order of a folder's entries. */
export interface EntryPlace {
  readonly name: string;
  /** A whole number in digits: what it is ordered by before the name. */
  readonly rank: string;
}

export interface EntryPage {
  /** The folder itself, or a file. */
  readonly entry: EntryStat;
  readonly items: readonly EntryStat[];
  /** Null on the last page. */
  readonly next: EntryPlace | null;
}

/** Told of every chunk before it is written; what it throws ends the writing. */
export type OnChunk = (bytes: number) => void;

/** How a tree is copied. */
export interface CopyWish {
  /** Names at the top of the tree that are left out. */
  readonly without?: readonly string[];
  /** Links that lead out of the tree are copied as well, as they are. */
  readonly allLinks?: boolean;
  /** It is on the disk when that is over, so that its source may go; otherwise the way there is only begun. */
  readonly toDisk?: boolean;
}

/** A file or folder, by its name alone. */
export interface NamedEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface NamesPage {
  readonly items: readonly NamedEntry[];
  /** The name after which the next page begins; null on the last one. */
  readonly next: string | null;
}

/** Bytes on their way to us that have not been read yet, be it by us or by the gateway that holds them for us. */
export interface IncomingBytes {
  /** Null when nobody says beforehand. Never more come, and fewer are a failure. */
  readonly length: number | null;
  /** As {@link VolumeFiles.writeFile}. @param onChunk - is asked only when the length is not known */
  writeFile(
    files: VolumeFiles,
    place: Place,
    options: { exclusive?: boolean; ifMatch?: string },
    onChunk: OnChunk
  ): Promise<EntryStat>;
  /** As {@link VolumeFiles.append}. @param onChunk - is asked only when the length is not known */
  append(files: VolumeFiles, place: Place, offset: number, onChunk: OnChunk): Promise<EntryStat>;
  /** Nobody waits for the rest: whoever sends it is cut off. */
  cancel(): void;
}

/** Bytes from..to, both inclusive; `to` may lie beyond the end. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What is in a tree: everything but directories, and the bytes of files. */
export interface TreeSize {
  readonly files: number;
  readonly bytes: number;
}

/** Something that goes into a zip, and its name there. */
export interface ZipPart {
  readonly place: Place;
  readonly name: string;
  /** Names at the top of it that are left out without a word. */
  readonly without?: readonly string[];
}

/** What a sweep removes. Times are RFC 3339, UTC. */
export interface SweepOrder {
  /** What was last changed before that goes. */
  readonly before: string;
  /** What was last changed before that, and stays, is counted. */
  readonly soonBefore: string;
  /** Paths of folders that are left alone with everything below them. */
  readonly spared: readonly string[];
  /** Folders by their inode: what lies in them counts as changed at that time. */
  readonly arrivals: readonly { readonly inode: string; readonly at: string }[];
  /** False: nothing goes, it is only counted. */
  readonly remove: boolean;
}

/** What a sweep removed, and what is left. */
export interface SweepReport extends TreeSize {
  readonly folders: number;
  readonly soon: TreeSize;
  /** When the last of those was changed; null when there are none. */
  readonly soonNewestAt: string | null;
  /** When what was changed the longest ago of all that is left was changed; null when nothing is left. */
  readonly oldestAt: string | null;
}

/** How long work is followed, and ended. */
export interface Watch {
  /** Ends the work: the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told now and then, also when nothing moves. */
  onProgress(soFar: TreeSize): void;
}

/** How a snapshot of a tree is made. */
export interface SnapshotWish {
  /** Names what is known of its files, and what is unfinished of it. */
  readonly id: string;
  /** Name of its directory below `trees` of the shelf. */
  readonly name: string;
  /** The whole one that it shares unchanged files with. */
  readonly previous: { readonly id: string; readonly name: string } | null;
  /** Names at the top of the tree that are left out. */
  readonly without: readonly string[];
  /** None is made when less of the disk would stay free. */
  readonly minFreePercent: number;
  /** None is made when everything is as in the previous one. */
  readonly onlyIfChanged: boolean;
}

/** What became of it. */
export interface SnapshotMade extends TreeSize {
  readonly made: boolean;
  /** On disk, beside what it shares. */
  readonly addedBytes: number;
  /** What was left out, or changed while it was copied. */
  readonly warnings: readonly string[];
}

/**
 * Everything the hub does in trees that users can write to. The files worker does it, with the platform identity and
 * never as root; each path is opened inside its directory segment by segment, following no symbolic link.
 *
 * All throw AppError `files-unavailable` when the worker does not answer, `not-found` when nothing is there or it is
 * not what was asked for (a FIFO or a link where a file should be: `detail` says so), `invalid-request` for a path that
 * is none, `not-allowed`, `conflict`, `disk-full`, `too-large`. A stream breaks off with `changed-meanwhile` or
 * `files-unavailable` when the file got shorter; it must be read to its end or destroyed.
 */
export interface VolumeFiles {
  /** Null when there is nothing. The entry itself, not what a link points to. */
  stat(place: Place): Promise<EntryStat | null>;
  /** Entries in name order, at most `limit` of them after `after`. */
  list(place: Place, options: { limit: number; after?: string }): Promise<EntryStat[]>;
  /** A folder page by page, in an order of one's choice. @throws AppError `not-found`, `too-large` */
  page(place: Place, wish: PageWish): Promise<EntryPage>;
  /**
   * What is in a folder, by name alone and in the order of the names' bytes: no hidden names, no links. Reads the folder
   * and nothing in it. @throws AppError `not-found`, `too-large`
   */
  names(place: Place, options: { limit: number; after?: string }): Promise<NamesPage>;
  /** Makes a directory and its parents below the volume; fine when it exists, unless `exclusive`: `already-exists`. */
  makeDirectory(place: Place, options?: { exclusive?: boolean }): Promise<void>;
  /** The whole of a regular file. @throws AppError `too-large` over `maxBytes` */
  readFile(
    place: Place,
    options: { maxBytes: number }
  ): Promise<{ stat: EntryStat; bytes: Buffer }>;
  /**
   * A regular file, or a range of it, as a stream that ends with what the file held when it was opened.
   * @param options - `ifMatch`: only if it has this etag, else `changed-meanwhile`
   */
  openFile(
    place: Place,
    range?: ByteRange,
    options?: { ifMatch?: string }
  ): Promise<{ stat: EntryStat; stream: Readable }>;
  /**
   * Files and folders as a zip that unpacks to these names. Links and what cannot be read are left out, and a list in
   * the zip says so. @throws AppError `not-found` when none of them is there
   */
  openZip(parts: readonly ZipPart[]): Promise<Readable>;
  /**
   * Writes a whole file atomically: temporary file, fsync, rename. Replaces what is there, unless `exclusive`, or only
   * what has the etag `ifMatch` (else `changed-meanwhile`); makes the directories above it with `parents`.
   */
  writeFile(
    place: Place,
    bytes: Buffer | Readable,
    options?: { exclusive?: boolean; mode?: number; parents?: boolean; ifMatch?: string }
  ): Promise<EntryStat>;
  /**
   * Adds bytes to a file that is `offset` bytes long (else `conflict`). When the bytes break off, those that came stay.
   */
  append(place: Place, offset: number, bytes: Readable): Promise<EntryStat>;
  /**
   * Gives an entry another name in the same file system. Without `replace`, and always for a directory, what bears that
   * name is kept: `already-exists`.
   */
  rename(
    from: Place,
    to: Place,
    options?: { replace?: boolean; parents?: boolean }
  ): Promise<EntryStat>;
  /** Copies one regular file, sparse or reflinked where the file system can; replaces nothing: `already-exists`. */
  copyFile(
    from: Place,
    to: Place,
    options: { maxBytes: number; parents?: boolean }
  ): Promise<EntryStat>;
  /** What {@link copyTree} would copy; what may not be read, or lies too deep to be reached, is not counted. */
  measure(place: Place, watch: Watch): Promise<TreeSize>;
  /**
   * Copies a file or a tree to a name of ours that nobody else uses, where an earlier attempt may have left a part: what
   * is whole there stays. An attempt that fails or is ended leaves its part for the next.
   * @returns `warnings`: what was left out, and why
   */
  copyTree(
    from: Place,
    to: Place,
    options: Watch & CopyWish
  ): Promise<TreeSize & { readonly warnings: readonly string[] }>;
  /**
   * Makes a snapshot of a tree below `trees/<name>` of a shelf, a place that no user can write to: as it is now, with
   * links of whatever kind as they are. It gets its name when it is whole and on the disk; an attempt that is killed
   * leaves nothing but what lies below `making/<id>`, and may be repeated.
   */
  snapshotTree(from: Place, shelf: Place, wish: SnapshotWish & Watch): Promise<SnapshotMade>;
  /**
   * Makes a zip of files and folders at a name of ours that nobody else uses; what an earlier attempt left there is
   * thrown away. On the disk when it returns; an attempt that fails or is ended leaves its part.
   * @returns what went into it; `warnings`: what was left out, and why
   */
  zipTree(
    parts: readonly ZipPart[],
    to: Place,
    watch: Watch
  ): Promise<TreeSize & { readonly warnings: readonly string[] }>;
  /** Removes an entry with everything below it; never through a link or into another file system. */
  remove(place: Place): Promise<void>;
  /**
   * Removes everything but folders that was last changed before a time, then folders that are empty and as old. Never
   * the directory itself, nor what a program on this machine has open, nor anything that is changed or replaced between
   * the look and the removal; never through a link or into another file system. Progress tells what is gone.
   */
  sweep(place: Place, order: SweepOrder & Watch): Promise<SweepReport>;
  /**
   * The tails of several files at once, each from its offset: how the hub follows the progress of many jobs without a
   * request each. A place with nothing, or with something that is no regular file, answers null bytes and says why.
   */
  readTails(
    wanted: readonly { place: Place; from: number; maxBytes: number }[]
  ): Promise<{ sizeBytes: number; bytes: Buffer | null; problem: string | null }[]>;
}
