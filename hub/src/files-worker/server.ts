import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

import { AppError } from '../errors.js';
import type { EntryStat, TreeSize, VolumeFiles, Watch } from '../files/ports.js';
import {
  ARGUMENTS,
  CARRIES_BYTES,
  DOCUMENT_HEADER,
  MAX_DOCUMENT_BYTES,
  MAX_HEADER_BYTES,
  fromHeader,
  toHeader,
  type Answer,
  type Arguments,
  type Failure,
  type Line,
  type Operation
} from './protocol.js';
import { FileBytes } from './read.js';

/** An answer that is a file: what it is, and its bytes. */
class FileAnswer {
  constructor(
    readonly stat: EntryStat | null,
    readonly bytes: Buffer | Readable
  ) {}
}

/** An answer that takes long. */
class LongAnswer {
  constructor(readonly work: (watch: Watch) => Promise<unknown>) {}
}

type Handlers = {
  [O in Operation]: (
    args: Arguments<O>,
    request: IncomingMessage
  ) => Promise<Answer<O> | FileAnswer | LongAnswer>;
};

function handlersFor(files: VolumeFiles): Handlers {
  return {
    stat: ({ place }) => files.stat(place),
    list: ({ place, ...options }) => files.list(place, options),
    page: async ({ place, wish }) => {
      const { items, ...page } = await files.page(place, wish);
      return { ...page, items: [...items] };
    },
    names: async ({ place, ...options }) => {
      const { items, next } = await files.names(place, options);
      return { items: [...items], next };
    },
    makeDirectory: ({ place, ...options }) => files.makeDirectory(place, options).then(() => null),
    readFile: async ({ place, ...options }) => {
      const { stat, bytes } = await files.readFile(place, options);
      return new FileAnswer(stat, bytes);
    },
    openFile: async ({ place, range, ...options }) => {
      const { stat, stream } = await files.openFile(place, range, options);
      return new FileAnswer(stat, stream);
    },
    openZip: async ({ parts }) => new FileAnswer(null, await files.openZip(parts)),
    zipTree: async ({ parts, to }) => new LongAnswer(watch => files.zipTree(parts, to, watch)),
    writeFile: ({ place, ...options }, request) =>
      files.writeFile(place, streamOf(request), options),
    append: ({ place, offset }, request) => files.append(place, offset, streamOf(request)),
    rename: ({ from, to, ...options }) => files.rename(from, to, options),
    copyFile: ({ from, to, ...options }) => files.copyFile(from, to, options),
    measure: async ({ place }) => new LongAnswer(watch => files.measure(place, watch)),
    copyTree: async ({ from, to, ...options }) =>
      new LongAnswer(watch => files.copyTree(from, to, { ...options, ...watch })),
    snapshotTree: async ({ from, shelf, wish }) =>
      new LongAnswer(watch => files.snapshotTree(from, shelf, { ...wish, ...watch })),
    remove: ({ place }) => files.remove(place).then(() => null),
    sweep: async ({ place, ...order }) =>
      new LongAnswer(watch => files.sweep(place, { ...order, ...watch })),
    readTails: async ({ wanted }) =>
      (await files.readTails(wanted)).map(tail => ({
        ...tail,
        bytes: tail.bytes && tail.bytes.toString('base64')
      }))
  };
}

/**
 * Serves `files` to the hub. Who may connect is a matter of the socket's directory.
 * @param onBug - is told of failures that are nobody's fault but the program's
 */
export function filesServer(files: VolumeFiles, onBug: (error: unknown) => void): Server {
  const handlers = handlersFor(files);
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    void answer(handlers, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        // The bytes are under way: only a broken connection still says that they are not all.
        response.destroy();
        return;
      }
      const failure = failureOf(error);
      if (failure.code === 'internal' && !request.destroyed) {
        onBug(error);
      }
      sendDocument(response, 500, failure);
    });
  });
  // A large file may take its time.
  server.requestTimeout = 0;
  return server;
}

async function answer(
  handlers: Handlers,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const operation = operationOf(request.url);
  const document = CARRIES_BYTES.includes(operation) ? headerOf(request) : await bodyOf(request);
  // The table pairs each operation with its own arguments, which the compiler cannot follow through a variable.
  const handle = handlers[operation] as (
    args: unknown,
    request: IncomingMessage
  ) => Promise<unknown>;
  const result = await handle(ARGUMENTS[operation].parse(document), request);
  if (result instanceof LongAnswer) {
    await sendLines(response, result);
    return;
  }
  if (!(result instanceof FileAnswer)) {
    sendDocument(response, 200, result);
    return;
  }
  const { bytes } = result;
  response.writeHead(200, {
    [DOCUMENT_HEADER]: toHeader(result.stat),
    ...(bytes instanceof FileBytes && { 'content-length': bytes.byteLength })
  });
  if (Buffer.isBuffer(bytes)) {
    response.end(bytes);
  } else if (bytes instanceof FileBytes) {
    await bytes.sendTo(response);
    response.end();
  } else {
    await pipeline(bytes, response);
  }
}

function operationOf(url: string | undefined): Operation {
  const operation = (url ?? '').slice(1);
  if (!Object.hasOwn(ARGUMENTS, operation)) {
    throw new TypeError(`The files worker has no operation "${operation}"`);
  }
  return operation as Operation;
}

function headerOf(request: IncomingMessage): unknown {
  return fromHeader(request.headers[DOCUMENT_HEADER]);
}

/** The body. Who stops reading before its end leaves the connection open: the answer still has to go out on it. */
function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false });
}

function streamOf(request: IncomingMessage): Readable {
  return Readable.from(chunksOf(request), { objectMode: false });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    length += chunk.length;
    if (length > MAX_DOCUMENT_BYTES) {
      throw new AppError('too-large', `The arguments are larger than ${MAX_DOCUMENT_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function failureOf(error: unknown): Failure {
  return error instanceof AppError
    ? { code: error.code, detail: error.message }
    : { code: 'internal', detail: error instanceof Error ? error.message : String(error) };
}

function sendDocument(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}

/** Whoever hangs up ends the work. */
async function sendLines(response: ServerResponse, { work }: LongAnswer): Promise<void> {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const send = (line: Line) => response.write(`${JSON.stringify(line)}\n`);
  try {
    const onProgress = (progress: TreeSize) => void send({ progress });
    send({ answer: await work({ signal: hungUp.signal, onProgress }) });
  } catch (error) {
    send({ failure: failureOf(error) });
  }
  response.end();
}
