import { AppError } from '../errors.js';

/**
 * Linux names are bytes, ours are text that a URL, a document and a database can hold. What is UTF-8 is spelled as
 * usual; every other byte as one of U+EF80…U+EFFF, characters for private use, as MirBSD does. Where a name really
 * holds such a character, its bytes are spelled so. Each name that a listing shows can be used to reach the entry again,
 * and each has one spelling only.
 */

const ESCAPE = 0xef00;
const ESCAPED = /[\uef80-\uefff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** A replacement character is the only trace of a bad byte, but it may also stand in the name itself. */
const NEEDS_CARE = /[\ufffd\uef80-\uefff]/;

/** @param name - as `readdir` gives it with encoding `latin1`: one character a byte */
export function nameFromBytes(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const text = bytes.toString('utf8');
  return NEEDS_CARE.test(text) ? escaped(bytes) : text;
}

/**
 * The inverse: the bytes of a name as a listing spells it.
 * @throws AppError `invalid-request` for what no listing spells so
 */
export function bytesFromName(name: string): Buffer {
  if (LONE_SURROGATE.test(name)) {
    throw new AppError('invalid-request', 'The path holds a character that no name can have');
  }
  if (!ESCAPED.test(name)) {
    return Buffer.from(name, 'utf8');
  }
  const bytes = Buffer.concat(
    Array.from(name, character =>
      ESCAPED.test(character)
        ? Buffer.from([character.charCodeAt(0) - ESCAPE])
        : Buffer.from(character, 'utf8')
    )
  );
  if (nameFromBytes(bytes.toString('latin1')) !== name) {
    throw new AppError('invalid-request', 'A name in the path is spelled another way');
  }
  return bytes;
}

/** A name with every byte that is no text replaced, for those who cannot have it. */
export function asPlainText(name: string, replacement: string): string {
  return name.replace(/[\uef80-\uefff]/g, replacement);
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
    const character = characterAt(bytes, at);
    text += character ?? String.fromCharCode(ESCAPE + (bytes[at] as number));
    at += character === null ? 1 : Buffer.byteLength(character);
  }
  return text;
}

/** The well-formed UTF-8 sequence at `at` as text; null when there is none, or it is spelled byte by byte. */
function characterAt(bytes: Buffer, at: number): string | null {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const sequence = bytes.subarray(at, at + length);
    const text = sequence.toString('utf8');
    if (Buffer.from(text, 'utf8').equals(sequence)) {
      return ESCAPED.test(text) ? null : text;
    }
  }
  return null;
}
