import { Signal, type ISignal } from '@lumino/signaling';

import {
  putNotificationPreferences,
  type EmailPreference,
  type NotificationKind,
  type NotificationPreferences
} from '../../hub/contract/notifications.js';
import type { HubClient } from '../api/hub-client.js';

/** What the reader chooses to get by e-mail, until the hub has taken it. */
export class MailForm {
  constructor(
    private readonly client: HubClient,
    readonly known: NotificationPreferences
  ) {
    this._kinds = known.kinds;
  }

  get kinds(): Readonly<Record<NotificationKind, EmailPreference>> {
    return this._kinds;
  }

  /** Why the hub did not take it; null unless it was sent in vain. */
  get failure(): unknown {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  choose(kind: NotificationKind, preference: EmailPreference): void {
    this._kinds = { ...this._kinds, [kind]: preference };
    this._changed.emit();
  }

  /** @returns whether the hub has taken it */
  async send(): Promise<boolean> {
    if (this._isSending) return false;
    this.setSending(true, null);
    try {
      await this.client.call(putNotificationPreferences, { body: { kinds: this._kinds } });
      this.setSending(false, null);
      return true;
    } catch (error) {
      this.setSending(false, error);
      return false;
    }
  }

  private setSending(isSending: boolean, failure: unknown): void {
    this._isSending = isSending;
    this._failure = failure;
    this._changed.emit();
  }

  private _kinds: Readonly<Record<NotificationKind, EmailPreference>>;
  private _failure: unknown = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
