import { AppEntrance } from './apps/entrance.js';
import { isApiCall } from './api-call.js';
import { cookiesForServer } from './cookies.js';
import { openTokenHashes, SESSION_ID_COOKIE, sessionIdsOf } from './credentials.js';
import {
  type Credentials,
  type Decision,
  refuse,
  type RequestHead,
  type ToServer
} from './decision.js';
import type { Knowledge } from './knowledge.js';
import { isHostOf, originsOf, type GatewaySettings, type Origins } from './origins.js';
import { placeOf, type Place } from './request-path.js';
import { sciServerLink } from './sciserver-links.js';

type UserPlace = Extract<Place, { kind: 'user' }>;
type HubPlace = Extract<Place, { kind: 'hub' }>;

const GATEWAY_HEALTH: Decision = { kind: 'gateway-health' };

/** Decides by the request line, the headers and what the gateway knows; touches no socket. */
export class Decisions {
  private readonly origins: Origins | null;
  private readonly entrance: AppEntrance;

  /** @param key - of the passes that the gateway hands out */
  constructor(
    private readonly settings: GatewaySettings,
    private readonly knowledge: Knowledge,
    key: Buffer
  ) {
    this.origins = originsOf(settings);
    this.entrance = new AppEntrance(settings, knowledge.signIns, key);
  }

  of(request: RequestHead): Decision {
    const place = placeOf(request.url ?? '', this.settings.basePath);
    switch (place.kind) {
      case 'malformed':
        return refuse('invalid-request', 'The path of this address is malformed', false);
      case 'gateway-health':
        return GATEWAY_HEALTH;
      case 'outside': {
        const below = sciServerLink(request.url ?? '', this.settings.basePath);
        return { kind: 'redirect', location: this.atHub(below) };
      }
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
    const credentials = { authorization, cookie, query: place.query, publicId: null };
    return (
      this.signedOut(request, credentials, place) ?? this.toServer(request, credentials, place)
    );
  }

  private signedOut(
    request: RequestHead,
    credentials: Credentials,
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
    return null;
  }

  private hasRevokedToken(credentials: Credentials): boolean {
    const { signIns } = this.knowledge;
    return (
      signIns.hasRevocations && openTokenHashes(credentials).some(hash => signIns.isRevoked(hash))
    );
  }

  private toServer(
    request: RequestHead,
    credentials: Credentials,
    { owner, segment, below, query }: UserPlace
  ): Decision {
    const { routes } = this.knowledge;
    const match = routes.match(owner, below);
    switch (match.kind) {
      case 'lacks-slash':
        return { kind: 'redirect', location: match.prefix + query };
      // Also to tokens that ended with their server: JupyterLab offers to start it again when it hears so.
      case 'none':
        return isApiCall(request, below)
          ? refuse('server-stopped', 'This server is not running', true)
          : { kind: 'redirect', location: this.atHub(`user/${segment}${below}${query}`) };
      case 'route': {
        if (this.hasRevokedToken(credentials)) {
          const isProgram = isApiCall(request, below);
          return refuse('session-ended', 'This token is no longer valid', isProgram);
        }
        const { route } = match;
        const path = match.path + query;
        const cookie = this.cookieForServer(credentials.cookie);
        const to: ToServer = { kind: 'server', route, path, cookie, credentials };
        return route.app ? this.ofApp(request, to) : to;
      }
    }
  }

  private ofApp(request: RequestHead, to: ToServer): Decision {
    const decision = this.entrance.of(request, to);
    if (decision.kind === 'server') {
      this.knowledge.use.note(to.route.serverId);
    }
    return decision;
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
