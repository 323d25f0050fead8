import type { RequestHead } from '../decision.js';
import { isHostOf } from '../origins.js';

/**
 * Whether a request for a program comes from one of its own pages or from the person in front of the browser. Programs
 * need not know how to protect themselves from other sites, whose requests may carry their cookies; so from elsewhere
 * only a link leads in, that opens a page in a whole tab.
 * @param ownHost - where the browser thinks it is
 */
export function comesFromItsOwn({ method, headers }: RequestHead, ownHost: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) {
    const { origin } = headers;
    return origin === undefined || (URL.canParse(origin) && isHostOf(origin, ownHost));
  }
  return site === 'same-origin' || site === 'none' || isLink(method, headers);
}

/** Whether a person asks for a page, who can be led elsewhere: a whole tab, as browsers of today say themselves. */
export function isForPage({ method, headers }: RequestHead): boolean {
  const { accept = '' } = headers;
  return headers['sec-fetch-mode'] === undefined
    ? isGet(method) && headers.upgrade === undefined && /text\/html|^$/.test(accept)
    : isLink(method, headers);
}

function isLink(method: string | undefined, headers: RequestHead['headers']): boolean {
  return (
    isGet(method) &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

function isGet(method: string | undefined): boolean {
  return method === 'GET' || method === 'HEAD';
}
