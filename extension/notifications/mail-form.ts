import type { TranslationBundle } from '@jupyterlab/translation';

import {
  putNotificationPreferences,
  type EmailPreference,
  type NotificationKind,
  type NotificationPreferences
} from '../../hub/contract/notifications.js';
import type { HubClient } from '../api/hub-client.js';
import { SentForm } from '../ui/sent-form.js';

/** What the reader chooses to get by e-mail, until the hub has taken it. */
export class MailForm extends SentForm<NotificationPreferences> {
  constructor(
    private readonly client: HubClient,
    readonly known: NotificationPreferences,
    trans: TranslationBundle
  ) {
    super(trans);
    this._kinds = known.kinds;
  }

  get kinds(): Readonly<Record<NotificationKind, EmailPreference>> {
    return this._kinds;
  }

  choose(kind: NotificationKind, preference: EmailPreference): void {
    this._kinds = { ...this._kinds, [kind]: preference };
    this._changed.emit();
  }

  protected save(): Promise<NotificationPreferences> {
    return this.client.call(putNotificationPreferences, { body: { kinds: this._kinds } });
  }

  private _kinds: Readonly<Record<NotificationKind, EmailPreference>>;
}
