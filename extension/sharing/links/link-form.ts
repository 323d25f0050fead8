import type { TranslationBundle } from '@jupyterlab/translation';

import type { Me } from '../../../hub/contract/accounts.js';
import type { VolumeFile } from '../../../hub/contract/common.js';
import { editLink, makeLink, type Link } from '../../../hub/contract/links.js';
import type { HubClient } from '../../api/hub-client.js';
import { SentForm } from '../../ui/sent-form.js';

const DAY_MS = 24 * 3600 * 1000;
export const SHORTEST_PASSWORD = 8;

type Times = NonNullable<Me['limits']['links']>;

/** A link that is to be made, or one that is to be changed. */
export type LinkSubject =
  | { readonly kind: 'new'; readonly file: VolumeFile }
  | { readonly kind: 'made'; readonly link: Link };

interface LinkFormOptions {
  readonly client: HubClient;
  readonly subject: LinkSubject;
  readonly times: Times;
  readonly now: () => Date;
  readonly trans: TranslationBundle;
}

/** What is chosen for a link, and the link once there is one. */
export class LinkForm extends SentForm<Link> {
  constructor(private readonly options: LinkFormOptions) {
    super(options.trans);
    const { subject, times, now } = options;
    const link = subject.kind === 'made' ? subject.link : null;
    const usual = dayOf(new Date(now().getTime() + times.defaultDays * DAY_MS));
    // The last day ends within the longest time, so it is one earlier.
    const offered = usual > this.latest ? this.latest : usual;
    this._expiresOn = link ? dayOf(new Date(link.expiresAt)) : offered;
    this._hasPassword = link?.hasPassword ?? false;
    this._maxDownloads = link?.maxDownloads ? String(link.maxDownloads) : '';
  }

  get subject(): LinkSubject {
    return this.options.subject;
  }

  /** Day of the reader's calendar, `2026-11-20`: the link works until it is over. */
  get expiresOn(): string {
    return this._expiresOn;
  }

  set expiresOn(day: string) {
    this._expiresOn = day;
    this._changed.emit();
  }

  get earliest(): string {
    return dayOf(this.options.now());
  }

  get latest(): string {
    const { times, now } = this.options;
    return dayOf(new Date(now().getTime() + (times.longestDays - 1) * DAY_MS));
  }

  get hasPassword(): boolean {
    return this._hasPassword;
  }

  set hasPassword(has: boolean) {
    this._hasPassword = has;
    this._changed.emit();
  }

  /** Empty for the one that there is. */
  get password(): string {
    return this._password;
  }

  set password(password: string) {
    this._password = password;
    this._changed.emit();
  }

  /** Empty for no limit. */
  get maxDownloads(): string {
    return this._maxDownloads;
  }

  set maxDownloads(text: string) {
    this._maxDownloads = text;
    this._changed.emit();
  }

  /** What was made or changed. */
  get link(): Link | null {
    return this._link;
  }

  /** What is wrong with a field, shown once somebody tried to send it. */
  get mistakes(): { expiresOn?: string; password?: string; maxDownloads?: string } {
    const { trans, subject } = this.options;
    if (!this.wasSent) return {};
    const keeps = subject.kind === 'made' && subject.link.hasPassword && this._password === '';
    const most = Number(this._maxDownloads);
    return {
      ...((this._expiresOn < this.earliest || this._expiresOn > this.latest) && {
        expiresOn: trans.__('Between today and %1', this.latest)
      }),
      ...(this._hasPassword &&
        !keeps &&
        this._password.length < SHORTEST_PASSWORD && {
          password: trans.__('At least %1 characters', SHORTEST_PASSWORD)
        }),
      ...(this._maxDownloads !== '' &&
        !(Number.isInteger(most) && most >= 1 && most <= 1_000_000) && {
          maxDownloads: trans.__('A number from 1, or nothing for no limit')
        })
    };
  }

  protected override isRight(): boolean {
    this.wasSent = true;
    return Object.keys(this.mistakes).length === 0;
  }

  protected async save(): Promise<Link> {
    this._link = await this.call();
    return this._link;
  }

  private call(): Promise<Link> {
    const { client, subject } = this.options;
    const expiresAt = new Date(`${this._expiresOn}T23:59:59`).toISOString();
    const maxDownloads = this._maxDownloads === '' ? null : Number(this._maxDownloads);
    const password = this._hasPassword ? this._password : null;
    if (subject.kind === 'new') {
      return client.call(makeLink, {
        body: {
          ...subject.file,
          expiresAt,
          ...(password !== null && { password }),
          ...(maxDownloads !== null && { maxDownloads })
        }
      });
    }
    const { id, expiresAt: before } = subject.link;
    const isSameDay = dayOf(new Date(before)) === this._expiresOn;
    return client.call(editLink, {
      params: { id },
      body: {
        maxDownloads,
        ...(!isSameDay && { expiresAt }),
        ...(password !== '' && { password })
      }
    });
  }

  private _expiresOn: string;
  private _hasPassword: boolean;
  private _password = '';
  private _maxDownloads: string;
  private _link: Link | null = null;
  private wasSent = false;
}

/** Day of the reader's calendar, as date fields have it. */
function dayOf(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
