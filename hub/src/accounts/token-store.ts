import type { Database } from '../sqlite/database.js';

export type TokenKind = 'server' | 'browser' | 'api';

/** A token as stored: the secret itself is known to its bearer only. */
export interface TokenRow {
  readonly id: number;
  readonly hash: string;
  readonly kind: TokenKind;
  readonly userId: string;
  /** As granted; may hold `inherit`. */
  readonly scopes: readonly string[];
  readonly note: string;
  readonly sessionId: string | null;
  readonly oauthClientId: string | null;
  /** Of a server token. */
  readonly serverId: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

interface Row {
  id: number;
  hash: string;
  kind: TokenKind;
  user_id: string;
  scopes: string;
  note: string;
  session_id: string | null;
  oauth_client_id: string | null;
  server_id: string | null;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

function tokenOf(row: Row): TokenRow {
  return {
    id: row.id,
    hash: row.hash,
    kind: row.kind,
    userId: row.user_id,
    scopes: JSON.parse(row.scopes) as string[],
    note: row.note,
    sessionId: row.session_id,
    oauthClientId: row.oauth_client_id,
    serverId: row.server_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at
  };
}

/** The table `tokens`. */
export class TokenStore {
  private readonly selectByHash;
  private readonly selectById;
  private readonly selectOfUser;
  private readonly selectOfSession;
  private readonly selectOfClient;
  private readonly selectOfServer;
  private readonly selectExpired;
  private readonly insertRow;
  private readonly updateUsed;
  private readonly deleteRow;

  constructor(database: Database) {
    const select = (where: string) =>
      database.prepare<[string], Row>(`SELECT * FROM tokens WHERE ${where} ORDER BY id`);
    this.selectByHash = select('hash = ?');
    this.selectOfUser = select('user_id = ?');
    this.selectOfSession = select('session_id = ?');
    this.selectOfClient = select('oauth_client_id = ?');
    this.selectOfServer = select('server_id = ?');
    this.selectExpired = select('expires_at <= ?');
    this.selectById = database.prepare<[number], Row>('SELECT * FROM tokens WHERE id = ?');
    this.insertRow = database.prepare<[Omit<Row, 'id'>]>(
      `INSERT INTO tokens (hash, kind, user_id, scopes, note, session_id, oauth_client_id, server_id, created_at,
                           last_used_at, expires_at)
       VALUES (:hash, :kind, :user_id, :scopes, :note, :session_id, :oauth_client_id, :server_id, :created_at,
               :last_used_at, :expires_at)`
    );
    this.updateUsed = database.prepare<[string, number]>(
      'UPDATE tokens SET last_used_at = ? WHERE id = ?'
    );
    this.deleteRow = database.prepare<[number]>('DELETE FROM tokens WHERE id = ?');
  }

  byHash(hash: string): TokenRow | null {
    const row = this.selectByHash.get(hash);
    return row ? tokenOf(row) : null;
  }

  byId(id: number): TokenRow | null {
    const row = this.selectById.get(id);
    return row ? tokenOf(row) : null;
  }

  ofUser(userId: string): TokenRow[] {
    return this.selectOfUser.all(userId).map(tokenOf);
  }

  ofSession(sessionId: string): TokenRow[] {
    return this.selectOfSession.all(sessionId).map(tokenOf);
  }

  ofClient(clientId: string): TokenRow[] {
    return this.selectOfClient.all(clientId).map(tokenOf);
  }

  /** The server's own token. */
  ofServer(serverId: string): TokenRow[] {
    return this.selectOfServer.all(serverId).map(tokenOf);
  }

  expired(now: string): TokenRow[] {
    return this.selectExpired.all(now).map(tokenOf);
  }

  insert(token: Omit<TokenRow, 'id' | 'lastUsedAt'>): number {
    const { lastInsertRowid } = this.insertRow.run({
      hash: token.hash,
      kind: token.kind,
      user_id: token.userId,
      scopes: JSON.stringify(token.scopes),
      note: token.note,
      session_id: token.sessionId,
      oauth_client_id: token.oauthClientId,
      server_id: token.serverId,
      created_at: token.createdAt,
      last_used_at: null,
      expires_at: token.expiresAt
    });
    return Number(lastInsertRowid);
  }

  touch(id: number, at: string): void {
    this.updateUsed.run(at, id);
  }

  delete(id: number): void {
    this.deleteRow.run(id);
  }
}
