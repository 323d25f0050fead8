import type { IncomingMessage, ServerResponse } from 'node:http';

import { refusePerson, refuseProgram } from './answers.js';
import { isApiCall } from './api-call.js';
import type { Credentials } from './decision.js';
import { ForwardedRequest, type UpstreamFailure } from './forwarded-request.js';
import type { Knowledge } from './knowledge.js';
import type { OpenStream } from './open-streams.js';
import { serverResponseHeaders, type RawHeaders } from './response-headers.js';
import { misdeedIn } from './misdeeds.js';
import type { ServerErrand } from './server-errand.js';
import type { Binding } from './session-binding.js';

const TRY_AGAIN_AFTER_MS = 200;
const TRIES_WHILE_NEW = 10;

/** A request for a user's server. */
export class ServerRequest extends ForwardedRequest implements OpenStream {
  readonly isTunnel = false;
  private tries = 0;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    private readonly errand: ServerErrand,
    private readonly knowledge: Knowledge,
    private readonly binding: Binding | null
  ) {
    super(request, response);
    knowledge.streams.add(this);
    this.sendToServer();
  }

  get prefix(): string {
    return this.errand.to.route.prefix;
  }

  get credentials(): Credentials {
    return this.errand.to.credentials;
  }

  protected responseHeaders(raw: RawHeaders, status: number): string[] {
    const headers = serverResponseHeaders(raw, this.prefix, this.errand.place);
    const cookie = this.binding?.cookieFor(raw, status) ?? null;
    if (cookie !== null) {
      headers.push('Set-Cookie', cookie);
    }
    return headers;
  }

  protected override onClosed(): void {
    this.knowledge.streams.delete(this);
  }

  protected onFailed({ error, wasSent }: UpstreamFailure): void {
    if (error.code === 'UND_ERR_INVALID_ARG') {
      this.refuse('invalid-request', 'The headers of this request are not valid');
      return;
    }
    // An idle connection may be closed by the server in the very moment in which it is used again.
    const misdeed = misdeedIn(error);
    const lostOnTheWay = misdeed === null && wasSent && this.isRepeatable && this.tries === 1;
    const notYetThere =
      !wasSent && this.tries < TRIES_WHILE_NEW && this.knowledge.isNew(this.errand.to.route);
    if (lostOnTheWay) {
      this.sendToServer();
    } else if (notYetThere) {
      setTimeout(() => {
        if (!this.isOver) {
          this.sendToServer();
        }
      }, TRY_AGAIN_AFTER_MS);
    } else if (misdeed !== null) {
      this.refuse('server-misbehaved', misdeed);
    } else if (wasSent) {
      this.refuse('server-misbehaved', 'It ended the connection before it answered');
    } else {
      this.refuse('server-unreachable', 'The server does not answer');
    }
  }

  private sendToServer(): void {
    this.tries += 1;
    const { to, path, headers } = this.errand;
    this.send({ dispatcher: this.knowledge.upstreams.to(to.route), path, headers });
  }

  private refuse(
    code: 'invalid-request' | 'server-unreachable' | 'server-misbehaved',
    detail: string
  ): void {
    const isProgram = isApiCall(this.request, this.errand.to.path.slice(this.prefix.length));
    (isProgram ? refuseProgram : refusePerson)(this.response, { code, detail });
  }
}
