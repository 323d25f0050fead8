import { createHmac } from 'node:crypto';

import { hashSecret, isSameSecret } from '../accounts/secrets.js';
import type { LinkRow } from './types.js';

/** How long a password that was given once is not asked for again. */
export const TICKET_SECONDS = 3600;

/** What opens links: tokens, which stand in their addresses, and tickets, which stand for a password that was given. */
export class LinkSecrets {
  /** @param key - never leaves the hub */
  constructor(private readonly key: Buffer) {}

  /** 256 bits that only the holder of the key works out. */
  newToken(linkId: string): { token: string; hash: string } {
    const token = this.mac(`link ${linkId}`);
    return { token, hash: hashSecret(token) };
  }

  /** What opens a link; null when it was made with another key. */
  tokenOf({ id, tokenHash }: Pick<LinkRow, 'id' | 'tokenHash'>): string | null {
    const { token, hash } = this.newToken(id);
    return hash === tokenHash ? token : null;
  }

  /** Stands for the present password of a link until it ends. */
  ticketFor(link: Pick<LinkRow, 'id' | 'passwordHash'>, now: Date): string {
    const until = String(Math.floor(now.getTime() / 1000) + TICKET_SECONDS);
    return `${until}.${this.ticketMac(link, until)}`;
  }

  isTicketFor(link: Pick<LinkRow, 'id' | 'passwordHash'>, ticket: string, now: Date): boolean {
    const [, until = '', mac = ''] = /^(\d{1,12})\.([\w-]{43})$/.exec(ticket) ?? [];
    return (
      until !== '' &&
      Number(until) * 1000 > now.getTime() &&
      isSameSecret(mac, this.ticketMac(link, until))
    );
  }

  private ticketMac({ id, passwordHash }: Pick<LinkRow, 'id' | 'passwordHash'>, until: string) {
    return this.mac(`ticket ${id} ${until} ${passwordHash ?? ''}`);
  }

  private mac(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
