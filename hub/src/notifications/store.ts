import { type Notification, NotificationKind } from '../../contract/notifications.js';
import type { Database } from '../sqlite/database.js';
import type { Message, Subject } from './ports.js';

interface Row {
  id: string;
  user_id: string;
  kind: string;
  title: string;
  body: string;
  resource_kind: string | null;
  resource_id: string | null;
  created_at: string;
  read_at: string | null;
}

function notificationOf(row: Row): Notification {
  return {
    id: row.id,
    kind: NotificationKind.parse(row.kind),
    title: row.title,
    body: row.body,
    resource:
      row.resource_kind !== null && row.resource_id !== null
        ? { kind: row.resource_kind, id: row.resource_id }
        : null,
    read: row.read_at !== null,
    createdAt: row.created_at
  };
}

/** The table `notifications`. */
export class NotificationStore {
  private readonly insertRow;
  private readonly selectPage;
  private readonly selectIds;
  private readonly selectAbout;
  private readonly selectSurplus;
  private readonly countUnread;
  private readonly updateRead;
  private readonly deleteRow;

  constructor(database: Database) {
    this.insertRow = database.prepare<[Row]>(
      `INSERT INTO notifications (id, user_id, kind, title, body, resource_kind, resource_id, created_at, read_at)
       VALUES (:id, :user_id, :kind, :title, :body, :resource_kind, :resource_id, :created_at, :read_at)`
    );
    this.selectPage = database.prepare<[string, string, number], Row>(
      'SELECT * FROM notifications WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?'
    );
    this.selectIds = database.prepare<[string], { id: string }>(
      'SELECT id FROM notifications WHERE user_id = ? ORDER BY id'
    );
    this.selectAbout = database.prepare<
      [{ kind: string; resource_kind: string; resource_id: string }],
      { id: string; user_id: string }
    >(
      `SELECT id, user_id FROM notifications
       WHERE resource_kind = :resource_kind AND resource_id = :resource_id AND kind = :kind`
    );
    this.selectSurplus = database.prepare<[string, number], { id: string }>(
      `SELECT id FROM notifications WHERE user_id = ?
       ORDER BY read_at IS NULL DESC, id DESC LIMIT -1 OFFSET ?`
    );
    this.countUnread = database.prepare<[string], { n: number }>(
      'SELECT count(*) AS n FROM notifications WHERE user_id = ? AND read_at IS NULL'
    );
    this.updateRead = database.prepare<[string, string, string]>(
      'UPDATE notifications SET read_at = ? WHERE id = ? AND user_id = ? AND read_at IS NULL'
    );
    this.deleteRow = database.prepare<[string, string]>(
      'DELETE FROM notifications WHERE id = ? AND user_id = ?'
    );
  }

  insert(userId: string, id: string, at: string, message: Message): Notification {
    const row: Row = {
      id,
      user_id: userId,
      kind: message.kind,
      title: message.title,
      body: message.body,
      resource_kind: message.resource?.kind ?? null,
      resource_id: message.resource?.id ?? null,
      created_at: at,
      read_at: null
    };
    this.insertRow.run(row);
    return notificationOf(row);
  }

  /** Newest first, older than `before`. */
  page(userId: string, before: string, limit: number): Notification[] {
    return this.selectPage.all(userId, before, limit).map(notificationOf);
  }

  ids(userId: string): string[] {
    return this.selectIds.all(userId).map(({ id }) => id);
  }

  /** Notifications of one kind about one thing, with whom they tell. */
  about(kind: NotificationKind, resource: Subject): { id: string; userId: string }[] {
    return this.selectAbout
      .all({ kind, resource_kind: resource.kind, resource_id: resource.id })
      .map(row => ({ id: row.id, userId: row.user_id }));
  }

  /** What is more than `kept` for a user: read ones first, of these the oldest. */
  surplus(userId: string, kept: number): string[] {
    return this.selectSurplus.all(userId, kept).map(({ id }) => id);
  }

  unread(userId: string): number {
    return this.countUnread.get(userId)?.n ?? 0;
  }

  /** @returns whether it was an unread one of this user */
  markRead(userId: string, id: string, at: string): boolean {
    return this.updateRead.run(at, id, userId).changes > 0;
  }

  /** @returns whether there was such a one of this user */
  delete(userId: string, id: string): boolean {
    return this.deleteRow.run(id, userId).changes > 0;
  }
}
