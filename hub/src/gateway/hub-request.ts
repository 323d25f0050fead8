import type { IncomingMessage, ServerResponse } from 'node:http';

import { refusePerson, refuseProgram } from './answers.js';
import { prefersJson } from './api-call.js';
import { ForwardedRequest, type UpstreamFailure } from './forwarded-request.js';
import type { HubDoor } from './hub-door.js';
import { hubResponseHeaders, type RawHeaders } from './response-headers.js';

/** How long a request waits for a hub that is being restarted. */
const WAIT_MS = 5_000;

/** A request for the hub. While the hub restarts it waits, unless the hub may have seen it and it is no mere question. */
export class HubRequest extends ForwardedRequest {
  private readonly giveUpAt = Date.now() + WAIT_MS;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    private readonly door: HubDoor,
    private readonly path: string,
    private readonly headers: string[]
  ) {
    super(request, response);
    this.sendToHub();
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
    void this.door.waitUntilOpen(left).then(() => {
      if (!this.isOver) {
        this.sendToHub();
      }
    });
  }

  private sendToHub(): void {
    this.send({ dispatcher: this.door.dispatcher, path: this.path, headers: this.headers });
  }

  private refuse(): void {
    const { method, headers } = this.request;
    const isProgram =
      method !== 'GET' || prefersJson(headers.accept) || /\/hub\/api(?:\/|$)/.test(this.path);
    (isProgram ? refuseProgram : refusePerson)(this.response, {
      code: 'hub-unavailable',
      detail: 'The hub does not answer; running servers are not affected',
      headers: { 'Retry-After': 2 }
    });
  }
}
