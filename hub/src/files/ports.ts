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

/** Bytes from..to, both inclusive; `to` may lie beyond the end. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
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
   * Writes a whole file atomically: temporary file, fsync, rename. Replaces what is there, unless `exclusive`; makes the
   * directories above it with `parents`.
   */
  writeFile(
    place: Place,
    bytes: Buffer | Readable,
    options?: { exclusive?: boolean; mode?: number; parents?: boolean }
  ): Promise<EntryStat>;
  /** Copies one regular file, sparse or reflinked where the file system can; replaces nothing: `already-exists`. */
  copyFile(
    from: Place,
    to: Place,
    options: { maxBytes: number; parents?: boolean }
  ): Promise<EntryStat>;
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
