import { createHmac, timingSafeEqual } from 'node:crypto';

import { cookiesIn } from '../cookies.js';

/** Says with which sign-in a browser was let into a program. Servers neither see nor set cookies of this name. */
export const PASS_COOKIE = 'labcommons-app';

/**
 * What browsers show to be let into a program: the sign-in, signed for this one server. It is worth as much as the
 * sign-in is at that moment, so nothing has to be remembered of it.
 */
export class Passes {
  constructor(private readonly key: Buffer) {}

  /** @param publicId - of the sign-in */
  issue(publicId: string, serverId: string): string {
    return `${publicId}.${this.signature(publicId, serverId)}`;
  }

  /**
   * The sign-ins that passes for a server were issued for: scripts of the same origin can plant old ones beside the
   * browser's own.
   */
  signInsOf(cookie: string | undefined, serverId: string): string[] {
    if (cookie === undefined || !cookie.includes(PASS_COOKIE)) {
      return [];
    }
    return cookiesIn(cookie)
      .filter(({ name }) => name === PASS_COOKIE)
      .flatMap(({ value }) => {
        const [publicId = '', signature = ''] = value.split('.');
        return this.isGenuine(publicId, serverId, signature) ? [publicId] : [];
      });
  }

  private isGenuine(publicId: string, serverId: string, signature: string): boolean {
    const expected = Buffer.from(this.signature(publicId, serverId));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private signature(publicId: string, serverId: string): string {
    return createHmac('sha256', this.key).update(`${publicId}.${serverId}`).digest('base64url');
  }
}
