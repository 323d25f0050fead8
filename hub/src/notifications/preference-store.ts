import { EmailPreference, NotificationKind } from '../../contract/notifications.js';
import type { Database } from '../sqlite/database.js';

interface Row {
  kind: string;
  email: string;
}

/** The table `notification_preferences`: what was chosen; off has no row. */
export class PreferenceStore {
  private readonly selectAll;
  private readonly selectOne;
  private readonly insertRow;
  private readonly deleteAll;

  constructor(database: Database) {
    this.selectAll = database.prepare<[string], Row>(
      'SELECT kind, email FROM notification_preferences WHERE user_id = ?'
    );
    this.selectOne = database.prepare<[string, string], Row>(
      'SELECT kind, email FROM notification_preferences WHERE user_id = ? AND kind = ?'
    );
    this.insertRow = database.prepare<[string, string, string]>(
      'INSERT INTO notification_preferences (user_id, kind, email) VALUES (?, ?, ?)'
    );
    this.deleteAll = database.prepare<[string]>(
      'DELETE FROM notification_preferences WHERE user_id = ?'
    );
  }

  all(userId: string): Map<NotificationKind, EmailPreference> {
    return new Map(
      this.selectAll
        .all(userId)
        .map(row => [NotificationKind.parse(row.kind), EmailPreference.parse(row.email)])
    );
  }

  one(userId: string, kind: NotificationKind): EmailPreference {
    const row = this.selectOne.get(userId, kind);
    return row ? EmailPreference.parse(row.email) : 'off';
  }

  /** To be called in a transaction. */
  replace(userId: string, kinds: Partial<Record<NotificationKind, EmailPreference>>): void {
    this.deleteAll.run(userId);
    for (const [kind, email] of Object.entries(kinds)) {
      if (email !== 'off') {
        this.insertRow.run(userId, kind, email);
      }
    }
  }
}
