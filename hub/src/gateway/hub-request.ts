import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import {
  BYTES_HEADER,
  FAILED_BEFORE,
  OFFER,
  errandFromHeader,
  type Errand
} from '../files/short-way.js';
import { refusePerson, refuseProgram } from './answers.js';
import { prefersJson } from './api-call.js';
import type { FilesDoor } from './files-door.js';
import { ForwardedRequest, type UpstreamFailure } from './forwarded-request.js';
import type { HubDoor } from './hub-door.js';
import { hubResponseHeaders, textOf, withoutLength, type RawHeaders } from './response-headers.js';

/** How long a request waits for a hub that is being restarted. */
const WAIT_MS = 5_000;

/** The ways to the hub and past it. */
export interface Doors {
  readonly hub: HubDoor;
  readonly files: FilesDoor;
}

/** A request as the hub shall see it. */
export interface HubPath {
  readonly path: string;
  readonly headers: readonly string[];
}

/** An answer of the hub whose bytes are still to be fetched. */
interface Promised {
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: string[];
  readonly errand: Errand;
}

/**
 * A request for the hub. While the hub restarts it waits, unless the hub may have seen it and it is no mere question.
 * Where the answer is a file, the hub may leave it to us to fetch the bytes.
 */
export class HubRequest extends ForwardedRequest {
  private readonly giveUpAt = Date.now() + WAIT_MS;
  private promised: Promised | null = null;
  private offer: string = OFFER;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    protected readonly doors: Doors,
    protected readonly to: HubPath,
    body?: PassThrough
  ) {
    super(request, response, body);
  }

  sendToHub(): void {
    const { path, headers } = this.to;
    this.send({
      dispatcher: this.doors.hub.dispatcher,
      path,
      headers: [...headers, BYTES_HEADER, this.wordOfBytes()]
    });
  }

  override onHeaders(
    status: number,
    raw: Buffer[],
    resume: () => void,
    statusMessage: string
  ): boolean {
    const errand = errandIn(raw);
    if (errand === null) {
      return super.onHeaders(status, raw, resume, statusMessage);
    }
    if (status < 200) {
      this.onErrand(errand);
    } else {
      const length = errand.length === null ? [] : ['Content-Length', String(errand.length)];
      const headers = [...withoutLength(hubResponseHeaders(raw)), ...length];
      this.promised = { status, statusMessage, headers, errand };
    }
    return true;
  }

  override onComplete(trailers: readonly (Buffer | string)[] | null): void {
    if (this.promised) {
      void this.fetch(this.promised);
    } else {
      super.onComplete(trailers);
    }
  }

  /** What the hub is told about the bytes of this request or of its answer. */
  protected wordOfBytes(): string {
    return this.offer;
  }

  /** The hub wants bytes of the request brought somewhere. */
  protected onErrand(_errand: Errand): void {
    throw new TypeError('The hub asks for bytes that were not offered');
  }

  protected responseHeaders(raw: RawHeaders): string[] {
    return hubResponseHeaders(raw);
  }

  protected onFailed({ error, wasSent }: UpstreamFailure): void {
    const left = this.giveUpAt - Date.now();
    if (error.code === 'UND_ERR_INVALID_ARG' || left <= 0 || (wasSent && !this.isRepeatable)) {
      this.refuse();
      return;
    }
    void this.doors.hub.waitUntilOpen(left).then(() => {
      if (!this.isOver) {
        this.sendToHub();
      }
    });
  }

  protected refuse(): void {
    const { method, headers } = this.request;
    const isProgram =
      method !== 'GET' || prefersJson(headers.accept) || /\/hub\/api(?:\/|$)/.test(this.to.path);
    (isProgram ? refuseProgram : refusePerson)(this.response, {
      code: 'hub-unavailable',
      detail: 'The hub does not answer; running servers are not affected',
      headers: { 'Retry-After': 2 }
    });
  }

  private async fetch({ status, statusMessage, headers, errand }: Promised): Promise<void> {
    const { response } = this;
    let bytes: IncomingMessage;
    try {
      bytes = await this.doors.files.fetch(errand);
    } catch {
      // The file may be another by now, or the worker away: the hub knows what to say.
      this.promised = null;
      this.offer = FAILED_BEFORE;
      if (!this.isOver) {
        this.sendToHub();
      }
      return;
    }
    response.sendDate = false;
    if (!this.isOver) {
      response.writeHead(status, statusMessage, headers);
    }
    // Once bytes are on their way, only a torn connection says that they are not all.
    await pipeline(bytes, response).catch(() => response.destroy());
  }
}

function errandIn(raw: RawHeaders): Errand | null {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.length === BYTES_HEADER.length && textOf(raw[i]!).toLowerCase() === BYTES_HEADER) {
      return errandFromHeader(textOf(raw[i + 1]!));
    }
  }
  return null;
}
