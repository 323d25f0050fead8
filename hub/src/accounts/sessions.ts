import type { IncomingHttpHeaders } from 'node:http';

import { ulid } from 'ulid';

import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { GatewayLink } from '../gateway/ports.js';
import { clientOf } from '../http/client.js';
import type { Database } from '../sqlite/database.js';
import {
  type CookiePaths,
  cookieValues,
  sessionCookieName,
  signInCookies,
  signOutCookies,
  xsrfCookie,
  xsrfValues
} from './cookies.js';
import type { Revocations } from './revocations.js';
import { deriveSecret, hashSecret, isSameSecret, newSecret } from './secrets.js';
import { type Session, SessionStore } from './session-store.js';
import type { TokenStore } from './token-store.js';
import type { User } from './types.js';
import type { UserStore } from './user-store.js';

const DAY_MS = 24 * 3600 * 1000;
const IDLE_MS = 14 * DAY_MS;
const LONGEST_MS = 60 * DAY_MS;
const TOUCH_EVERY_MS = 60_000;

/** What is read of a request: sessions know nothing of Express. */
export interface CookieRequest {
  readonly headers: IncomingHttpHeaders;
}

/** A request that came with a live session cookie. */
export interface SignedIn {
  readonly user: User;
  readonly session: Session;
  /** What forms and the header `X-XSRFToken` must carry with this cookie. */
  readonly xsrf: string;
}

export interface SignIn {
  readonly session: Session;
  /** Values of the `Set-Cookie` headers to send. */
  readonly cookies: readonly string[];
}

/** Where a sign-in comes from. `secure` says that the browser came by TLS. */
export interface SignInClient {
  readonly address: string;
  readonly userAgent: string;
  readonly secure: boolean;
}

/** Sign-ins by cookie: 14 days without use, 60 days at most, over at once when the row is gone. */
export class SessionService {
  private readonly store: SessionStore;

  constructor(
    private readonly database: Database,
    private readonly users: UserStore,
    private readonly tokens: TokenStore,
    private readonly gateway: Pick<GatewayLink, 'openSession'>,
    private readonly revocations: Revocations,
    private readonly paths: CookiePaths,
    private readonly clock: Clock
  ) {
    this.store = new SessionStore(database);
  }

  /**
   * Opens a session with ids of its own, whatever cookies the browser brought; the gateway knows it before this resolves.
   * @param instead - the session that this browser had before, which ends
   */
  async signIn(user: User, client: SignInClient, instead: Session | null = null): Promise<SignIn> {
    const now = this.clock();
    const secret = newSecret();
    const session: Session = {
      id: ulid(now.getTime()),
      publicId: newSecret().slice(0, 32),
      userId: user.id,
      createdAt: now.toISOString(),
      lastSeenAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + IDLE_MS).toISOString(),
      address: client.address,
      userAgent: client.userAgent
    };
    this.store.insert(session, hashSecret(secret));
    if (instead) {
      await this.signOut(instead);
    }
    await this.gateway.openSession(session.publicId);
    const cookies = signInCookies(this.paths, client.secure, {
      secret,
      publicId: session.publicId,
      xsrf: xsrfOf(secret),
      maxAgeSeconds: LONGEST_MS / 1000
    });
    return { session, cookies };
  }

  /** Who is signed in on the browser that sent this; null for nobody, also when cookies contradict each other. */
  fromRequest(request: CookieRequest): SignedIn | null {
    const name = sessionCookieName(clientOf(request).secure);
    const values = cookieValues(request.headers.cookie, name);
    const secret = values[0];
    if (secret === undefined || values.length > 1) {
      return null;
    }
    const session = this.store.bySecretHash(hashSecret(secret));
    const account = session && this.users.byId(session.userId);
    const now = this.clock();
    if (!session || !account || account.disabledAt || session.expiresAt <= now.toISOString()) {
      return null;
    }
    this.touch(session, now);
    return { user: account, session, xsrf: xsrfOf(secret) };
  }

  /**
   * The token to embed in a form, and the cookies to set with it: the session's, or for strangers one of their own.
   * @param secure - whether the browser came by TLS
   */
  formToken(
    request: CookieRequest,
    secure = clientOf(request).secure
  ): { token: string; cookies: string[] } {
    const signedIn = this.fromRequest(request);
    const sent = xsrfValues(request.headers.cookie);
    const known = signedIn?.xsrf ?? (sent.length === 1 && isWellFormed(sent[0]) ? sent[0] : null);
    const token = known ?? newSecret();
    const isSet = sent.length === 1 && sent[0] === token;
    return { token, cookies: isSet ? [] : [xsrfCookie(this.paths, secure, token)] };
  }

  /**
   * Checks the token that came with a form.
   * @throws AppError `cross-site` unless it is the session's, or for strangers the one in their cookie
   */
  checkFormToken(request: CookieRequest, given: unknown): void {
    const sent = xsrfValues(request.headers.cookie);
    const expected =
      this.fromRequest(request)?.xsrf ??
      (sent.length === 1 && isWellFormed(sent[0]) ? sent[0] : null);
    if (typeof given !== 'string' || expected === null || !isSameSecret(given, expected)) {
      throw new AppError('cross-site', 'The form is too old or came from elsewhere; load it again');
    }
  }

  /** Ends a session; its browser tokens and everything open through the gateway end before this resolves. */
  async signOut(session: Pick<Session, 'id'>): Promise<void> {
    const row = this.store.byId(session.id);
    await this.end(row ? [row] : []);
  }

  /** The `Set-Cookie` headers that go with a sign-out. */
  signOutCookies(secure: boolean): string[] {
    return signOutCookies(this.paths, secure);
  }

  /** Ends every session of a user, except one. */
  async endAll(userId: string, except?: string): Promise<void> {
    await this.end(this.store.ofUser(userId).filter(session => session.id !== except));
  }

  /** Live sessions of a user, oldest first. */
  listFor(user: User): Session[] {
    const now = this.clock().toISOString();
    return this.store.ofUser(user.id).filter(session => session.expiresAt > now);
  }

  byId(id: string): Session | null {
    return this.store.byId(id);
  }

  /** Whether a session is in force at this moment. */
  isLive(id: string): boolean {
    const session = this.store.byId(id);
    const account = session && this.users.byId(session.userId);
    return (
      !!session &&
      !!account &&
      account.disabledAt === null &&
      session.expiresAt > this.clock().toISOString()
    );
  }

  /** Tells the gateway every session in force: to be called at start, before the link opens. */
  async announceAll(): Promise<void> {
    for (const session of this.store.live(this.clock().toISOString())) {
      await this.gateway.openSession(session.publicId);
    }
  }

  /** Deletes what has expired; to be called now and then. */
  async prune(): Promise<void> {
    await this.end(this.store.expired(this.clock().toISOString()));
  }

  private async end(sessions: readonly Session[]): Promise<void> {
    const tokens = this.database.transaction(() =>
      sessions.flatMap(session => {
        const ended = this.tokens.ofSession(session.id);
        this.store.delete(session.id);
        return ended;
      })
    );
    await this.revocations.announce({ sessions, tokens });
  }

  private touch(session: Session, now: Date): void {
    if (now.getTime() - Date.parse(session.lastSeenAt) >= TOUCH_EVERY_MS) {
      const expires = Math.min(now.getTime() + IDLE_MS, Date.parse(session.createdAt) + LONGEST_MS);
      this.store.touch(session.id, now.toISOString(), new Date(expires).toISOString());
      this.users.touch(session.userId, now.toISOString());
    }
  }
}

function xsrfOf(secret: string): string {
  return deriveSecret(secret, 'xsrf');
}

function isWellFormed(token: string | undefined): token is string {
  return token !== undefined && /^[\w-]{43}$/.test(token);
}
