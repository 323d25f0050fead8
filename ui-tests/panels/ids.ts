const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID whose order is that of the numbers. */
export function idOf(number: number): string {
  let tail = '';
  for (let rest = number, at = 0; at < 8; at += 1, rest = Math.floor(rest / 32)) {
    tail = (ALPHABET[rest % 32] ?? '0') + tail;
  }
  return `01K9ZZZZZZ${'0'.repeat(8)}${tail}`;
}
