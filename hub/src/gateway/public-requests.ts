import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { answer, answerToUpgrade, redirect, refusePerson, refuseProgram } from './answers.js';
import type { Refusal } from './answers.js';
import type { Decision, ToServer } from './decision.js';
import { Decisions } from './decisions.js';
import type { Doors } from './hub-request.js';
import type { Knowledge } from './knowledge.js';
import type { GatewaySettings } from './origins.js';
import { originsOf } from './origins.js';
import {
  forwardedHeaders,
  forwardingOf,
  LISTENER_HEADER,
  type Forwarding
} from './request-headers.js';
import { whatIsWrongWith } from './request-soundness.js';
import { errandTo } from './server-errand.js';
import { ServerRequest } from './server-request.js';
import { bindingAt } from './session-binding.js';
import { toHub } from './to-hub.js';
import { Tunnel } from './tunnel.js';

/** What comes in by the public listener. */
export class PublicRequests {
  private readonly decisions: Decisions;
  private readonly hasTwoOrigins: boolean;

  /** @param key - of the passes that the gateway hands out */
  constructor(
    private readonly settings: GatewaySettings,
    private readonly knowledge: Knowledge,
    private readonly doors: Doors,
    key: Buffer
  ) {
    this.decisions = new Decisions(settings, knowledge, key);
    this.hasTwoOrigins = originsOf(settings) !== null;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const wrong = whatIsWrongWith(request);
    if (wrong !== null) {
      refuseProgram(response, wrong);
      return;
    }
    const decision = this.decisions.of(request);
    switch (decision.kind) {
      case 'gateway-health':
        return answer(response, 200, 'application/json', '{"status":"OK"}');
      case 'redirect':
        return redirect(response, decision.location, decision.headers);
      case 'refuse':
        return (decision.isProgram ? refuseProgram : refusePerson)(response, decision.refusal);
      case 'hub':
        this.toHub(request, response, decision);
        return;
      case 'server':
        this.toServer(request, response, decision);
    }
  }

  handleUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const refusal = whatIsWrongWith(request) ?? whatIsWrongWithUpgrade(request);
    const decision = refusal === null ? this.decisions.of(request) : null;
    if (decision?.kind === 'server') {
      const errand = errandTo(decision, request, this.forwarding(request));
      new Tunnel(request, socket, head, errand, this.knowledge);
      return;
    }
    socket.on('error', () => undefined);
    refuseProgram(answerToUpgrade(request, socket), refusal ?? refusalOfUpgrade(decision));
  }

  private forwarding(request: IncomingMessage): Forwarding {
    return forwardingOf(request, this.settings.frontProxy);
  }

  private toHub(
    request: IncomingMessage,
    response: ServerResponse,
    { path, below, cookie }: Extract<Decision, { kind: 'hub' }>
  ): void {
    const headers = forwardedHeaders(request, this.forwarding(request), cookie);
    headers.push(LISTENER_HEADER, 'public');
    toHub(request, response, this.doors, { path, headers, below });
  }

  private toServer(request: IncomingMessage, response: ServerResponse, to: ToServer): void {
    const forwarding = this.forwarding(request);
    const cookie = { path: this.settings.basePath, isSecure: forwarding.proto === 'https' };
    const binding = this.hasTwoOrigins ? bindingAt(to, this.knowledge.signIns, cookie) : null;
    new ServerRequest(
      request,
      response,
      errandTo(to, request, forwarding),
      this.knowledge,
      binding
    );
  }
}

function whatIsWrongWithUpgrade(request: IncomingMessage): Refusal | null {
  const { method, headers } = request;
  const isWebsocket =
    headers.upgrade?.toLowerCase() === 'websocket' &&
    method === 'GET' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined;
  return isWebsocket
    ? null
    : { code: 'invalid-request', detail: 'Only websockets can be opened by an upgrade' };
}

/** A websocket cannot follow a redirect: what would be one is a refusal. */
function refusalOfUpgrade(decision: Decision | null): Refusal {
  if (decision?.kind === 'refuse') {
    return decision.refusal;
  }
  return decision?.kind === 'redirect' && decision.headers !== undefined
    ? { code: 'session-ended', detail: 'You have signed out, or your session has ended' }
    : { code: 'server-stopped', detail: 'No running server takes websockets here' };
}
