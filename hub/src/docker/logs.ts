const HEADER_BYTES = 8;
const MOST_BYTES = 16 * 1024;

/** Takes the engine's frames off: one byte stream, three zeros, four bytes length, then the text. */
export function unframe(raw: Buffer): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= raw.length) {
    const length = raw.readUInt32BE(at + 4);
    parts.push(raw.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length));
    at += HEADER_BYTES + length;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** The end of a log, short enough to be shown. */
export function lastOf(text: string): string {
  return text.length > MOST_BYTES ? `…${text.slice(-MOST_BYTES)}` : text;
}
