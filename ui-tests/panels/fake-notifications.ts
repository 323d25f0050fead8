import type { Activity, ActivityQuery } from '../../hub/contract/activity.js';
import {
  type ChosenNotifications,
  type Notification,
  NotificationKind,
  type NotificationPreferences
} from '../../hub/contract/notifications.js';
import { type FakeHub, Reply } from './fake-hub.js';
import { idOf } from './ids.js';

const NOW = Date.now();
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1_000).toISOString();

/** Notifications and the record of acts as a hub would keep them. */
export class FakeNotifications {
  readonly acts: Activity[] = [];
  preferences: NotificationPreferences = {
    sendsMail: true,
    address: 'kim@example.org',
    kinds: Object.fromEntries(
      NotificationKind.options.map(kind => [kind, 'off'])
    ) as NotificationPreferences['kinds']
  };
  private kept: Notification[] = [];
  private next = 800_000;

  constructor(private readonly hub: FakeHub) {
    const { handlers } = hub;
    handlers.set('listNotifications', () => ({
      items: [...this.kept].reverse(),
      nextCursor: null,
      unread: this.kept.filter(({ read }) => !read).length
    }));
    handlers.set('readNotifications', ({ body }) => {
      const ids = this.chosen(body as ChosenNotifications);
      this.kept = this.kept.map(one => (ids.includes(one.id) ? { ...one, read: true } : one));
      hub.emit({ type: 'notificationsRead', ids });
    });
    handlers.set('dismissNotifications', ({ body }) => {
      const ids = this.chosen(body as ChosenNotifications);
      this.kept = this.kept.filter(({ id }) => !ids.includes(id));
      hub.emit({ type: 'notificationsDismissed', ids });
    });
    handlers.set('getNotificationPreferences', () => this.preferences);
    handlers.set('putNotificationPreferences', ({ body }) => {
      const { kinds } = body as NotificationPreferences;
      return (this.preferences = { ...this.preferences, kinds });
    });
    handlers.set('listActivity', ({ query, headers }) => {
      const found = this.find(query as unknown as ActivityQuery);
      return headers.accept === 'text/csv'
        ? new Reply(['"detail"', ...found.map(({ detail }) => `"${detail}"`)].join('\r\n'), {
            'Content-Type': 'text/csv'
          })
        : { items: found.slice(0, 100), nextCursor: null };
    });
  }

  get count(): number {
    return this.kept.length;
  }

  /** Tells the user something, some seconds ago. */
  tell(title: string, more: Partial<Notification> & { age?: number } = {}): Notification {
    const { age = 0, ...fields } = more;
    const notification: Notification = {
      id: idOf((this.next += 1)),
      kind: 'jobSucceeded',
      title,
      body: '',
      resource: null,
      read: false,
      createdAt: at(age),
      ...fields
    };
    this.kept.push(notification);
    this.hub.emit({ type: 'notification', id: notification.id, body: notification });
    return notification;
  }

  /** Puts an act on record, some seconds ago; the latest last. */
  record(action: string, detail: string, more: Partial<Activity> & { age?: number } = {}): void {
    const { age = 0, ...fields } = more;
    this.acts.push({
      id: String((this.next += 1)),
      at: at(age),
      actor: { name: 'kim', displayName: 'Kim Lee' },
      action,
      resource: { kind: action.split('.')[0] ?? '', id: '1' },
      outcome: 'done',
      detail,
      address: null,
      ...fields
    });
  }

  private chosen(chosen: ChosenNotifications): string[] {
    return 'ids' in chosen ? chosen.ids : this.kept.map(({ id }) => id);
  }

  private find({ kind, group, text, since, until, order }: ActivityQuery): Activity[] {
    const found = this.acts.filter(
      act =>
        (!kind || act.resource.kind === kind) &&
        (!group || act.resource.id === group) &&
        (!text || `${act.action} ${act.detail}`.includes(text)) &&
        (!since || act.at >= since) &&
        (!until || act.at < until)
    );
    return order === 'oldest' ? found : found.reverse();
  }
}
