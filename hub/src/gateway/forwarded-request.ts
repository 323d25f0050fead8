import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';

import type { Dispatcher } from 'undici';

import { textOf, type RawHeaders } from './response-headers.js';

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

const ABORTED = new Error('The client is gone');

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

/**
 * One request on its way to an upstream and its answer on the way back, as streams with back-pressure. A client that
 * leaves ends the upstream's side and the other way round.
 */
export abstract class ForwardedRequest implements Dispatcher.DispatchHandler {
  /** Between the client and the upstream, which may end it early without ending the client's connection. */
  private readonly body: PassThrough | null;
  private controller: Dispatcher.DispatchController | null = null;
  private isClientGone = false;
  private wasSent = false;
  private hasBegun = false;

  constructor(
    protected readonly request: IncomingMessage,
    protected readonly response: ServerResponse
  ) {
    this.body = hasBody(request) ? request.pipe(new PassThrough()) : null;
    this.body?.on('error', () => undefined).once('close', () => request.resume());
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
    this.controller?.abort(ABORTED);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isClientGone) {
      controller.abort(ABORTED);
      return;
    }
    this.wasSent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusMessage?: string
  ): void {
    if (status < 200) {
      return;
    }
    const { response } = this;
    response.sendDate = false;
    const headers = this.responseHeaders((controller.rawHeaders ?? []) as RawHeaders, status);
    response.writeHead(status, statusMessage, headers);
    // Headers go out with the first bytes of the body where these came along, and alone where they did not.
    queueMicrotask(() => {
      if (!this.hasBegun) {
        response.flushHeaders();
      }
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.hasBegun = true;
    if (!this.response.write(chunk)) {
      controller.pause();
      this.response.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.hasBegun = true;
    const raw = (controller.rawTrailers ?? []) as RawHeaders;
    if (raw.length > 0) {
      this.response.addTrailers(trailerPairs(raw));
    }
    this.response.end();
  }

  onResponseError(_controller: unknown, error: Error & { code?: string }): void {
    if (this.isClientGone) {
      return;
    }
    if (this.response.headersSent) {
      this.response.destroy();
      return;
    }
    this.onFailed({ error, wasSent: this.wasSent });
  }

  private onClientClosed(): void {
    this.isClientGone = true;
    if (!this.response.writableFinished) {
      this.controller?.abort(ABORTED);
      this.body?.destroy();
    }
    this.onClosed();
  }
}

function trailerPairs(raw: RawHeaders): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    pairs.push([textOf(raw[i]!), textOf(raw[i + 1]!)]);
  }
  return pairs;
}
