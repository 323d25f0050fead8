import { stringifySetCookie } from 'cookie';

import { TICKET_SECONDS } from './secrets.js';

/** Says that the password of a link was given. */
export const TICKET_COOKIE = 'labcommons-link';

/** @param path - of the link: the browser shows the cookie to no other page */
export function ticketCookie(path: string, secure: boolean, ticket: string): string {
  return stringifySetCookie(TICKET_COOKIE, ticket, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path,
    maxAge: TICKET_SECONDS
  });
}
