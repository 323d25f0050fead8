import type { Database } from '../sqlite/database.js';

/** A server as an OAuth client. Its secret is the server's token. */
export interface OAuthClient {
  readonly id: string;
  readonly serverId: string;
  /** Compared as text, character by character. */
  readonly redirectUri: string;
  readonly description: string;
}

/** What an authorization code stands for. */
export interface OAuthCode {
  readonly clientId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | null;
  readonly expiresAt: string;
}

interface ClientRow {
  id: string;
  server_id: string;
  redirect_uri: string;
  description: string;
}

interface CodeRow {
  hash: string;
  client_id: string;
  user_id: string;
  session_id: string;
  redirect_uri: string;
  scopes: string;
  code_challenge: string | null;
  expires_at: string;
}

function clientOf(row: ClientRow): OAuthClient {
  return {
    id: row.id,
    serverId: row.server_id,
    redirectUri: row.redirect_uri,
    description: row.description
  };
}

/** The tables `oauth_clients` and `oauth_codes`. */
export class OAuthStore {
  private readonly selectClient;
  private readonly selectClientOfServer;
  private readonly insertClientRow;
  private readonly deleteClientRow;
  private readonly takeCodeRow;
  private readonly insertCodeRow;
  private readonly deleteExpired;

  constructor(database: Database) {
    this.selectClient = database.prepare<[string], ClientRow>(
      'SELECT * FROM oauth_clients WHERE id = ?'
    );
    this.selectClientOfServer = database.prepare<[string], ClientRow>(
      'SELECT * FROM oauth_clients WHERE server_id = ?'
    );
    this.insertClientRow = database.prepare<[ClientRow]>(
      'INSERT INTO oauth_clients VALUES (:id, :server_id, :redirect_uri, :description)'
    );
    this.deleteClientRow = database.prepare<[string]>('DELETE FROM oauth_clients WHERE id = ?');
    this.takeCodeRow = database.prepare<[string], CodeRow>(
      'DELETE FROM oauth_codes WHERE hash = ? RETURNING *'
    );
    this.insertCodeRow = database.prepare<[CodeRow]>(
      `INSERT INTO oauth_codes VALUES (:hash, :client_id, :user_id, :session_id, :redirect_uri, :scopes,
                                       :code_challenge, :expires_at)`
    );
    this.deleteExpired = database.prepare<[string]>(
      'DELETE FROM oauth_codes WHERE expires_at <= ?'
    );
  }

  client(id: string): OAuthClient | null {
    const row = this.selectClient.get(id);
    return row ? clientOf(row) : null;
  }

  clientOfServer(serverId: string): OAuthClient | null {
    const row = this.selectClientOfServer.get(serverId);
    return row ? clientOf(row) : null;
  }

  insertClient(client: OAuthClient): void {
    this.insertClientRow.run({
      id: client.id,
      server_id: client.serverId,
      redirect_uri: client.redirectUri,
      description: client.description
    });
  }

  /** Its tokens and codes go with it. */
  deleteClient(id: string): void {
    this.deleteClientRow.run(id);
  }

  insertCode(hash: string, code: OAuthCode): void {
    this.insertCodeRow.run({
      hash,
      client_id: code.clientId,
      user_id: code.userId,
      session_id: code.sessionId,
      redirect_uri: code.redirectUri,
      scopes: JSON.stringify(code.scopes),
      code_challenge: code.codeChallenge,
      expires_at: code.expiresAt
    });
  }

  /** Answers a code once: it is deleted by asking. */
  takeCode(hash: string): OAuthCode | null {
    const row = this.takeCodeRow.get(hash);
    return row
      ? {
          clientId: row.client_id,
          userId: row.user_id,
          sessionId: row.session_id,
          redirectUri: row.redirect_uri,
          scopes: JSON.parse(row.scopes) as string[],
          codeChallenge: row.code_challenge,
          expiresAt: row.expires_at
        }
      : null;
  }

  deleteExpiredCodes(now: string): void {
    this.deleteExpired.run(now);
  }
}
