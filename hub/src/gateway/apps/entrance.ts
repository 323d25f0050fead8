import { sessionIdsOf } from '../credentials.js';
import { type Decision, refuse, type RequestHead, type ToServer } from '../decision.js';
import type { GatewaySettings } from '../origins.js';
import { originsOf } from '../origins.js';
import { lastOf } from '../request-headers.js';
import { ENTRANCE } from '../ports.js';
import type { SignIns } from '../sign-ins.js';
import { PASS_COOKIE, Passes } from './passes.js';
import { comesFromItsOwn, isForPage } from './provenance.js';
import { cookiesForApp } from './requests.js';

/**
 * The door of programs that know nothing of the hub. Whoever has no pass is led to the hub, which knows who is signed in
 * and whose the server is, and comes back with a code; so it works the same where the hub is another host.
 */
export class AppEntrance {
  private readonly passes: Passes;
  private readonly isOneOrigin: boolean;
  private readonly hubPage: string;

  constructor(
    private readonly settings: GatewaySettings,
    private readonly signIns: SignIns,
    key: Buffer
  ) {
    const origins = originsOf(settings);
    this.passes = new Passes(key);
    this.isOneOrigin = origins === null;
    this.hubPage = `${origins?.hub ?? ''}${settings.hubPath}enter`;
  }

  /** @param to - what would be done with the request if nobody stood at the door */
  of(request: RequestHead, to: ToServer): Decision {
    const below = to.path.slice(to.route.prefix.length);
    if (below === ENTRANCE || below.startsWith(`${ENTRANCE}?`)) {
      return this.enter(request, to, new URLSearchParams(below.slice(ENTRANCE.length + 1)));
    }
    if (!comesFromItsOwn(request, this.ownHost(request))) {
      return refuse('cross-site', 'Another site may lead here only by a link', !isForPage(request));
    }
    const publicId = this.signInOf(to);
    if (publicId === null) {
      return isForPage(request)
        ? { kind: 'redirect', location: `${this.hubPage}?next=${encodeURIComponent(to.path)}` }
        : refuse('not-signed-in', 'Open this program from the hub', true);
    }
    return {
      ...to,
      cookie: cookiesForApp(request.headers.cookie),
      credentials: { ...to.credentials, publicId }
    };
  }

  private signInOf({ credentials, route }: ToServer): string | null {
    const publicIds = this.passes.signInsOf(credentials.cookie, route.serverId);
    return publicIds.find(id => this.signIns.isLive(id)) ?? null;
  }

  /** A code opens once. Without one that is good nobody is led back to the hub, so that nobody goes round for ever. */
  private enter(request: RequestHead, to: ToServer, query: URLSearchParams): Decision {
    const { prefix, serverId } = to.route;
    const publicId = this.signIns.redeem(query.get('code') ?? '', serverId);
    if (publicId === null || !this.mayBe(publicId, request)) {
      return refuse('not-signed-in', 'This way in is used up: open it again from the hub', false);
    }
    const next = query.get('next') ?? '';
    const isBelow = next.startsWith(prefix) && /^[!-~]*$/.test(next);
    const secure = this.isSecure(request) ? '; Secure' : '';
    const pass = this.passes.issue(publicId, serverId);
    return {
      kind: 'redirect',
      location: isBelow ? next : prefix,
      headers: {
        'Set-Cookie': `${PASS_COOKIE}=${pass}; Path=${prefix}; HttpOnly; SameSite=Lax${secure}`,
        'Referrer-Policy': 'no-referrer'
      }
    };
  }

  /** Nobody is let in as somebody else than his browser is signed in as, with a code that he was sent. */
  private mayBe(publicId: string, { headers }: RequestHead): boolean {
    const own = sessionIdsOf(headers.cookie);
    return (
      this.signIns.isLive(publicId) &&
      !(this.isOneOrigin && own.length > 0 && !own.includes(publicId))
    );
  }

  private ownHost({ headers }: RequestHead): string {
    return (
      (this.settings.frontProxy && lastOf(headers['x-forwarded-host'])) || (headers.host ?? '')
    );
  }

  private isSecure({ headers }: RequestHead): boolean {
    const { tls, frontProxy } = this.settings;
    return tls !== null || (frontProxy && lastOf(headers['x-forwarded-proto']) === 'https');
  }
}
