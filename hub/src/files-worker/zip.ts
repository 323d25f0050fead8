import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

import { AppError } from '../errors.js';
import type { Place } from '../files/ports.js';
import { namesIn } from './entries.js';
import { asAppError } from './failures.js';
import { nameFromBytes } from './names.js';
import {
  MAX_DEPTH,
  nameEntry,
  openDirectoryInside,
  openFileIn,
  stepInto,
  using,
  wordFor,
  type Opened,
  type Reach
} from './open-inside.js';
import { bytesOf } from './read.js';
import { isUnfinished } from './unfinished.js';
import { centralRecord, descriptor, endRecords, localHeader, type Member } from './zip-format.js';

/** Name of the list of what is not in the zip. */
export const LEFT_OUT = 'left-out-of-this-zip.txt';
const MAX_LEFT_OUT = 1000;
/** Records of the directory at the end are collected to this size before they are sent. */
const CHUNK_BYTES = 64 * 1024;

/**
 * A folder as a zip, made while it is read, uncompressed. Links and what is no file are left out, and what cannot be
 * read; a list in the zip says so. The stream must be read to its end or destroyed.
 * @param name - of the folder that the zip unpacks to
 * @throws AppError `not-found` when it is no folder
 */
export async function zipInside(place: Place, name: string, reach: Reach): Promise<Readable> {
  const top = await openDirectoryInside(place, reach);
  const stream = Readable.from(new Zip().chunks(top, memberName(name)), { objectMode: false });
  stream.once('close', () => void top.close().catch(() => undefined));
  return stream;
}

/** A name that unpacks to one name on every system. */
function memberName(name: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = name.replace(/[\\/:\x00-\x1f\x7f]|\p{Surrogate}/gu, '_');
  return safe === '.' || safe === '..' || safe === '' ? '_' : safe;
}

class Zip {
  /** Bytes sent so far. */
  private offset = 0;
  private readonly directory: Buffer[] = [];
  private readonly leftOut: string[] = [];

  async *chunks(top: FileHandle, name: string): AsyncGenerator<Buffer> {
    try {
      yield* this.folder(top, name, 0);
      if (this.leftOut.length > 0) {
        const text = Buffer.from(`${this.leftOut.join('\n')}\n`);
        const member = { path: LEFT_OUT, mode: 0o100644, modifiedAt: new Date() };
        yield* this.member({ ...member, size: text.length }, [text]);
      }
      yield* this.end();
    } catch (error) {
      throw asAppError(error);
    }
  }

  private async *folder(
    directory: FileHandle,
    path: string,
    depth: number
  ): AsyncGenerator<Buffer> {
    const { mtime: modifiedAt, mode } = await directory.stat();
    yield* this.member({ path: `${path}/`, size: 0, mode, modifiedAt }, []);
    const names = (await namesIn(directory)).filter(name => !isUnfinished(name));
    for (const name of names.sort()) {
      const below = `${path}/${memberName(nameFromBytes(name))}`;
      yield* this.entry(directory, Buffer.from(name, 'latin1'), below, depth);
    }
  }

  private async *entry(
    directory: FileHandle,
    name: Buffer,
    path: string,
    depth: number
  ): AsyncGenerator<Buffer> {
    const found = await this.open(directory, name, path, depth);
    try {
      if (found && 'stats' in found) {
        const { handle, stats } = found;
        const { size, mode, mtime: modifiedAt } = await handle.stat();
        const length = Math.min(size, Number(stats.size));
        yield* this.member({ path, size: length, mode, modifiedAt }, bytesOf(handle, 0, length));
      } else if (found) {
        yield* this.folder(found.handle, path, depth + 1);
      }
    } finally {
      await found?.handle.close();
    }
  }

  /** A file, or a directory without its stats; null for what is left out. */
  private async open(
    directory: FileHandle,
    name: Buffer,
    path: string,
    depth: number
  ): Promise<Opened | { handle: FileHandle } | null> {
    try {
      const stats = await using(nameEntry(directory, name), entry => entry.stat({ bigint: true }));
      if (stats.isFile()) {
        return await openFileIn(directory, name);
      }
      if (stats.isDirectory() && depth < MAX_DEPTH) {
        return { handle: await stepInto(directory, name) };
      }
      this.leaveOut(path, stats.isDirectory() ? 'lies too deep' : `is ${wordFor(stats)}`);
    } catch (error) {
      const known = asAppError(error);
      if (!(known instanceof AppError) || known.code === 'files-unavailable') {
        throw known;
      }
      this.leaveOut(path, 'could not be read');
    }
    return null;
  }

  private leaveOut(path: string, why: string): void {
    if (this.leftOut.length < MAX_LEFT_OUT) {
      this.leftOut.push(`${path} ${why}`);
    }
  }

  private async *member(
    member: Member,
    bytes: AsyncIterable<Buffer> | Iterable<Buffer>
  ): AsyncGenerator<Buffer> {
    const { offset } = this;
    let crc = 0;
    yield this.sent(localHeader(member));
    for await (const chunk of bytes) {
      crc = crc32(chunk, crc);
      yield this.sent(chunk);
    }
    yield this.sent(descriptor(member, crc));
    this.directory.push(centralRecord({ ...member, offset, crc }));
  }

  private *end(): Generator<Buffer> {
    const { offset } = this;
    let some: Buffer[] = [];
    let length = 0;
    for (const record of this.directory) {
      some.push(record);
      length += record.length;
      if (length >= CHUNK_BYTES) {
        yield this.sent(Buffer.concat(some));
        [some, length] = [[], 0];
      }
    }
    yield this.sent(Buffer.concat(some));
    yield endRecords({ members: this.directory.length, size: this.offset - offset, offset });
  }

  private sent(bytes: Buffer): Buffer {
    this.offset += bytes.length;
    return bytes;
  }
}
