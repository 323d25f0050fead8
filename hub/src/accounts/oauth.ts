import { createHash } from 'node:crypto';

import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { GatewayLink } from '../gateway/ports.js';
import type { Database } from '../sqlite/database.js';
import { type OAuthClient, OAuthStore } from './oauth-store.js';
import { covers, effectiveScopes } from './scopes.js';
import { hashSecret, isSameSecret, newSecret } from './secrets.js';
import type { Session } from './session-store.js';
import type { SessionService } from './sessions.js';
import type { TokenRow, TokenStore } from './token-store.js';
import { type User, platformScope } from './types.js';
import type { UserStore } from './user-store.js';

const CODE_MS = 60_000;
const TOKEN_MS = 14 * 24 * 3600 * 1000;

/** A server that asks who its visitor is. */
export interface ServerClient extends OAuthClient {
  readonly owner: User;
  /** What a visitor must hold to enter. */
  readonly accessScope: string;
}

/** What a code is issued for. `scopes` is a part of what {@link OAuthService.stockScopes} names. */
export interface CodeWish {
  readonly client: ServerClient;
  readonly user: User;
  readonly session: Session;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | null;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly string[];
}

/** OAuth codes and the browser tokens they are exchanged for. */
export class OAuthService {
  private readonly store: OAuthStore;

  constructor(
    private readonly database: Database,
    private readonly tokens: TokenStore,
    private readonly users: UserStore,
    private readonly sessions: SessionService,
    private readonly gateway: Pick<GatewayLink, 'announceCode'>,
    private readonly isServerLive: (serverId: string) => boolean,
    private readonly clock: Clock
  ) {
    this.store = new OAuthStore(database);
  }

  /** Null when no server is registered under this name. */
  client(id: string): ServerClient | null {
    const client = this.store.client(id);
    const token = client && this.tokens.ofServer(client.serverId)[0];
    const owner = token && this.users.byId(token.userId);
    const accessScope = token?.scopes.find(scope => scope.startsWith('access:servers!server='));
    return client && owner && accessScope ? { ...client, owner, accessScope } : null;
  }

  /** Whether the client's server is there to exchange a code. */
  isLive(client: OAuthClient): boolean {
    return this.isServerLive(client.serverId);
  }

  /** Everything that a server may learn and get of a visitor. */
  stockScopes(client: ServerClient, visitor: User): string[] {
    return [
      client.accessScope,
      `read:users:name!user=${visitor.name}`,
      `read:users:groups!user=${visitor.name}`
    ];
  }

  /** Whether a client already holds a token of this visitor that reaches the scopes. */
  clientHolds(client: OAuthClient, visitor: User, scopes: readonly string[]): boolean {
    const now = this.clock().toISOString();
    return this.tokens
      .ofClient(client.id)
      .filter(token => token.userId === visitor.id && (token.expiresAt ?? now) >= now)
      .some(token => {
        const held = effectiveScopes(token.scopes, visitor);
        return scopes.every(scope => covers(held, scope));
      });
  }

  /**
   * Issues a code for one exchange within a minute; the gateway knows it before this resolves.
   * @throws AppError `not-allowed` when the visitor may not enter the server
   */
  async issueCode({ client, user, session, scopes, codeChallenge }: CodeWish): Promise<string> {
    if (!covers(effectiveScopes(['inherit'], user), client.accessScope)) {
      throw new AppError('not-allowed', `You may not enter the server of ${client.owner.name}`);
    }
    const code = newSecret();
    const now = this.clock();
    this.store.deleteExpiredCodes(now.toISOString());
    this.store.insertCode(hashSecret(code), {
      clientId: client.id,
      userId: user.id,
      sessionId: session.id,
      redirectUri: client.redirectUri,
      scopes,
      codeChallenge,
      expiresAt: new Date(now.getTime() + CODE_MS).toISOString()
    });
    await this.gateway.announceCode(hashSecret(code), session.publicId);
    return code;
  }

  /** The client that knows its secret, the token of a server in force; null for all others. */
  authenticateClient(id: string, secret: string): OAuthClient | null {
    const client = this.store.client(id);
    const token = client && this.tokens.ofServer(client.serverId)[0];
    return token &&
      isSameSecret(hashSecret(secret), token.hash) &&
      this.isServerLive(client.serverId)
      ? client
      : null;
  }

  /**
   * Exchanges a code for a browser token. The code is spent, whether that works or not. The owner of the server gets the
   * platform's scope with it; a visitor does not, since the exchange runs in the hands of the owner.
   * @returns null when the code is unknown, used, expired, another client's, or does not fit
   */
  redeemCode(
    client: OAuthClient,
    code: string,
    proof: { redirectUri: string; codeVerifier: string | null }
  ): IssuedToken | null {
    return this.database.transaction(() => {
      const issued = this.store.takeCode(hashSecret(code));
      const user = issued && this.users.byId(issued.userId);
      if (
        !issued ||
        !user ||
        issued.clientId !== client.id ||
        issued.redirectUri !== proof.redirectUri ||
        issued.expiresAt <= this.clock().toISOString() ||
        !this.sessions.isLive(issued.sessionId) ||
        !fits(issued.codeChallenge, proof.codeVerifier)
      ) {
        return null;
      }
      const isOwner = this.tokens.ofServer(client.serverId)[0]?.userId === user.id;
      const scopes = isOwner ? [...issued.scopes, platformScope(user)] : issued.scopes;
      const token = newSecret();
      this.tokens.insert(this.browserToken(client, issued.sessionId, user, scopes, token));
      return { token, expiresInSeconds: TOKEN_MS / 1000, scopes };
    });
  }

  private browserToken(
    client: OAuthClient,
    sessionId: string,
    user: User,
    scopes: readonly string[],
    token: string
  ): Omit<TokenRow, 'id' | 'lastUsedAt'> {
    const now = this.clock();
    return {
      hash: hashSecret(token),
      kind: 'browser',
      userId: user.id,
      scopes,
      note: client.description,
      sessionId,
      oauthClientId: client.id,
      serverId: null,
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + TOKEN_MS).toISOString()
    };
  }
}

/** PKCE with S256: a verifier is asked for exactly when a challenge was sent. */
function fits(challenge: string | null, verifier: string | null): boolean {
  return challenge === null || verifier === null
    ? challenge === null && verifier === null
    : isSameSecret(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
