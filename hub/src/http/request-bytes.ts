import { Readable } from 'node:stream';

import type { Request } from 'express';

import { AppError } from '../errors.js';
import type { IncomingBytes } from '../files/ports.js';

/**
 * The body of a request as a stream that tells of every chunk before it passes. What it throws ends the stream, and
 * leaves the connection open for the answer.
 */
function metered(request: Request, onChunk: (bytes: number) => void): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    try {
      for await (const chunk of body) {
        onChunk(chunk.length);
        yield chunk;
      }
    } catch (error) {
      throw error instanceof AppError
        ? error
        : new AppError('malformed-body', 'The connection broke off before all bytes had come', {
            cause: error
          });
    }
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** How many bytes a request says it brings; null when it does not. */
function lengthOf(request: Request): number | null {
  const header = request.get('Content-Length');
  return header === undefined ? null : Number(header);
}

export function incomingBytes(request: Request): IncomingBytes {
  return {
    length: lengthOf(request),
    read: onChunk => metered(request, onChunk),
    cancel: () => request.destroy()
  };
}
