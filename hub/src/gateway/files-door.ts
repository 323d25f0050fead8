import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { Failure, Line, Operation } from '../files-worker/protocol.js';
import type { Errand } from '../files/short-way.js';
import { Interrupted, bodyOf, exchange, problemOf } from '../files/worker-connection.js';
import { doorFor, type WorkerDoors } from '../files/worker-doors.js';

/** How long a worker that is being started is waited for. */
const START_MS = 10_000;

/** How long the first byte may take; it comes much sooner, unless the disk hangs. */
const ANSWER_MS = 30_000;

const NO_ANSWER: Failure = {
  code: 'files-unavailable',
  detail: 'The files worker does not answer'
};

/**
 * The ways to the files workers, for errands of the hub. What it is asked is never of a client's making: it comes from the
 * hub, for the request that the hub has just decided upon.
 */
export class FilesDoor {
  constructor(private readonly doors: WorkerDoors) {}

  /**
   * Bytes to be fetched; the answer must be read to its end or destroyed.
   * @throws whatever kept them from coming
   */
  async fetch({ operation, args, length }: Errand): Promise<IncomingMessage> {
    const socket = await this.connected(operation, length);
    const answer = await exchange(socket, operation, args as never, {
      bytes: undefined,
      answerMs: ANSWER_MS
    });
    if (answer.statusCode !== 200) {
      throw problemOf(await bodyOf(answer));
    }
    return answer;
  }

  /**
   * Brings bytes.
   * @returns what the hub is to be told of it
   * @throws what broke the bytes off
   */
  async bring({ operation, args }: Errand, bytes: Readable, length: number): Promise<Line> {
    try {
      const socket = await this.connected(operation, length);
      const answer = await exchange(socket, operation, args as never, {
        bytes,
        length,
        answerMs: 0
      });
      const document: unknown = JSON.parse((await bodyOf(answer)).toString('utf8'));
      return answer.statusCode === 200 ? { answer: document } : { failure: document as Failure };
    } catch (error) {
      if (error instanceof Interrupted || !bytes.errored) {
        return { failure: NO_ANSWER };
      }
      throw error;
    }
  }

  private connected(operation: Operation, length: number | null): Promise<Socket> {
    return doorFor(this.doors, operation, length).connected(performance.now() + START_MS);
  }
}
