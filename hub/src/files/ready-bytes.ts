import { Readable } from 'node:stream';

import type { IncomingBytes } from './ports.js';

/** Bytes that are here already, for whoever takes such as are on their way. */
export function readyBytes(bytes: Buffer): IncomingBytes {
  return {
    length: bytes.length,
    writeFile: (files, place, options) => files.writeFile(place, bytes, options),
    append: (files, place, offset) => files.append(place, offset, Readable.from([bytes])),
    cancel: () => undefined
  };
}
