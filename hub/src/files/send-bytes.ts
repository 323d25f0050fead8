import { pipeline } from 'node:stream/promises';

import type { Request, Response } from 'express';

import { AppError } from '../errors.js';
import type { ByteRange, EntryStat, Place, VolumeFiles } from './ports.js';
import {
  BYTES_HEADER,
  MAX_ERRAND_BYTES,
  OFFER,
  SHORT_WAY_FROM_BYTES,
  errandToHeader,
  type Errand
} from './short-way.js';
import { names, tagOf } from './tags.js';

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

/** What users wrote is shown to nobody as a page of ours: it is offered as a download, and sandboxed. */
export function guardBytes(response: Response, contentType: string, downloadAs?: string): void {
  if (downloadAs !== undefined) {
    response.attachment(downloadAs);
  }
  response.set({
    'Content-Type': contentType,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': 'sandbox',
    'Cache-Control': 'no-store'
  });
}

/** How often a file is looked at again that changes between the look and its opening. */
const MOST_LOOKS = 3;

interface Found {
  readonly stat: EntryStat | null;
  readonly size: number;
  readonly range: ByteRange | null;
}

/** Sends a file of a user-writable tree, or the range of it that is asked for. */
export async function sendBytes(sending: Sending): Promise<void> {
  const { request, response, files, place } = sending;
  guardBytes(response, sending.contentType, sending.downloadAs);
  response.set('Accept-Ranges', 'bytes');
  for (let looks = 1; ; looks++) {
    const found = await look(sending);
    if (found.stat && names(request.get('If-None-Match'), found.stat.etag)) {
      bare(response).status(304).end();
      return;
    }
    const { from, to } = found.range ?? { from: 0, to: found.size - 1 };
    if (request.method === 'HEAD' || to < from) {
      announce(response, found, { from, to });
      response.end();
      return;
    }
    const length = to - from + 1;
    if (found.stat && length >= SHORT_WAY_FROM_BYTES && isOffered(request)) {
      const args = { place, range: { from, to }, ifMatch: found.stat.etag };
      const tell = () => announce(response, found, { from, to });
      if (sendErrand(response, { operation: 'openFile', args, length }, tell)) {
        return;
      }
    }
    const { stat, stream } = await files.openFile(place, { from, to });
    if (stat.etag !== found.stat?.etag && looks < MOST_LOOKS) {
      // Not the file that was looked at: its length, and the range of it, may be others.
      stream.destroy();
      continue;
    }
    announce(response, stat.etag === found.stat?.etag ? found : { ...found, stat: null }, {
      from,
      to
    });
    // Once bytes are on their way the answer can only be broken off, which is what a torn connection tells the caller.
    await pipeline(stream, response).catch(() => response.destroy());
    return;
  }
}

/** Whether the gateway offers to fetch the bytes that are the answer. */
export function isOffered(request: Request): boolean {
  return request.get(BYTES_HEADER) === OFFER;
}

/**
 * Ends an answer whose bytes the gateway fetches.
 * @param announce - sets the headers of the answer
 * @returns whether it did: what does not fit into a header goes the other way
 */
export function sendErrand(response: Response, errand: Errand, announce: () => void): boolean {
  const header = errandToHeader(errand);
  if (header.length > MAX_ERRAND_BYTES) {
    return false;
  }
  announce();
  response.set(BYTES_HEADER, header).set('Content-Length', '0').end();
  return true;
}

async function look({ request, response, files, place, ...sending }: Sending): Promise<Found> {
  const stat = mustBeFile(await files.stat(place), sending.missingIsEmpty ?? false);
  const size = Math.min(stat?.sizeBytes ?? 0, sending.maxBytes ?? Infinity);
  const ifRange = request.get('If-Range');
  const isSame = ifRange === undefined || (stat !== null && ifRange === tagOf(stat));
  try {
    return { stat, size, range: isSame ? rangeOf(request.get('Range'), size) : null };
  } catch (error) {
    bare(response).set('Content-Range', `bytes */${size}`);
    throw error;
  }
}

function announce(response: Response, { stat, size, range }: Found, { from, to }: ByteRange): void {
  response.status(range ? 206 : 200).set('Content-Length', String(to - from + 1));
  if (stat) {
    response.set('ETag', tagOf(stat));
  }
  if (range) {
    response.set('Content-Range', `bytes ${from}-${to}/${size}`);
  }
}

/** Without what only goes with bytes. */
function bare(response: Response): Response {
  response.removeHeader('Content-Disposition');
  response.removeHeader('Content-Type');
  return response;
}
