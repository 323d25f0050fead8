import { AppError } from '../errors.js';

/**
 * Linux names are bytes, ours are strings. What is UTF-8 is spelled as usual; every other byte as a lone surrogate
 * U+DC80…U+DCFF, as Python does. So each name that a listing shows can be used to reach the entry again.
 */

const LONE_SURROGATE = /\p{Surrogate}/u;
const ESCAPE = 0xdc00;

/** @param name - as `readdir` gives it with encoding `latin1`: one character a byte */
export function nameFromBytes(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const text = bytes.toString('utf8');
  // A replacement character is the only trace of a bad byte, but it may also stand in the name itself.
  return text.includes('\ufffd') ? escaped(bytes) : text;
}

/** The inverse: the bytes of a name as a listing spells it. */
export function bytesFromName(name: string): Buffer {
  if (!LONE_SURROGATE.test(name)) {
    return Buffer.from(name, 'utf8');
  }
  return Buffer.concat(
    Array.from(name, character => {
      if (!LONE_SURROGATE.test(character)) {
        return Buffer.from(character, 'utf8');
      }
      const byte = character.charCodeAt(0) - ESCAPE;
      if (byte < 0x80 || byte > 0xff) {
        throw new AppError('invalid-request', 'The path holds a character that no name can have');
      }
      return Buffer.from([byte]);
    })
  );
}

/**
 * Splits a relative path into the bytes of its segments; the empty path has none.
 * @throws AppError `invalid-request` for an empty, `.` or `..` segment or a NUL
 */
export function segmentsOf(path: string): Buffer[] {
  if (path === '') {
    return [];
  }
  return path.split('/').map(segment => {
    if (segment === '' || segment === '.' || segment === '..' || segment.includes('\0')) {
      throw new AppError(
        'invalid-request',
        'A path must be relative, without empty, "." or ".." segments'
      );
    }
    const bytes = bytesFromName(segment);
    if (bytes.length > 255) {
      throw new AppError('invalid-request', 'A name in the path is longer than 255 bytes');
    }
    return bytes;
  });
}

function escaped(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    text +=
      length === 0
        ? String.fromCharCode(ESCAPE + (bytes[at] as number))
        : bytes.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence at `at`, 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const sequence = bytes.subarray(at, at + length);
    if (Buffer.from(sequence.toString('utf8'), 'utf8').equals(sequence)) {
      return length;
    }
  }
  return 0;
}
