import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

import type { Refusal } from './answers.js';
import { isApiCall } from './api-call.js';
import { cookiesForServer } from './cookies.js';
import {
  openTokenHashes,
  SESSION_ID_COOKIE,
  sessionIdsOf,
  type CredentialHeaders
} from './credentials.js';
import type { Knowledge } from './knowledge.js';
import { isHostOf, originsOf, type GatewaySettings, type Origins } from './origins.js';
import type { Route } from './ports.js';
import { placeOf, type Place } from './request-path.js';

/** What is to happen with a request. */
export type Decision =
  | { readonly kind: 'gateway-health' }
  | {
      readonly kind: 'redirect';
      readonly location: string;
      readonly headers?: OutgoingHttpHeaders;
    }
  | { readonly kind: 'refuse'; readonly refusal: Refusal; readonly isProgram: boolean }
  /** `path` and `cookie` are what the hub shall see. */
  | {
      readonly kind: 'hub';
      readonly path: string;
      /** The path below the hub's own. */
      readonly below: string;
      readonly cookie: string;
    }
  | ToServer;

export interface ToServer {
  readonly kind: 'server';
  readonly route: Route;
  readonly path: string;
  readonly cookie: string;
  readonly credentials: CredentialHeaders;
}

type UserPlace = Extract<Place, { kind: 'user' }>;
type HubPlace = Extract<Place, { kind: 'hub' }>;
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

const GATEWAY_HEALTH: Decision = { kind: 'gateway-health' };

/** Decides by the request line, the headers and what the gateway knows; touches no socket. */
export class Decisions {
  private readonly origins: Origins | null;

  constructor(
    private readonly settings: GatewaySettings,
    private readonly knowledge: Knowledge
  ) {
    this.origins = originsOf(settings);
  }

  of(request: RequestHead): Decision {
    const place = placeOf(request.url ?? '', this.settings.basePath);
    switch (place.kind) {
      case 'malformed':
        return refuse('invalid-request', 'The path of this address is malformed', false);
      case 'gateway-health':
        return GATEWAY_HEALTH;
      case 'outside':
        return { kind: 'redirect', location: this.atHub('') };
      case 'hub':
        return this.ofHub(request, place);
      case 'user':
        return this.ofUser(request, place);
    }
  }

  private ofHub(request: RequestHead, { below, query }: HubPlace): Decision {
    const path = this.settings.hubPath + below + query;
    if (request.headers['service-worker'] !== undefined) {
      return refuse('not-allowed', 'The hub has no service workers', true);
    }
    if (this.origins === null || isHostOf(this.origins.hub, request.headers.host ?? '')) {
      return { kind: 'hub', path, below, cookie: request.headers.cookie ?? '' };
    }
    // Where Lab pages live, the hub is an API for those who hold a token, and knows nobody by a cookie.
    const isApi =
      isHostOf(this.origins.lab, request.headers.host ?? '') && /^api\/v1\//.test(below);
    if (!isApi) {
      return { kind: 'redirect', location: this.atHub(below + query) };
    }
    return request.headers.authorization === undefined && !isDownload(request, below)
      ? refuse('not-signed-in', 'Send a token in the Authorization header', true)
      : { kind: 'hub', path, below, cookie: '' };
  }

  private ofUser(request: RequestHead, place: UserPlace): Decision {
    if (this.origins !== null && !isHostOf(this.origins.lab, request.headers.host ?? '')) {
      return { kind: 'redirect', location: this.origins.lab + (request.url ?? '') };
    }
    if (!this.knowledge.isComplete) {
      const isProgram = isApiCall(request, place.below);
      return refuse('hub-unavailable', 'LabCommons is starting, try again in a moment', isProgram);
    }
    const { authorization, cookie } = request.headers;
    const credentials = { authorization, cookie, query: place.query };
    return (
      this.refusedFor(request, credentials, place) ?? this.toServer(request, credentials, place)
    );
  }

  private refusedFor(
    request: RequestHead,
    credentials: CredentialHeaders,
    place: UserPlace
  ): Decision | null {
    const { signIns } = this.knowledge;
    const sessionIds = sessionIdsOf(credentials.cookie);
    if (!sessionIds.every(id => signIns.isLive(id))) {
      if (isApiCall(request, place.below)) {
        return refuse('session-ended', 'You have signed out, or your session has ended', true);
      }
      return {
        kind: 'redirect',
        location: this.atHub(`login?next=${encodeURIComponent(request.url ?? '')}`),
        // Without this a browser that signs in again would come back with the same dead cookie.
        headers: { 'Set-Cookie': this.forgetSessionId(place.segment, sessionIds) }
      };
    }
    if (
      signIns.hasRevocations &&
      openTokenHashes(credentials).some(hash => signIns.isRevoked(hash))
    ) {
      const isProgram = isApiCall(request, place.below);
      return refuse('session-ended', 'This token is no longer valid', isProgram);
    }
    return null;
  }

  private toServer(
    request: RequestHead,
    credentials: CredentialHeaders,
    { owner, segment, below, query }: UserPlace
  ): Decision {
    const { routes } = this.knowledge;
    const match = routes.match(owner, below);
    switch (match.kind) {
      case 'lacks-slash':
        return { kind: 'redirect', location: match.prefix + query };
      case 'none':
        return isApiCall(request, below)
          ? refuse('server-stopped', 'This server is not running', true)
          : { kind: 'redirect', location: this.atHub(`user/${segment}${below}${query}`) };
      case 'route':
        return {
          kind: 'server',
          route: match.route,
          path: match.path + query,
          cookie: this.cookieForServer(credentials.cookie),
          credentials
        };
    }
  }

  private cookieForServer(cookie: string | undefined): string {
    const { signIns } = this.knowledge;
    if (cookie === undefined) {
      return '';
    }
    return cookiesForServer(
      cookie,
      signIns.hasRevocations ? value => signIns.holdsRevokedToken(value) : null
    );
  }

  private atHub(below: string): string {
    return `${this.origins?.hub ?? ''}${this.settings.hubPath}${below}`;
  }

  /** A live one sits on the base path and stays; one planted by a page of the server sits on the server's path. */
  private forgetSessionId(segment: string, sessionIds: readonly string[]): string[] {
    const { basePath } = this.settings;
    const hasLive = sessionIds.some(id => this.knowledge.signIns.isLive(id));
    const planted = segment.includes(';') ? [] : [`${basePath}user/${segment}/`];
    const paths = hasLive ? planted : [basePath, ...planted];
    return paths.map(path => `${SESSION_ID_COOKIE}=; Path=${path}; Max-Age=0; HttpOnly`);
  }
}

/** What a browser saves by itself: the address is all that it has to show. */
function isDownload({ method }: RequestHead, below: string): boolean {
  return method === 'GET' && /^api\/v1\/downloads\/[\w-]+$/.test(below);
}

function refuse(code: Refusal['code'], detail: string, isProgram: boolean): Decision {
  const headers = code === 'hub-unavailable' ? { 'Retry-After': 1 } : undefined;
  return { kind: 'refuse', refusal: { code, detail, headers }, isProgram };
}
