import type { Database } from '../sqlite/database.js';

/** Something to tell a user by mail: in a letter of its own, or in one with the rest of the day. */
export interface OutboxRow {
  readonly id: string;
  readonly userId: string;
  readonly notificationId: string;
  readonly digest: boolean;
  readonly title: string;
  readonly body: string;
  readonly createdAt: string;
  readonly dueAt: string;
  readonly attempts: number;
  /** Where it goes to; null for the user's address at that time. */
  readonly address: string | null;
}

interface Row {
  id: string;
  user_id: string;
  notification_id: string;
  digest: number;
  title: string;
  body: string;
  created_at: string;
  due_at: string;
  attempts: number;
  address: string | null;
}

/** The table `mail_outbox`. */
export class OutboxStore {
  private readonly insertRow;
  private readonly selectDue;
  private readonly updateDue;
  private readonly deleteRow;
  private readonly deleteDigest;

  constructor(database: Database) {
    this.insertRow = database.prepare<[Row]>(
      `INSERT INTO mail_outbox (id, user_id, notification_id, digest, title, body, created_at, due_at, attempts,
         address)
       VALUES (:id, :user_id, :notification_id, :digest, :title, :body, :created_at, :due_at, :attempts, :address)`
    );
    this.selectDue = database.prepare<[string, number], Row>(
      'SELECT * FROM mail_outbox WHERE due_at <= ? ORDER BY due_at, digest, user_id, id LIMIT ?'
    );
    this.updateDue = database.prepare<[string, string]>(
      'UPDATE mail_outbox SET attempts = attempts + 1, due_at = ? WHERE id = ?'
    );
    this.deleteRow = database.prepare<[string]>('DELETE FROM mail_outbox WHERE id = ?');
    this.deleteDigest = database.prepare<[string]>(
      'DELETE FROM mail_outbox WHERE notification_id = ? AND digest = 1'
    );
  }

  insert(row: Omit<OutboxRow, 'attempts'>): void {
    this.insertRow.run({
      id: row.id,
      user_id: row.userId,
      notification_id: row.notificationId,
      digest: row.digest ? 1 : 0,
      title: row.title,
      body: row.body,
      created_at: row.createdAt,
      due_at: row.dueAt,
      attempts: 0,
      address: row.address
    });
  }

  /** What was to be sent by now, what is due longest first. */
  due(now: string, most: number): OutboxRow[] {
    return this.selectDue.all(now, most).map(row => ({
      id: row.id,
      userId: row.user_id,
      notificationId: row.notification_id,
      digest: row.digest === 1,
      title: row.title,
      body: row.body,
      createdAt: row.created_at,
      dueAt: row.due_at,
      attempts: row.attempts,
      address: row.address
    }));
  }

  /** Counts an attempt, and puts the next one off. */
  putOff(id: string, dueAt: string): void {
    this.updateDue.run(dueAt, id);
  }

  delete(id: string): void {
    this.deleteRow.run(id);
  }

  /** What waits for a digest needs no telling any more. */
  deleteDigestOf(notificationId: string): void {
    this.deleteDigest.run(notificationId);
  }
}
