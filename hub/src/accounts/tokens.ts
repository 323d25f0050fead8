import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { OAuthStore } from './oauth-store.js';
import type { Revocations } from './revocations.js';
import { covers, effectiveScopes, expand, scopesOf } from './scopes.js';
import { hashSecret, newSecret } from './secrets.js';
import type { TokenRow, TokenStore } from './token-store.js';
import type { Principal, User } from './types.js';
import type { UserStore } from './user-store.js';

const TOUCH_EVERY_MS = 60_000;
const API_TOKENS_PER_USER = 200;

/** What tokens need to know of the servers and of how this hub is set up. */
export interface TokenSettings {
  /** Whether a server is starting, running or stopping: its tokens are in force only then. */
  readonly isServerLive: (serverId: string) => boolean;
  /** Name of a server as an OAuth client. */
  readonly oauthClientId: (owner: string, serverName: string) => string;
  /** In front of the callback's path where Lab pages have an origin of their own, else empty. */
  readonly callbackOrigin: string;
}

/** A server to be registered. `serverName` is empty for the default one; `prefix` its path, escaped. */
export interface NewServer {
  readonly serverId: string;
  readonly owner: User;
  readonly serverName: string;
  readonly prefix: string;
}

/** What a server is told about itself. */
export interface ServerCredentials {
  readonly token: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** A visitor needs any one of them. */
  readonly accessScopes: string[];
}

export interface ApiTokenWish {
  readonly note: string;
  /** As asked for; empty for everything the owner has. */
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

/** Opaque tokens: issued, looked up by hash, worth no more than their owner at each moment, void once the row is gone. */
export class TokenService {
  private readonly clients: OAuthStore;

  constructor(
    private readonly database: Database,
    private readonly store: TokenStore,
    private readonly users: UserStore,
    private readonly revocations: Revocations,
    private readonly settings: TokenSettings,
    private readonly clock: Clock
  ) {
    this.clients = new OAuthStore(database);
  }

  /** Who bears this token, and how far it reaches now; null when it is unknown, expired, out of force or its owner disabled. */
  principalOf(secret: string): Principal | null {
    const row = this.store.byHash(hashSecret(secret));
    const owner = row && this.users.byId(row.userId);
    if (!row || !owner || owner.disabledAt || !this.isInForce(row)) {
      return null;
    }
    this.touch(row);
    return {
      user: owner,
      via: 'token',
      tokenKind: row.kind,
      tokenId: row.id,
      sessionId: row.sessionId,
      scopes: effectiveScopes(row.scopes, owner)
    };
  }

  /** Whether a token is in force at this moment. */
  isLive(id: number): boolean {
    const row = this.store.byId(id);
    const owner = row && this.users.byId(row.userId);
    return !!row && !!owner && owner.disabledAt === null && this.isInForce(row);
  }

  /**
   * Gives a server its token and makes it an OAuth client. To be called inside the transaction that claims its
   * container; what an earlier container of the server was given is void.
   */
  registerServer({ serverId, owner, serverName, prefix }: NewServer): ServerCredentials {
    this.database.transaction(() => this.deleteServerRows(serverId)).announce();
    const taken = this.settings.oauthClientId(owner.name, serverName);
    // `a` with server `b-c` and `a-b` with server `c` would share a name: the second gets its id behind it.
    const clientId = this.clients.client(taken) ? `${taken}-${serverId.toLowerCase()}` : taken;
    const redirectUri = `${this.settings.callbackOrigin}${prefix}oauth_callback`;
    this.clients.insertClient({
      id: clientId,
      serverId,
      redirectUri,
      description: `Server at ${prefix}`
    });
    const access = `access:servers!server=${owner.name}/${serverName}`;
    const token = newSecret();
    this.store.insert({
      hash: hashSecret(token),
      kind: 'server',
      userId: owner.id,
      scopes: [
        `users:activity!user=${owner.name}`,
        access,
        `read:users:name!user=${owner.name}`,
        `read:users:groups!user=${owner.name}`
      ],
      note: `Server at ${prefix}`,
      sessionId: null,
      oauthClientId: null,
      serverId,
      createdAt: this.now(),
      expiresAt: null
    });
    return {
      token,
      clientId,
      redirectUri,
      accessScopes: [access, `access:servers!user=${owner.name}`]
    };
  }

  /** The container is gone: its token, its client and what was issued to that are void. */
  async withdrawServer(serverId: string): Promise<void> {
    await this.database.transaction(() => this.deleteServerRows(serverId)).announced();
  }

  /** The server stopped: browser tokens issued to it are void; its own token waits for the next start. */
  async endServerSessions(serverId: string): Promise<void> {
    const client = this.clients.clientOfServer(serverId);
    await this.end(client ? this.store.ofClient(client.id) : []);
  }

  /**
   * Makes a token for scripts. The secret is known only now.
   * @throws AppError `invalid-request` for scopes that the caller does not hold, `limit-reached`
   */
  createApiToken(by: Principal, wish: ApiTokenWish): { token: string; row: TokenRow } {
    const present = this.listFor(by.user).filter(token => token.kind === 'api');
    if (present.length >= API_TOKENS_PER_USER) {
      throw new AppError(
        'limit-reached',
        `You have ${API_TOKENS_PER_USER} keys; delete some first`
      );
    }
    const scopes = wish.scopes.length > 0 ? wish.scopes : ['inherit'];
    const reached = this.scopesToGrant(scopes, by.user);
    const missing = [...reached].find(scope => !covers(by.scopes, scope));
    if (missing !== undefined) {
      throw new AppError('invalid-request', `The scope ${missing} is not yours to give`);
    }
    const token = newSecret();
    const id = this.store.insert({
      hash: hashSecret(token),
      kind: 'api',
      userId: by.user.id,
      scopes,
      note: wish.note,
      sessionId: null,
      oauthClientId: null,
      serverId: null,
      createdAt: this.now(),
      expiresAt: wish.expiresAt?.toISOString() ?? null
    });
    return { token, row: this.store.byId(id) as TokenRow };
  }

  /** Live API and browser tokens of a user, oldest first. */
  listFor(user: User): TokenRow[] {
    return this.store
      .ofUser(user.id)
      .filter(token => token.kind !== 'server' && this.isInForce(token));
  }

  /** Revokes a token of a user; with a browser token all that its client holds of the user. */
  async revoke(user: User, token: TokenRow): Promise<void> {
    const { oauthClientId } = token;
    await this.end(
      oauthClientId === null
        ? [token]
        : this.store.ofClient(oauthClientId).filter(other => other.userId === user.id)
    );
  }

  /** Revokes every API and browser token of a user. */
  async endAll(userId: string): Promise<void> {
    await this.end(this.store.ofUser(userId).filter(token => token.kind !== 'server'));
  }

  /** Deletes what has expired; to be called now and then. */
  async prune(): Promise<void> {
    this.clients.deleteExpiredCodes(this.now());
    await this.end(this.store.expired(this.now()));
  }

  private scopesToGrant(scopes: readonly string[], owner: User): Set<string> {
    if (scopes.includes('inherit')) {
      return scopesOf(owner);
    }
    const named = scopes.flatMap(scope =>
      scope === 'self' ? [...scopesOf({ ...owner, admin: false })] : [scope]
    );
    const expanded = expand(
      named.map(scope => (scope.endsWith('!user') ? `${scope}=${owner.name}` : scope))
    );
    const unknown = named.find(scope => expand([scope]).size === 0);
    if (unknown !== undefined) {
      throw new AppError('invalid-request', `${unknown} is not a scope`);
    }
    return expanded;
  }

  private isInForce(row: TokenRow): boolean {
    if (row.expiresAt !== null && row.expiresAt <= this.now()) {
      return false;
    }
    const client = row.oauthClientId === null ? null : this.clients.client(row.oauthClientId);
    const serverId = row.serverId ?? client?.serverId;
    return serverId === undefined || this.settings.isServerLive(serverId);
  }

  private deleteServerRows(serverId: string) {
    const client = this.clients.clientOfServer(serverId);
    const tokens = [
      ...this.store.ofServer(serverId),
      ...(client ? this.store.ofClient(client.id) : [])
    ];
    for (const token of tokens) {
      this.store.delete(token.id);
    }
    if (client) {
      this.clients.deleteClient(client.id);
    }
    const announced = () => this.revocations.announce({ sessions: [], tokens });
    return { announced, announce: () => this.database.afterCommit(() => void announced()) };
  }

  private async end(tokens: readonly TokenRow[]): Promise<void> {
    this.database.transaction(() => {
      for (const token of tokens) {
        this.store.delete(token.id);
      }
    });
    await this.revocations.announce({ sessions: [], tokens });
  }

  private touch(row: TokenRow): void {
    const now = this.clock();
    if (row.lastUsedAt === null || now.getTime() - Date.parse(row.lastUsedAt) >= TOUCH_EVERY_MS) {
      this.database.lightTransaction(() => this.store.touch(row.id, now.toISOString()));
    }
  }

  private now(): string {
    return this.clock().toISOString();
  }
}
