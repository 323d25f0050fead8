/**
 * The records of a zip file whose members are stored as they are: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5. Sizes
 * are known before the bytes, checksums after them. Members and offsets beyond 4 GiB take the large form (zip64).
 */

export const LONGEST_PATH_BYTES = 0xffff;
const LARGE = 0xffffffff;
const MANY = 0xffff;
/** Names are UTF-8, and the checksum follows the bytes. */
const FLAGS = 0x0808;
const PLAIN_VERSION = 20;
const LARGE_VERSION = 45;
/** Made on Unix: the upper half of the attributes is the mode. */
const MADE_BY = (3 << 8) | LARGE_VERSION;

export interface Member {
  /** Relative, `/` between segments; a folder ends with one. */
  readonly path: string;
  readonly size: number;
  /** With the file type, as `stat` has it. */
  readonly mode: number;
  readonly modifiedAt: Date;
}

/** A member that is in the file: where, and with which checksum. */
export interface Written extends Member {
  readonly offset: number;
  readonly crc: number;
}

export function localHeader(member: Member): Buffer {
  const name = Buffer.from(member.path, 'utf8');
  const isLarge = member.size >= LARGE;
  const extra = isLarge ? largeField([member.size, member.size]) : Buffer.alloc(0);
  const size = isLarge ? LARGE : member.size;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isLarge ? LARGE_VERSION : PLAIN_VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt32LE(dosTime(member.modifiedAt), 10);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** What follows the bytes of a member. */
export function descriptor({ size }: Member, crc: number): Buffer {
  const isLarge = size >= LARGE;
  const record = Buffer.alloc(isLarge ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(crc, 4);
  if (isLarge) {
    record.writeBigUInt64LE(BigInt(size), 8);
    record.writeBigUInt64LE(BigInt(size), 16);
  } else {
    record.writeUInt32LE(size, 8);
    record.writeUInt32LE(size, 12);
  }
  return record;
}

export function centralRecord(written: Written): Buffer {
  const { path, size, offset, mode, modifiedAt, crc } = written;
  const name = Buffer.from(path, 'utf8');
  const large = [...(size >= LARGE ? [size, size] : []), ...(offset >= LARGE ? [offset] : [])];
  const extra = large.length > 0 ? largeField(large) : Buffer.alloc(0);
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(MADE_BY, 4);
  record.writeUInt16LE(large.length > 0 ? LARGE_VERSION : PLAIN_VERSION, 6);
  record.writeUInt16LE(FLAGS, 8);
  record.writeUInt32LE(dosTime(modifiedAt), 12);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(Math.min(size, LARGE), 20);
  record.writeUInt32LE(Math.min(size, LARGE), 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra.length, 30);
  record.writeUInt32LE(((mode & 0xffff) << 16) >>> 0, 38);
  record.writeUInt32LE(Math.min(offset, LARGE), 42);
  return Buffer.concat([record, name, extra]);
}

/** What a zip file ends with. */
export function endRecords(directory: { members: number; size: number; offset: number }): Buffer {
  const { members, size, offset } = directory;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(members, MANY), 8);
  end.writeUInt16LE(Math.min(members, MANY), 10);
  end.writeUInt32LE(Math.min(size, LARGE), 12);
  end.writeUInt32LE(Math.min(offset, LARGE), 16);
  if (members < MANY && size < LARGE && offset < LARGE) {
    return end;
  }
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(MADE_BY, 12);
  large.writeUInt16LE(LARGE_VERSION, 14);
  large.writeBigUInt64LE(BigInt(members), 24);
  large.writeBigUInt64LE(BigInt(members), 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(0x07064b50, 56);
  large.writeBigUInt64LE(BigInt(offset + size), 64);
  large.writeUInt32LE(1, 72);
  return Buffer.concat([large, end]);
}

function largeField(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(0x0001, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return field;
}

/** Date in the upper half, time in the lower, in UTC; what lies outside 1980 to 2107 is moved to its edge. */
function dosTime(at: Date): number {
  const year = at.getUTCFullYear();
  if (!(year >= 1980)) {
    return 0x00210000;
  }
  if (year > 2107) {
    return 0xff9fbf7d;
  }
  const date = ((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time =
    (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | Math.floor(at.getUTCSeconds() / 2);
  return ((date << 16) | time) >>> 0;
}
