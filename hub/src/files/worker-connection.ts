import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable, pipeline } from 'node:stream';

import { AppError } from '../errors.js';
import {
  DOCUMENT_HEADER,
  Failure,
  Line,
  MAX_HEADER_BYTES,
  toHeader,
  type Arguments,
  type Operation
} from '../files-worker/protocol.js';
import type { Watch } from './ports.js';

/** The worker was gone before it answered. */
export class Interrupted extends Error {}

export function connectTo(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    // Stays for the life of the socket: once connected, it is the request that tells of errors.
    socket.on('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/**
 * Sends one request over a connection of its own, which ends with the answer's body.
 * @param answerMs - how long until the answer begins, 0 for ever
 * @throws Interrupted when the connection broke before an answer; AppError `files-unavailable` after `answerMs`
 */
export function exchange<O extends Operation>(
  socket: Socket,
  operation: O,
  args: Arguments<O>,
  {
    bytes,
    length,
    answerMs
  }: { bytes: Buffer | Readable | undefined; length?: number; answerMs: number }
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      method: 'POST',
      path: `/${operation}`,
      // A worker that refuses early must not hang up on what is still being sent: its answer would be lost.
      headers: {
        connection: 'keep-alive',
        ...(bytes && { [DOCUMENT_HEADER]: toHeader(args) }),
        ...(length !== undefined && { 'content-length': length })
      },
      maxHeaderSize: MAX_HEADER_BYTES,
      createConnection: () => socket
    });
    request.once('response', response => {
      // From now on it is the reader who says how fast it goes.
      socket.setTimeout(0);
      response.once('close', () => socket.destroy());
      resolve(response);
    });
    request.on('error', error => reject(new Interrupted('no answer', { cause: error })));
    request.once('close', () => reject(new Interrupted('no answer')));
    request.setTimeout(answerMs, () => {
      reject(unavailable(new Error(`no answer to ${operation} within ${answerMs} ms`)));
      request.destroy();
    });
    if (bytes instanceof Readable) {
      pipeline(bytes, request, error => {
        if (bytes.errored) {
          reject(bytes.errored);
        } else if (error) {
          reject(new Interrupted('the bytes could not be sent', { cause: error }));
        }
      });
    } else {
      request.end(bytes ?? JSON.stringify(args));
    }
  });
}

/** @throws AppError `files-unavailable` when it breaks off */
export async function* bytesOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    throw unavailable(error);
  }
}

/** @throws Interrupted when it breaks off */
export async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
  } catch (error) {
    throw new Interrupted('the answer broke off', { cause: error });
  }
  return Buffer.concat(chunks);
}

/**
 * Follows an answer that takes long to its end.
 * @param silenceMs - a worker that says nothing for so long hangs
 * @throws Interrupted when it breaks off; the reason of the signal when that ended it
 */
export async function lastLineOf(
  response: IncomingMessage,
  { signal, onProgress }: Watch,
  silenceMs: number
): Promise<unknown> {
  const hangUp = () => response.destroy();
  signal.addEventListener('abort', hangUp);
  response.setTimeout(silenceMs, hangUp);
  try {
    signal.throwIfAborted();
    for await (const text of linesOf(response)) {
      const line = Line.parse(JSON.parse(text));
      signal.throwIfAborted();
      if ('failure' in line) {
        throw problem(line.failure);
      }
      if (!('progress' in line)) {
        return line.answer;
      }
      onProgress(line.progress);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', hangUp);
    response.destroy();
  }
  throw new Interrupted('the answer broke off');
}

/** @throws Interrupted when it breaks off */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  const text = response.setEncoding('utf8') as AsyncIterable<string>;
  try {
    for await (const chunk of text) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw new Interrupted('the answer broke off', { cause: error });
  }
}

export function problemOf(body: Buffer): Error {
  return problem(Failure.parse(JSON.parse(body.toString('utf8'))));
}

/** What the worker says went wrong, as an error. */
export function problem({ code, detail }: Failure): Error {
  return code === 'internal'
    ? new Error(`The files worker failed: ${detail}`)
    : new AppError(code, detail);
}

export function unavailable(cause: unknown): AppError {
  return new AppError('files-unavailable', 'The files worker does not answer', { cause });
}
