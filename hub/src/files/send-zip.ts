import { pipeline } from 'node:stream/promises';

import type { Request, Response } from 'express';

import type { VolumeFiles, ZipPart } from './ports.js';
import { RESERVED } from './reserved.js';
import { guardBytes, isOffered, sendErrand } from './send-bytes.js';

/** Sends files and folders as a zip to be saved; how long it gets is known at its end only. */
export async function sendZip(sending: {
  readonly request: Request;
  readonly response: Response;
  readonly files: VolumeFiles;
  readonly parts: readonly ZipPart[];
  /** Without `.zip`. */
  readonly name: string;
}): Promise<void> {
  const { request, response, files, name } = sending;
  const parts = sending.parts.map(part => ({
    // At the top of a volume lie things of the hub's own.
    without: part.place.path === '' ? RESERVED : [],
    ...part
  }));
  const guard = () => guardBytes(response, 'application/zip', `${name}.zip`);
  if (request.method === 'HEAD') {
    guard();
    response.end();
    return;
  }
  const errand = { operation: 'openZip' as const, args: { parts }, length: null };
  if (isOffered(request) && sendErrand(response, errand, guard)) {
    return;
  }
  const stream = await files.openZip(parts);
  guard();
  // Only a broken connection says that it is not whole.
  await pipeline(stream, response).catch(() => response.destroy());
}
