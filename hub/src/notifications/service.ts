import type { Page, PageQuery } from '../../contract/common.js';
import {
  type ChosenNotifications,
  type Notification,
  NOTIFICATIONS_KEPT,
  type NotificationKind
} from '../../contract/notifications.js';
import type { User } from '../accounts/types.js';
import type { EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import type { Message, Notifier, Subject } from './ports.js';
import { NotificationStore } from './store.js';

/** Of these only the newest about a thing says anything. */
const WARNINGS: ReadonlySet<NotificationKind> = new Set(['idleWarning', 'expiry', 'quota']);

/** Whoever passes notifications on; called in the transaction of what happens to them. */
export interface NotificationWatcher {
  made(userId: string, notification: Notification): void;
  gone(notificationId: string): void;
}

/** After every ULID. */
const NEWEST = '~';

/** What users were told and have not dismissed. */
export class NotificationService implements Notifier {
  private readonly store: NotificationStore;
  private readonly watchers: NotificationWatcher[] = [];

  /** @param newId - ascending, also within one millisecond */
  constructor(
    private readonly database: Database,
    private readonly events: EventPublisher,
    private readonly clock: Clock,
    private readonly newId: () => string
  ) {
    this.store = new NotificationStore(database);
  }

  watch(watcher: NotificationWatcher): void {
    this.watchers.push(watcher);
  }

  notify(userId: string, message: Message): void {
    this.database.transaction(() => {
      if (WARNINGS.has(message.kind) && message.resource) {
        this.withdraw(message.kind, message.resource, userId);
      }
      const notification = this.store.insert(userId, this.newId(), this.now(), message);
      this.forget(userId, this.store.surplus(userId, NOTIFICATIONS_KEPT));
      this.events.publish(userId, {
        type: 'notification',
        id: notification.id,
        body: notification
      });
      this.watchers.forEach(watcher => watcher.made(userId, notification));
    });
  }

  withdraw(kind: NotificationKind, resource: Subject, userId?: string): void {
    this.database.transaction(() => {
      for (const found of this.store.about(kind, resource)) {
        if (userId === undefined || userId === found.userId) {
          this.forget(found.userId, [found.id]);
        }
      }
    });
  }

  /** Newest first. */
  list(user: User, { limit, cursor }: PageQuery): Page<Notification> & { unread: number } {
    const found = this.store.page(user.id, cursor ?? NEWEST, limit + 1);
    const items = found.slice(0, limit);
    return {
      items,
      nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null,
      unread: this.store.unread(user.id)
    };
  }

  /** Marks as read what is the user's own of the chosen ones. */
  read(user: User, chosen: ChosenNotifications): void {
    this.database.transaction(() => {
      const at = this.now();
      const ids = this.idsOf(user, chosen).filter(id => this.store.markRead(user.id, id, at));
      if (ids.length > 0) {
        this.events.publish(user.id, { type: 'notificationsRead', ids });
      }
    });
  }

  /** Deletes what is the user's own of the chosen ones. */
  dismiss(user: User, chosen: ChosenNotifications): void {
    this.database.transaction(() => this.forget(user.id, this.idsOf(user, chosen)));
  }

  private idsOf(user: User, chosen: ChosenNotifications): string[] {
    return 'ids' in chosen ? [...new Set(chosen.ids)] : this.store.ids(user.id);
  }

  private forget(userId: string, ids: readonly string[]): void {
    const gone = ids.filter(id => this.store.delete(userId, id));
    gone.forEach(id => this.watchers.forEach(watcher => watcher.gone(id)));
    if (gone.length > 0) {
      this.events.publish(userId, { type: 'notificationsDismissed', ids: gone });
    }
  }

  private now(): string {
    return this.clock().toISOString();
  }
}
