import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';

import type { Dispatcher } from 'undici';

import { plainTrailers, reasonOf, type RawHeaders } from './response-headers.js';

export interface UpstreamRequest {
  readonly dispatcher: Dispatcher;
  /** With the query, as the upstream shall see it. */
  readonly path: string;
  readonly headers: string[];
}

/** Why no answer came. */
export interface UpstreamFailure {
  readonly error: Error & { code?: string };
  /** Whether the upstream may have seen the request. */
  readonly wasSent: boolean;
}

const JOINED_UP_TO = 16 * 1024;
const ABORTED = new Error('The client is gone');

/** The body of a request, which its sender may wait for a word to begin with. */
export function takeBody(request: IncomingMessage, response: ServerResponse): PassThrough {
  if (request.headers.expect !== undefined) {
    response.writeContinue();
  }
  const body = request.pipe(new PassThrough());
  // Whoever still sends when it is over would not read the answer before all is sent.
  body.on('error', () => undefined).once('close', () => request.resume());
  return body;
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/**
 * One request on its way to an upstream and its answer on the way back, as streams with back-pressure. A client that
 * leaves ends the upstream's side and the other way round.
 *
 * The handler is of undici's older kind, which is given headers as they came: the newer one makes an object of them
 * first, which neither keeps repeated ones apart nor comes for free (12 % of the time spent here).
 */
export abstract class ForwardedRequest implements Dispatcher.DispatchHandler {
  /** Between the client and the upstream, which may end it early without ending the client's connection. */
  protected readonly body: PassThrough | null;
  private abort: (reason: Error) => void = () => undefined;
  private resume: () => void = () => undefined;
  private isClientGone = false;
  private wasSent = false;
  private hasBegun = false;

  constructor(
    protected readonly request: IncomingMessage,
    protected readonly response: ServerResponse,
    body?: PassThrough
  ) {
    this.body = body ?? (hasBody(request) ? takeBody(request, response) : null);
    response.on('error', () => undefined);
    response.once('close', () => this.onClientClosed());
  }

  /** Whether it can be sent once more without harm. */
  protected get isRepeatable(): boolean {
    const { method } = this.request;
    return this.body === null && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS');
  }

  protected get isOver(): boolean {
    return this.isClientGone;
  }

  protected abstract responseHeaders(raw: RawHeaders, status: number): string[];

  /** No answer came and none was begun. */
  protected abstract onFailed(failure: UpstreamFailure): void;

  /** The exchange is complete or broken off. */
  protected onClosed(): void {}

  protected send({ dispatcher, path, headers }: UpstreamRequest): void {
    const method = this.request.method as Dispatcher.HttpMethod;
    this.wasSent = false;
    dispatcher.dispatch({ method, path, headers, body: this.body }, this);
  }

  destroy(): void {
    this.isClientGone = true;
    this.response.destroy();
    this.abort(ABORTED);
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.abort = abort;
    if (this.isClientGone) {
      abort(ABORTED);
      return;
    }
    this.wasSent = true;
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, statusMessage: string): boolean {
    if (status < 200) {
      return true;
    }
    const { response } = this;
    this.resume = resume;
    response.sendDate = false;
    response.writeHead(status, reasonOf(statusMessage), this.responseHeaders(raw, status));
    // Headers go out with the first bytes of the body where these came along, and alone where they did not.
    queueMicrotask(() => {
      if (!this.hasBegun) {
        response.flushHeaders();
      }
    });
    return true;
  }

  onData(chunk: Buffer): boolean {
    const mayGoOn = this.write(chunk);
    this.hasBegun = true;
    if (!mayGoOn) {
      this.response.once('drain', this.resume);
    }
    return mayGoOn;
  }

  onComplete(trailers: readonly (Buffer | string)[] | null): void {
    this.hasBegun = true;
    if (trailers !== null && trailers.length > 0) {
      this.response.addTrailers(plainTrailers(trailers));
    }
    this.response.end();
  }

  onError(error: Error & { code?: string }): void {
    if (this.isClientGone) {
      return;
    }
    if (this.response.headersSent) {
      this.response.destroy();
      return;
    }
    this.onFailed({ error, wasSent: this.wasSent });
  }

  private write(chunk: Buffer): boolean {
    const { response } = this;
    if (this.hasBegun || chunk.length > JOINED_UP_TO) {
      return response.write(chunk);
    }
    // The beginning of a body goes out in one piece with the headers and at once: Node joins strings, not buffers, and
    // would otherwise hold it until the end and then gather the pieces, which costs a quarter of all the time spent here.
    const mayGoOn = response.write(chunk.toString('latin1'), 'latin1');
    response.socket?.uncork();
    return mayGoOn;
  }

  private onClientClosed(): void {
    this.isClientGone = true;
    if (!this.response.writableFinished) {
      this.abort(ABORTED);
      this.body?.destroy();
    }
    this.onClosed();
  }
}
