import type { Database } from '../sqlite/database.js';

/** One sign-in of a user in a browser. */
export interface Session {
  readonly id: string;
  /** Value of the cookie `jupyterhub-session-id`. */
  readonly publicId: string;
  readonly userId: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly userAgent: string;
}

interface Row {
  id: string;
  secret_hash: string;
  public_id: string;
  user_id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  address: string;
  user_agent: string;
}

function sessionOf(row: Row): Session {
  return {
    id: row.id,
    publicId: row.public_id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    address: row.address,
    userAgent: row.user_agent
  };
}

/** The table `sessions`. Deleting a row deletes its browser tokens and codes with it. */
export class SessionStore {
  private readonly selectByHash;
  private readonly selectById;
  private readonly selectOfUser;
  private readonly selectLive;
  private readonly selectExpired;
  private readonly insertRow;
  private readonly updateSeen;
  private readonly deleteRow;

  constructor(database: Database) {
    this.selectByHash = database.prepare<[string], Row>(
      'SELECT * FROM sessions WHERE secret_hash = ?'
    );
    this.selectById = database.prepare<[string], Row>('SELECT * FROM sessions WHERE id = ?');
    this.selectOfUser = database.prepare<[string], Row>(
      'SELECT * FROM sessions WHERE user_id = ? ORDER BY created_at, rowid'
    );
    this.selectLive = database.prepare<[string], Row>(
      'SELECT * FROM sessions WHERE expires_at > ?'
    );
    this.selectExpired = database.prepare<[string], Row>(
      'SELECT * FROM sessions WHERE expires_at <= ?'
    );
    this.insertRow = database.prepare<[Row]>(
      `INSERT INTO sessions VALUES (:id, :secret_hash, :public_id, :user_id, :created_at, :last_seen_at, :expires_at,
                                    :address, :user_agent)`
    );
    this.updateSeen = database.prepare<[string, string, string]>(
      'UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?'
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM sessions WHERE id = ?');
  }

  bySecretHash(hash: string): Session | null {
    const row = this.selectByHash.get(hash);
    return row ? sessionOf(row) : null;
  }

  byId(id: string): Session | null {
    const row = this.selectById.get(id);
    return row ? sessionOf(row) : null;
  }

  ofUser(userId: string): Session[] {
    return this.selectOfUser.all(userId).map(sessionOf);
  }

  live(now: string): Session[] {
    return this.selectLive.all(now).map(sessionOf);
  }

  expired(now: string): Session[] {
    return this.selectExpired.all(now).map(sessionOf);
  }

  insert(session: Session, secretHash: string): void {
    this.insertRow.run({
      id: session.id,
      secret_hash: secretHash,
      public_id: session.publicId,
      user_id: session.userId,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      address: session.address,
      user_agent: session.userAgent
    });
  }

  touch(id: string, lastSeenAt: string, expiresAt: string): void {
    this.updateSeen.run(lastSeenAt, expiresAt, id);
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }
}
