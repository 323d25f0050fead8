import { Signal, type ISignal } from '@lumino/signaling';

import type { HubEvent } from '../../hub/contract/events.js';
import {
  dismissNotifications,
  listNotifications,
  readNotifications,
  type Notification
} from '../../hub/contract/notifications.js';
import type { HubClient } from '../api/hub-client.js';
import { LiveReading, readSoFar, type ReadSoFar } from '../events/live-reading.js';
import type { IHubEvents, INotificationsModel } from '../tokens.js';

const PAGE = 100;

/** What the user was told and has not dismissed. */
export class NotificationsModel extends LiveReading<ReadSoFar> implements INotificationsModel {
  constructor(
    private readonly client: HubClient,
    events: IHubEvents
  ) {
    super(events);
  }

  get notifications(): readonly Notification[] {
    this.sorted ??= [...this.byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
    return this.sorted;
  }

  get unread(): number {
    return this._unread;
  }

  get arrived(): ISignal<INotificationsModel, Notification> {
    return this._arrived;
  }

  async loadMore(): Promise<void> {
    if (this.cursor === null) return;
    const query = { limit: PAGE, cursor: this.cursor };
    const page = await this.client.call(listNotifications, { query });
    this.take(page.items);
    this.cursor = page.nextCursor;
    this.setState(readSoFar(this.cursor));
  }

  async markRead(): Promise<void> {
    if (this._unread === 0) return;
    await this.client.call(readNotifications, { body: { all: true } });
  }

  async dismiss(id: string): Promise<void> {
    const before = this.byId.get(id);
    this.drop([id]);
    try {
      await this.client.call(dismissNotifications, { body: { ids: [id] } });
    } catch (error) {
      this.restore(before ? [before] : []);
      throw error;
    }
  }

  async dismissAll(): Promise<void> {
    const before = [...this.notifications];
    this.drop(before.map(({ id }) => id));
    try {
      await this.client.call(dismissNotifications, { body: { all: true } });
    } catch (error) {
      this.restore(before);
      throw error;
    }
  }

  protected async read(): Promise<ReadSoFar> {
    const page = await this.client.call(listNotifications, { query: { limit: PAGE } });
    this.byId.clear();
    this.take(page.items);
    this._unread = page.unread;
    this.cursor = page.nextCursor;
    return readSoFar(this.cursor);
  }

  protected onEvent(event: HubEvent): void {
    if (!this.isOpen) return;
    if (event.type === 'notification') {
      this.hear(event.body);
    } else if (event.type === 'notificationsRead') {
      this.onRead(event.ids);
    } else if (event.type === 'notificationsDismissed') {
      const unknown = event.ids.some(id => !this.byId.has(id) && !this.gone.has(id));
      this.drop(event.ids);
      // Whether those beyond the pages read so far were unread is for the hub to say.
      if (unknown) void this.refresh();
    }
  }

  private hear(notification: Notification): void {
    if (this.byId.has(notification.id)) return;
    this.take([notification]);
    if (!notification.read) this._unread += 1;
    this._changed.emit();
    this._arrived.emit(notification);
  }

  private onRead(ids: readonly string[]): void {
    for (const id of ids) {
      const known = this.byId.get(id);
      if (known?.read) continue;
      if (known) this.byId.set(id, { ...known, read: true });
      this._unread = Math.max(0, this._unread - 1);
    }
    this.sorted = null;
    this._changed.emit();
  }

  private take(notifications: readonly Notification[]): void {
    for (const notification of notifications) {
      if (!this.gone.has(notification.id)) this.byId.set(notification.id, notification);
    }
    this.sorted = null;
  }

  private drop(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.byId.get(id)?.read === false) this._unread = Math.max(0, this._unread - 1);
      this.byId.delete(id);
      this.gone.add(id);
    }
    this.sorted = null;
    this._changed.emit();
  }

  private restore(notifications: readonly Notification[]): void {
    for (const notification of notifications) {
      this.gone.delete(notification.id);
      if (!notification.read) this._unread += 1;
    }
    this.take(notifications);
    this._changed.emit();
  }

  private readonly byId = new Map<string, Notification>();
  /** Dismissed here; an answer on its way may still hold them. */
  private readonly gone = new Set<string>();
  private sorted: Notification[] | null = null;
  private cursor: string | null = null;
  private _unread = 0;
  private readonly _arrived = new Signal<INotificationsModel, Notification>(this);
}
