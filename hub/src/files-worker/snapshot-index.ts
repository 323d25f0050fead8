import type { BigIntStats } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { setImmediate as breath } from 'node:timers/promises';

/** A record: inode of the file, its size, times of modification and change, and the inode of its copy. */
const FIELDS = 5;
const RECORD_BYTES = FIELDS * 8;
const RECORDS_PER_CHUNK = 4096;

/** Records read between two looks at what others want of this process. */
const RECORDS_PER_BREATH = 50_000;

/** Of thirteen million files; beyond, everything is copied. */
const LARGEST_BYTES = 512 * 1024 * 1024;

/** Writes down which state of a file each copy in a snapshot is of. */
export class IndexWriter {
  private readonly chunks: BigInt64Array[] = [];
  private used = RECORDS_PER_CHUNK;

  /** @param copy - inode of the file in the snapshot */
  add({ ino, size, mtimeNs, ctimeNs }: BigIntStats, copy: bigint): void {
    if (this.used === RECORDS_PER_CHUNK) {
      this.chunks.push(new BigInt64Array(RECORDS_PER_CHUNK * FIELDS));
      this.used = 0;
    }
    const fields = [ino, size, mtimeNs, ctimeNs, copy].map(field => BigInt.asIntN(64, field));
    this.chunks.at(-1)?.set(fields, this.used * FIELDS);
    this.used += 1;
  }

  async save(path: string): Promise<void> {
    const last = this.chunks.length - 1;
    await writeFile(
      path,
      this.chunks.map((chunk, at) =>
        Buffer.from(chunk.buffer, 0, (at === last ? this.used : RECORDS_PER_CHUNK) * RECORD_BYTES)
      ),
      { mode: 0o600, flag: 'wx' }
    );
  }
}

/** What is known of the files of an earlier snapshot. */
export class SnapshotIndex {
  private constructor(
    private readonly records: BigInt64Array,
    /** Number of a record by inode, rounded to what a number holds. */
    private readonly byInode: ReadonlyMap<number, number>
  ) {}

  static empty(): SnapshotIndex {
    return new SnapshotIndex(new BigInt64Array(0), new Map());
  }

  /** One that is not there or not understood is empty: then everything is copied. */
  static async read(path: string): Promise<SnapshotIndex> {
    const size = await stat(path).then(
      found => found.size,
      () => 0
    );
    if (size === 0 || size > LARGEST_BYTES || size % RECORD_BYTES !== 0) {
      return SnapshotIndex.empty();
    }
    const bytes = await readFile(path);
    const records = new BigInt64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    );
    const byInode = new Map<number, number>();
    for (let at = 0; at < records.length / FIELDS; at++) {
      byInode.set(Number(records[at * FIELDS]), at);
      if (at % RECORDS_PER_BREATH === 0) {
        await breath();
      }
    }
    return new SnapshotIndex(records, byInode);
  }

  /** The inode of the copy of this very state of a file; null when there is none. */
  copyOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): bigint | null {
    const at = this.byInode.get(Number(ino));
    if (at === undefined) {
      return null;
    }
    const start = at * FIELDS;
    const isSame = [ino, size, mtimeNs, ctimeNs].every(
      (field, index) => this.records[start + index] === BigInt.asIntN(64, field)
    );
    return isSame ? (this.records[start + FIELDS - 1] as bigint) : null;
  }
}
