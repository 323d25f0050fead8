import {
  type EmailPreference,
  type Notification,
  NotificationKind,
  type NotificationPreferences
} from '../../contract/notifications.js';
import type { User } from '../accounts/types.js';
import type { Database } from '../sqlite/database.js';
import { PreferenceStore } from './preference-store.js';
import type { NotificationWatcher } from './service.js';

/** Where mail is put that is to go out. */
export interface Mailbox {
  put(userId: string, notification: Notification, when: 'atOnce' | 'daily'): void;
  drop(notificationId: string): void;
}

/** Passes notifications on by e-mail, to those who chose it. */
export class NotificationsByMail implements NotificationWatcher {
  private readonly store: PreferenceStore;

  /**
   * @param mailbox - null where no e-mail is sent
   * @param addressOf - null for who has none
   */
  constructor(
    private readonly database: Database,
    private readonly mailbox: Mailbox | null,
    private readonly addressOf: (user: User) => string | null
  ) {
    this.store = new PreferenceStore(database);
  }

  preferences(user: User): NotificationPreferences {
    const chosen = this.store.all(user.id);
    const kinds = NotificationKind.options.map(kind => [kind, chosen.get(kind) ?? 'off']);
    return {
      sendsMail: this.mailbox !== null,
      address: this.addressOf(user),
      kinds: Object.fromEntries(kinds) as Record<NotificationKind, EmailPreference>
    };
  }

  /** Kinds left out are off. */
  choose(
    user: User,
    kinds: Partial<Record<NotificationKind, EmailPreference>>
  ): NotificationPreferences {
    this.database.transaction(() => this.store.replace(user.id, kinds));
    return this.preferences(user);
  }

  made(userId: string, notification: Notification): void {
    const when = this.store.one(userId, notification.kind);
    if (when !== 'off') {
      this.mailbox?.put(userId, notification, when);
    }
  }

  gone(notificationId: string): void {
    this.mailbox?.drop(notificationId);
  }
}
