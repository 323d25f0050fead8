import { Readable } from 'node:stream';

import type { Request, Response } from 'express';

import { AppError } from '../errors.js';
import { ANSWERS, Line } from '../files-worker/protocol.js';
import type { EntryStat, IncomingBytes, OnChunk } from '../files/ports.js';
import { BYTES_HEADER, errandToHeader, heldLength, type Errand } from '../files/short-way.js';
import { problem } from '../files/worker-connection.js';

/**
 * The body of a request as a stream that tells of every chunk before it passes. What it throws ends the stream, and
 * leaves the connection open for the answer.
 */
export function metered(request: Request, onChunk: (bytes: number) => void): Readable {
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

/** The bytes come through this process. */
class OwnBytes implements IncomingBytes {
  readonly length: number | null;

  constructor(private readonly request: Request) {
    const header = request.get('Content-Length');
    this.length = header === undefined ? null : Number(header);
  }

  writeFile(...[files, place, options, onChunk]: Parameters<IncomingBytes['writeFile']>) {
    return files.writeFile(place, this.read(onChunk), options);
  }

  append(...[files, place, offset, onChunk]: Parameters<IncomingBytes['append']>) {
    return files.append(place, offset, this.read(onChunk));
  }

  cancel(): void {
    this.request.destroy();
  }

  private read(onChunk: OnChunk): Readable {
    return metered(this.request, this.length === null ? onChunk : () => undefined);
  }
}

/** The gateway holds the bytes, and takes them to the files worker when it is told where to. */
class HeldBytes implements IncomingBytes {
  constructor(
    private readonly request: Request,
    private readonly response: Response,
    readonly length: number
  ) {}

  async writeFile(
    ...[_files, place, { exclusive = false, ifMatch }]: Parameters<IncomingBytes['writeFile']>
  ): Promise<EntryStat> {
    const args = { place, exclusive, parents: false, ifMatch };
    return ANSWERS.writeFile.parse(await this.have('writeFile', args));
  }

  async append(
    ...[_files, place, offset]: Parameters<IncomingBytes['append']>
  ): Promise<EntryStat> {
    return ANSWERS.append.parse(await this.have('append', { place, offset }));
  }

  cancel(): void {
    this.request.destroy();
  }

  private async have(operation: Errand['operation'], args: unknown): Promise<unknown> {
    this.response.writeEarlyHints({
      // Node sends no such answer without one.
      link: '<files-worker>; rel=errand',
      [BYTES_HEADER]: errandToHeader({ operation, args, length: null })
    });
    const line = Line.parse(JSON.parse(await this.report()));
    if ('failure' in line) {
      throw problem(line.failure);
    }
    return 'answer' in line ? line.answer : null;
  }

  private async report(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of metered(this.request, () => undefined) as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

export function incomingBytes(request: Request, response: Response): IncomingBytes {
  const held = heldLength(request.get(BYTES_HEADER));
  return held === null ? new OwnBytes(request) : new HeldBytes(request, response, held);
}
