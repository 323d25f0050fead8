import type { FileHandle } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';

import { AppError } from '../errors.js';
import type { ByteRange, EntryStat, Place } from '../files/ports.js';
import { describe, lastNameOf } from './entries.js';
import { asAppError } from './failures.js';
import { openInside, type Reach } from './open-inside.js';

const CHUNK_BYTES = 256 * 1024;
/** What is sent at once. */
const SENT_BYTES = 512 * 1024;

/**
 * Bytes of an open file from `from`, `length` of them.
 * @throws AppError `changed-meanwhile` when the file got shorter than it was
 */
export async function* bytesOf(handle: FileHandle, from: number, length: number) {
  try {
    for (let at = 0; at < length;) {
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, length - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from + at);
      if (bytesRead === 0) {
        throw new AppError('changed-meanwhile', 'The file got shorter while it was read');
      }
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw asAppError(error);
  }
}

/**
 * Bytes of a file on their way to whoever reads them. They can also be sent at once, which costs half as much: then the
 * same two pieces of memory are used again and again.
 */
export class FileBytes extends Readable {
  private at = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly from: number,
    readonly byteLength: number
  ) {
    super({ highWaterMark: CHUNK_BYTES });
  }

  override _read(): void {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, this.byteLength - this.at));
    this.fill(buffer).then(
      bytes => this.push(bytes.length === 0 ? null : bytes),
      (error: unknown) => this.destroy(error as Error)
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.handle.close().then(
      () => callback(error),
      () => callback(error)
    );
  }

  /** Sends all of them instead of letting them be read; the sink is not ended. */
  async sendTo(sink: Writable): Promise<void> {
    const free = [SENT_BYTES, SENT_BYTES].map(size => ({
      memory: Buffer.allocUnsafeSlow(Math.min(size, this.byteLength)),
      sent: Promise.resolve()
    }));
    try {
      for (let turn = 0; this.at < this.byteLength; turn = 1 - turn) {
        const slot = free[turn] as (typeof free)[number];
        await slot.sent;
        const bytes = await this.fill(slot.memory);
        slot.sent = written(sink, bytes);
        slot.sent.catch(() => undefined);
      }
      await Promise.all(free.map(({ sent }) => sent));
    } finally {
      // Not before the last read is over: its handle could be another file's by then.
      this.destroy();
    }
  }

  /** @returns the next bytes; none at the end */
  private async fill(buffer: Buffer): Promise<Buffer> {
    const length = Math.min(buffer.length, this.byteLength - this.at);
    if (length === 0) {
      return buffer.subarray(0, 0);
    }
    try {
      const { bytesRead } = await this.handle.read(buffer, 0, length, this.from + this.at);
      if (bytesRead === 0) {
        throw new AppError('changed-meanwhile', 'The file got shorter while it was read');
      }
      this.at += bytesRead;
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw asAppError(error);
    }
  }
}

/** Until the memory of these bytes is free again. */
function written(sink: Writable, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('Nobody takes the bytes any more'));
    sink.once('close', onClose);
    sink.write(bytes, error => {
      sink.off('close', onClose);
      if (error) {
        reject(error);
      } else {
        resolve();
      }
    });
  });
}

/** The stream owns the handle: whoever gets one must read it to its end or destroy it. */
export async function openForReading(
  place: Place,
  range: ByteRange | undefined,
  ifMatch: string | undefined,
  reach: Reach
): Promise<{ stat: EntryStat; stream: FileBytes }> {
  const { handle, stats } = await openInside(place, reach);
  const stat = describe(lastNameOf(place), stats);
  if (ifMatch !== undefined && stat.etag !== ifMatch) {
    await handle.close();
    throw new AppError('changed-meanwhile', 'Somebody else changed the file meanwhile');
  }
  const from = Math.min(range?.from ?? 0, stat.sizeBytes);
  const to = Math.min(range?.to ?? Infinity, stat.sizeBytes - 1);
  return { stat, stream: new FileBytes(handle, from, Math.max(0, to - from + 1)) };
}

export async function readWhole(
  place: Place,
  maxBytes: number,
  reach: Reach
): Promise<{ stat: EntryStat; bytes: Buffer }> {
  const { handle, stats } = await openInside(place, reach);
  try {
    const stat = describe(lastNameOf(place), stats);
    if (stat.sizeBytes > maxBytes) {
      throw new AppError('too-large', `The file is larger than ${maxBytes} bytes`);
    }
    return { stat, bytes: await readUpTo(handle, 0, stat.sizeBytes) };
  } finally {
    await handle.close();
  }
}

/** Fewer bytes than asked for when the file ends before. */
async function readUpTo(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(buffer, at, length - at, from + at);
    if (bytesRead === 0) {
      break;
    }
    at += bytesRead;
  }
  return buffer.subarray(0, at);
}

export interface TailWish {
  readonly place: Place;
  readonly from: number;
  readonly maxBytes: number;
}

export interface Tail {
  sizeBytes: number;
  bytes: Buffer | null;
  problem: string | null;
}

/** Bytes that one answer holds; whoever wants more asks again. */
const MAX_TAIL_BYTES = 8 * 1024 * 1024;

/** Tails read at once. */
const BATCH = 16;

export async function readTails(wanted: readonly TailWish[], reach: Reach): Promise<Tail[]> {
  const tails: Tail[] = [];
  let room = MAX_TAIL_BYTES;
  for (let at = 0; at < wanted.length; at += BATCH) {
    const batch = wanted.slice(at, at + BATCH);
    const share = Math.floor(room / batch.length);
    const read = await Promise.all(
      batch.map(wish => readTail({ ...wish, maxBytes: Math.min(wish.maxBytes, share) }, reach))
    );
    room -= read.reduce((sum, tail) => sum + (tail.bytes?.length ?? 0), 0);
    tails.push(...read);
  }
  return tails;
}

async function readTail(wish: TailWish, reach: Reach): Promise<Tail> {
  try {
    const { handle, stats } = await openInside(wish.place, reach);
    try {
      const sizeBytes = Number(stats.size);
      const length = Math.max(0, Math.min(wish.maxBytes, sizeBytes - wish.from));
      return { sizeBytes, bytes: await readUpTo(handle, wish.from, length), problem: null };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const known = asAppError(error);
    if (known instanceof AppError && known.code !== 'files-unavailable') {
      return { sizeBytes: 0, bytes: null, problem: known.message };
    }
    throw known;
  }
}
