import { pipeline } from 'node:stream/promises';

import type { Request, Response } from 'express';

import { AppError } from '../errors.js';
import type { ByteRange, EntryStat, Place, VolumeFiles } from '../files/ports.js';

interface Sending {
  readonly request: Request;
  readonly response: Response;
  readonly files: VolumeFiles;
  readonly place: Place;
  readonly contentType: string;
  /** Offered as a download of this name, never shown: it is the user's own HTML, maybe. */
  readonly downloadAs?: string;
  /** Bytes beyond are not sent. */
  readonly maxBytes?: number;
  /** A file that is not there is sent as an empty one. */
  readonly missingIsEmpty?: boolean;
}

/**
 * The range that a request asks for, of a file of `size` bytes; null for all of it, also when the header is not
 * understood or asks for several.
 * @throws AppError `range-not-satisfiable`
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) {
    return null;
  }
  const [first, last] = [match[1], match[2]].map(text => (text === '' ? null : Number(text)));
  const from = first ?? Math.max(0, size - (last ?? 0));
  const to = first === null ? size - 1 : Math.min(last ?? Infinity, size - 1);
  if (first !== null && last !== null && first !== undefined && (last ?? 0) < first) {
    return null;
  }
  if (from >= size) {
    throw new AppError('range-not-satisfiable', `There are ${size} bytes`);
  }
  return { from, to };
}

function mustBeFile(stat: EntryStat | null, missingIsEmpty: boolean): EntryStat | null {
  if (stat === null && !missingIsEmpty) {
    throw new AppError('not-found', 'There is no such file');
  }
  if (stat !== null && stat.kind !== 'file') {
    const what = { directory: 'a folder', symlink: 'a symbolic link', other: 'no regular file' };
    throw new AppError('not-found', `${stat.name} is ${what[stat.kind]}`);
  }
  return stat;
}

/** Sends a file of a user-writable tree, or the range of it that is asked for. */
export async function sendBytes(sending: Sending): Promise<void> {
  const { request, response, files, place, downloadAs } = sending;
  const stat = mustBeFile(await files.stat(place), sending.missingIsEmpty ?? false);
  const size = Math.min(stat?.sizeBytes ?? 0, sending.maxBytes ?? Infinity);
  response.set({
    'Content-Type': sending.contentType,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': 'sandbox',
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store'
  });
  if (downloadAs !== undefined) {
    response.attachment(downloadAs);
    response.set('Content-Type', sending.contentType);
  }
  if (stat) {
    response.set('ETag', `"${stat.etag.replace(/"/g, '')}"`);
  }
  const ifRange = request.get('If-Range');
  const isSame = ifRange === undefined || ifRange === response.get('ETag');
  let range: ByteRange | null;
  try {
    range = isSame ? rangeOf(request.get('Range'), size) : null;
  } catch (error) {
    response.removeHeader('Content-Disposition');
    response.set('Content-Range', `bytes */${size}`);
    throw error;
  }
  const { from, to } = range ?? { from: 0, to: size - 1 };
  response.status(range ? 206 : 200).set('Content-Length', String(to - from + 1));
  if (range) {
    response.set('Content-Range', `bytes ${from}-${to}/${size}`);
  }
  if (request.method === 'HEAD' || to < from) {
    response.end();
    return;
  }
  const { stream } = await files.openFile(place, { from, to });
  // Once bytes are on their way the answer can only be broken off, which is what a torn connection tells the caller.
  await pipeline(stream, response).catch(() => response.destroy());
}
