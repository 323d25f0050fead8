import { createHash } from 'node:crypto';

import { cookiesIn } from './cookies.js';

export const SESSION_ID_COOKIE = 'jupyterhub-session-id';

/** The parts of a request that say who sends it. */
export interface CredentialHeaders {
  readonly authorization: string | undefined;
  /** All cookie headers, joined. */
  readonly cookie: string | undefined;
  /** Empty, or begins with `?`. */
  readonly query: string;
}

/** Values of the cookie `jupyterhub-session-id`: more than one when some other path or host planted another. */
export function sessionIdsOf(cookie: string | undefined): string[] {
  if (cookie === undefined || !cookie.includes(SESSION_ID_COOKIE)) {
    return [];
  }
  return cookiesIn(cookie)
    .filter(({ name }) => name === SESSION_ID_COOKIE)
    .map(({ value }) => value);
}

/** Hashes of the tokens that are sent openly, in the header or in the address. */
export function openTokenHashes({ authorization, query }: CredentialHeaders): string[] {
  const tokens: string[] = [];
  const inHeader = /^\s*(?:token|bearer)\s+(.*\S)/i.exec(authorization ?? '')?.[1];
  if (inHeader !== undefined) {
    tokens.push(inHeader);
  }
  if (query.length > 1) {
    tokens.push(...new URLSearchParams(query).getAll('token'));
  }
  return tokens.map(sha256);
}

/** Hashes of the tokens in the login cookies of single-user servers. */
export function cookieTokenHashes(cookie: string | undefined): string[] {
  return cookiesIn(cookie ?? '').flatMap(({ value }) => {
    const token = tokenInSignedCookie(value);
    return token === null ? [] : [sha256(token)];
  });
}

/**
 * The token in a single-user server's login cookie, which tornado signs but does not hide:
 * `2|1:0|10:<time>|<length>:<name>|<length>:<value in base64>|<signature>`.
 */
export function tokenInSignedCookie(value: string): string | null {
  const encoded = /^"?2\|\d+:\d+\|\d+:\d+\|\d+:[^|]*\|\d+:([\w+/=-]+)\|[0-9a-f]{64}"?$/.exec(
    value
  )?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('latin1');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
