const ascii = (text: string) => Buffer.from(text, 'latin1');

/** How files of each type begin: bytes at an offset. */
const SIGNATURES: readonly (readonly [type: string, ...(readonly [number, Buffer])[]])[] = [
  ['image/png', [0, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]],
  ['image/jpeg', [0, Buffer.from([0xff, 0xd8, 0xff])]],
  ['image/gif', [0, ascii('GIF8')]],
  ['image/webp', [0, ascii('RIFF')], [8, ascii('WEBP')]]
];

/** The media type of an image by what is in it; null for anything that is none, and for images that hold script. */
export function imageTypeOf(bytes: Buffer): string | null {
  const found = SIGNATURES.find(([, ...parts]) =>
    parts.every(([at, wanted]) => bytes.subarray(at, at + wanted.length).equals(wanted))
  );
  return found?.[0] ?? null;
}
