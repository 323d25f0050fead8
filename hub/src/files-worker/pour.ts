import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** So much is gathered at most while a write is under way: each costs a thread's turn. */
const BATCH_BYTES = 1024 * 1024;

/**
 * Writes all of `bytes` from `offset` on; a stream is read only as fast as the disk takes it. When it breaks off, what
 * came is written before the failure is thrown.
 */
export async function pour(bytes: Buffer | Readable, file: FileHandle, offset = 0): Promise<void> {
  const pouring = new Pouring(file, offset);
  try {
    for await (const chunk of Buffer.isBuffer(bytes) ? [bytes] : bytes) {
      await pouring.add(chunk as Buffer);
    }
  } finally {
    await pouring.end();
  }
}

export async function writeAll(file: FileHandle, chunk: Buffer, position?: number): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const where = position === undefined ? null : position + at;
    const { bytesWritten } = await file.write(chunk, at, chunk.length - at, where);
    at += bytesWritten;
  }
}

/** Writes at once what comes while nothing is being written, and gathers what comes meanwhile. */
class Pouring {
  private batch: Buffer[] = [];
  private batchBytes = 0;
  private writing: Promise<void> | null = null;
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly file: FileHandle,
    private offset: number
  ) {}

  async add(chunk: Buffer): Promise<void> {
    this.batch.push(chunk);
    this.batchBytes += chunk.length;
    this.begin();
    while (this.batchBytes >= BATCH_BYTES && this.writing) {
      await this.writing;
    }
    this.throwIfFailed();
  }

  /** Nothing uses the file any more when it returns or throws. */
  async end(): Promise<void> {
    while (this.writing) {
      await this.writing;
    }
    this.throwIfFailed();
  }

  private begin(): void {
    if (this.writing || this.failure || this.batch.length === 0) {
      return;
    }
    const [batch, bytes, offset] = [this.batch, this.batchBytes, this.offset];
    [this.batch, this.batchBytes] = [[], 0];
    this.offset += bytes;
    this.writing = this.write(batch, bytes, offset)
      .catch((error: unknown) => {
        this.failure = { error };
      })
      .then(() => {
        this.writing = null;
        this.begin();
      });
  }

  private async write(batch: Buffer[], bytes: number, offset: number): Promise<void> {
    const { bytesWritten } = await this.file.writev(batch, offset);
    if (bytesWritten < bytes) {
      await writeAll(this.file, Buffer.concat(batch).subarray(bytesWritten), offset + bytesWritten);
    }
  }

  private throwIfFailed(): void {
    if (this.failure) {
      throw this.failure.error;
    }
  }
}
