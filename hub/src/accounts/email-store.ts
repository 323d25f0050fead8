import type { Database } from '../sqlite/database.js';

/** An address that waits for its letter to be answered. */
export interface EmailChange {
  readonly userId: string;
  readonly address: string;
  readonly tokenHash: string;
  readonly expiresAt: string;
}

/** The table `email_changes`: one address at a time for each user. */
export class EmailStore {
  private readonly select;
  private readonly upsert;
  private readonly remove;

  constructor(database: Database) {
    this.select = database.prepare<[string], EmailChange>(
      `SELECT user_id AS userId, address, token_hash AS tokenHash, expires_at AS expiresAt
       FROM email_changes WHERE user_id = ?`
    );
    this.upsert = database.prepare<[EmailChange]>(
      `INSERT INTO email_changes (user_id, address, token_hash, expires_at)
       VALUES (:userId, :address, :tokenHash, :expiresAt)
       ON CONFLICT (user_id) DO UPDATE SET address = excluded.address, token_hash = excluded.token_hash,
         expires_at = excluded.expires_at`
    );
    this.remove = database.prepare<[string]>('DELETE FROM email_changes WHERE user_id = ?');
  }

  of(userId: string): EmailChange | null {
    return this.select.get(userId) ?? null;
  }

  put(change: EmailChange): void {
    this.upsert.run(change);
  }

  delete(userId: string): void {
    this.remove.run(userId);
  }
}
