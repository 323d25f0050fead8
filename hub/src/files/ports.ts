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

/** Bytes on their way to us that have not been read yet. */
export interface IncomingBytes {
  /** Null when nobody says beforehand. */
  readonly length: number | null;
  /** @param onChunk - is told of every chunk before it passes; what it throws ends the stream */
  read(onChunk: (bytes: number) => void): Readable;
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

/** How long work is followed, and ended. */
export interface Watch {
  /** Ends the work: the promise is rejected with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told now and then, also when nothing moves. */
  onProgress(soFar: TreeSize): void;
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
  /** Makes a directory and its parents below the volume; fine when it exists, unless `exclusive`: `already-exists`. */
  makeDirectory(place: Place, options?: { exclusive?: boolean }): Promise<void>;
  /** The whole of a regular file. @throws AppError `too-large` over `maxBytes` */
  readFile(
    place: Place,
    options: { maxBytes: number }
  ): Promise<{ stat: EntryStat; bytes: Buffer }>;
  /** A regular file, or a range of it, as a stream that ends with what the file holds now. */
  openFile(place: Place, range?: ByteRange): Promise<{ stat: EntryStat; stream: Readable }>;
  /**
   * A directory as a zip that unpacks to a folder of the given name. Links and what cannot be read are left out, and a
   * list in the zip says so.
   */
  openZip(place: Place, name: string): Promise<Readable>;
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
   * is whole there stays. On the disk when it returns; an attempt that fails or is ended leaves its part for the next.
   * @param options - `without`: names at the top of the tree that are left out
   * @returns `warnings`: what was left out, and why
   */
  copyTree(
    from: Place,
    to: Place,
    options: Watch & { readonly without?: readonly string[] }
  ): Promise<TreeSize & { readonly warnings: readonly string[] }>;
  /** Removes an entry with everything below it; never through a link or into another file system. */
  remove(place: Place): Promise<void>;
  /** SHA-256 of a regular file, hex. */
  hash(place: Place): Promise<string>;
  /**
   * The tails of several files at once, each from its offset: how the hub follows the progress of many jobs without a
   * request each. A place with nothing, or with something that is no regular file, answers null bytes and says why.
   */
  readTails(
    wanted: readonly { place: Place; from: number; maxBytes: number }[]
  ): Promise<{ sizeBytes: number; bytes: Buffer | null; problem: string | null }[]>;
}
