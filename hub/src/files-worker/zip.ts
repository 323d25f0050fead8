import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';

import { AppError, hasCode } from '../errors.js';
import { numberedName } from '../files/numbered-name.js';
import type { Place, ZipPart } from '../files/ports.js';
import { namesIn } from './entries.js';
import { asAppError } from './failures.js';
import { asPlainText, nameFromBytes } from './names.js';
import {
  MAX_DEPTH,
  nameEntry,
  openDirectoryInside,
  openFileIn,
  stepInto,
  using,
  withParent,
  wordFor,
  type Opened,
  type Reach
} from './open-inside.js';
import { bytesOf } from './read.js';
import { SMALL_AT_ONCE, type ReadFile, type SmallFiles } from './small-files.js';
import { shortened, type Tally } from './tally.js';
import { isUnfinished } from './unfinished.js';
import {
  LONGEST_PATH_BYTES,
  centralRecord,
  descriptor,
  endRecords,
  localHeader,
  type Member
} from './zip-format.js';

/** Name of the list of what is not in the zip. */
export const LEFT_OUT = 'left-out-of-this-zip.txt';
const MAX_LEFT_OUT = 1000;
/** Pieces are collected to this size before they are sent: each that is sent costs. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Files and folders as a zip, made while they are read, uncompressed. Links and what is neither file nor folder are left
 * out, and what cannot be read, and a file that gets shorter meanwhile ends with zeros; a list in the zip says so. The
 * stream must be read to its end or destroyed.
 * @throws AppError `not-found` when there is only one and it is neither file nor folder
 */
export async function zipInside(
  parts: readonly ZipPart[],
  reach: Reach,
  small: SmallFiles
): Promise<Readable> {
  const [only] = parts.length === 1 ? parts : [];
  const opened = only ? await openPart(only.place, reach) : null;
  const chunks = new Zip({ reach, small, tally: { files: 0, bytes: 0 } }).chunks(parts, opened);
  const stream = Readable.from(chunks, { objectMode: false });
  // Also when nobody read at all.
  stream.once('close', () => void opened?.handle.close().catch(() => undefined));
  return stream;
}

/** A name that unpacks to one name on every system. */
function memberName(name: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = asPlainText(name, '_').replace(/[\\/:\x00-\x1f\x7f]/g, '_');
  return safe === '.' || safe === '..' || safe === '' ? '_' : safe;
}

/** Such a name that nothing beside it has yet: two different ones may have become the same. It is taken from then on. */
function freeName(wanted: string, taken: Set<string>, isFolder = false): string {
  const name = memberName(wanted);
  let free = name;
  for (let number = 2; taken.has(free); number++) {
    free = numberedName(name, number, isFolder);
  }
  taken.add(free);
  return free;
}

/** A file with its stats, or a directory without. */
type Found = Opened | { readonly handle: FileHandle };

/** @throws AppError `not-found` for what is neither file nor directory */
function openPart(place: Place, reach: Reach): Promise<Found> {
  if (place.path === '') {
    return openDirectoryInside(place, reach).then(handle => ({ handle }));
  }
  return withParent(place, reach, async (directory, name): Promise<Found> => {
    const stats = await using(nameEntry(directory, name), entry => entry.stat({ bigint: true }));
    return stats.isDirectory()
      ? { handle: await stepInto(directory, name) }
      : openFileIn(directory, name);
  });
}

/** What a zip is made with. */
interface ZipSite {
  readonly reach: Reach;
  readonly small: SmallFiles;
  /** Is told of what has gone into it. */
  readonly tally: Tally;
}

/** One zip. */
export class Zip {
  /** Bytes sent so far. */
  private offset = 0;
  private readonly directory: Buffer[] = [];
  private readonly leftOut: string[] = [];
  private readonly topNames = new Set<string>();

  constructor(private readonly site: ZipSite) {}

  /** What was left out, and why. */
  warnings(): readonly string[] {
    return this.leftOut;
  }

  /** @param opened - the only part, if it is open already; stays the caller's */
  async *chunks(parts: readonly ZipPart[], opened: Found | null = null): AsyncGenerator<Buffer> {
    let some: Buffer[] = [];
    let length = 0;
    for await (const piece of this.pieces(parts, opened)) {
      some.push(piece);
      length += piece.length;
      if (length >= CHUNK_BYTES) {
        yield some.length === 1 ? piece : Buffer.concat(some);
        [some, length] = [[], 0];
      }
    }
    if (length > 0) {
      yield Buffer.concat(some);
    }
  }

  /** As they come; many are small. */
  private async *pieces(parts: readonly ZipPart[], opened: Found | null): AsyncGenerator<Buffer> {
    try {
      for (const part of parts) {
        if (opened) {
          yield* this.found(opened, this.topName(part.name, opened), 0, part.without ?? []);
        } else {
          yield* this.part(part);
        }
      }
      if (this.leftOut.length > 0) {
        const text = Buffer.from(`${this.leftOut.join('\n')}\n`);
        const path = freeName(LEFT_OUT, this.topNames);
        const member = { path, mode: 0o100644, modifiedAt: new Date() };
        yield* this.member({ ...member, size: text.length }, [text]);
        this.site.tally.bytes -= text.length;
      }
      yield* this.end();
    } catch (error) {
      throw asAppError(error);
    }
  }

  private async *part({ place, name, without = [] }: ZipPart): AsyncGenerator<Buffer> {
    const path = memberName(name);
    const found = await this.orLeftOut(path, () => openPart(place, this.site.reach));
    try {
      if (found) {
        yield* this.found(found, this.topName(name, found), 0, without);
      }
    } finally {
      await found?.handle.close();
    }
  }

  /** Parts come from different folders: two may have one name. */
  private topName(wanted: string, found: Found): string {
    return freeName(wanted, this.topNames, !('stats' in found));
  }

  private async *folder(
    directory: FileHandle,
    path: string,
    depth: number,
    without: readonly string[]
  ): AsyncGenerator<Buffer> {
    const { mtime: modifiedAt, mode } = await directory.stat();
    yield* this.member({ path: `${path}/`, size: 0, mode, modifiedAt }, []);
    const found = await this.orLeftOut(`${path}/`, () => namesIn(directory));
    const names = (found ?? []).filter(name => !isUnfinished(name) && !without.includes(name));
    const taken = new Set<string>();
    names.sort();
    for (let at = 0; at < names.length; at += SMALL_AT_ONCE) {
      const some = names.slice(at, at + SMALL_AT_ONCE);
      const read = await this.site.small.read(directory, some);
      for (const [index, name] of some.entries()) {
        const below = `${path}/${freeName(nameFromBytes(name), taken)}`;
        const file = read?.[index];
        if (file && Buffer.byteLength(below) < LONGEST_PATH_BYTES) {
          yield* this.small(file, below);
        } else {
          yield* this.entry(directory, Buffer.from(name, 'latin1'), below, depth);
        }
      }
    }
  }

  private async *small({ bytes, mode, modifiedMs }: ReadFile, path: string) {
    const modifiedAt = new Date(modifiedMs);
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    yield* this.member({ path, size: whole.length, mode, modifiedAt }, [whole]);
    this.site.tally.files += 1;
  }

  private async *entry(
    directory: FileHandle,
    name: Buffer,
    path: string,
    depth: number
  ): AsyncGenerator<Buffer> {
    // A folder's ends with a slash.
    if (Buffer.byteLength(path) >= LONGEST_PATH_BYTES) {
      this.leaveOut(path, 'lies too deep');
      return;
    }
    const found = await this.orLeftOut(path, () => this.open(directory, name, path, depth));
    try {
      if (found) {
        yield* this.found(found, path, depth + 1);
      }
    } finally {
      await found?.handle.close();
    }
  }

  private async *found(
    found: Found,
    path: string,
    depth: number,
    without: readonly string[] = []
  ): AsyncGenerator<Buffer> {
    if (!('stats' in found)) {
      yield* this.folder(found.handle, path, depth, without);
      return;
    }
    const { handle, stats } = found;
    const { size, mode, mtime: modifiedAt } = await handle.stat();
    const length = Math.min(size, Number(stats.size));
    yield* this.member({ path, size: length, mode, modifiedAt }, this.all(handle, length, path));
    this.site.tally.files += 1;
  }

  /** As many bytes as were announced: where the file got shorter meanwhile, zeros. */
  private async *all(handle: FileHandle, length: number, path: string): AsyncGenerator<Buffer> {
    let missing = length;
    try {
      for await (const chunk of bytesOf(handle, 0, length)) {
        missing -= chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!hasCode(error, 'changed-meanwhile')) {
        throw error;
      }
      this.leaveOut(path, 'got shorter meanwhile: its end is zeros');
    }
    for (; missing > 0; missing -= CHUNK_BYTES) {
      yield Buffer.alloc(Math.min(CHUNK_BYTES, missing));
    }
  }

  /** Null for what is left out. */
  private async open(
    directory: FileHandle,
    name: Buffer,
    path: string,
    depth: number
  ): Promise<Found | null> {
    const stats = await using(nameEntry(directory, name), entry => entry.stat({ bigint: true }));
    if (stats.isFile()) {
      return openFileIn(directory, name);
    }
    if (stats.isDirectory() && depth < MAX_DEPTH) {
      return { handle: await stepInto(directory, name) };
    }
    this.leaveOut(path, stats.isDirectory() ? 'lies too deep' : `is ${wordFor(stats)}`);
    return null;
  }

  private async orLeftOut<Result>(
    path: string,
    open: () => Promise<Result>
  ): Promise<Result | null> {
    try {
      return await open();
    } catch (error) {
      const known = asAppError(error);
      if (!(known instanceof AppError) || known.code === 'files-unavailable') {
        throw known;
      }
      this.leaveOut(path, 'could not be read');
      return null;
    }
  }

  private leaveOut(path: string, why: string): void {
    if (this.leftOut.length < MAX_LEFT_OUT) {
      this.leftOut.push(shortened(`${path} ${why}`));
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
      this.site.tally.bytes += chunk.length;
      yield this.sent(chunk);
    }
    yield this.sent(descriptor(member, crc));
    this.directory.push(centralRecord({ ...member, offset, crc }));
  }

  private *end(): Generator<Buffer> {
    const { offset } = this;
    for (const record of this.directory) {
      yield this.sent(record);
    }
    yield endRecords({ members: this.directory.length, size: this.offset - offset, offset });
  }

  private sent(bytes: Buffer): Buffer {
    this.offset += bytes.length;
    return bytes;
  }
}
