/** The facts about a request that tell where it came from. All headers are lower-case; null when not sent. */
export interface Provenance {
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
  readonly fetchDest: string | null;
}

/**
 * What a cookie is shown for.
 *
 * - `page`: a hub page, to be read by the person in front of the browser and by no script
 * - `form`: a form of a hub page that was sent; its token is checked beside this
 * - `api`: a call by the script of a hub page
 */
export type Purpose = 'page' | 'form' | 'api';

/**
 * Whether a request may be answered with what a hub cookie opens. Where hub and Lab share an origin, any notebook output
 * runs as our origin and its requests carry our cookies, so paths, `Referer` and even readable cookies prove nothing.
 * Two things do, together:
 *
 * - The token of the session stands only in hub pages, and these are answered only to a navigation of a whole tab, which
 *   no script can read: not to `fetch`, not in a frame, and `window.open` is cut off by `Cross-Origin-Opener-Policy`.
 *   Browsers say which it is in `Sec-Fetch-*`, which no script can set.
 * - Every API call with the cookie must carry that token, those that only read too.
 *
 * Clients that send no `Sec-Fetch-*` are no browsers of today, and run nobody's script.
 * @param hasToken - whether the request carries the session's token
 */
export function mayUseCookie(
  purpose: Purpose,
  request: Provenance,
  ownOrigin: string,
  hasToken: boolean
): boolean {
  const { fetchSite, fetchMode, fetchDest } = request;
  const isBrowser = fetchSite !== null || fetchMode !== null || fetchDest !== null;
  const isWholeTab = !isBrowser || (fetchMode === 'navigate' && fetchDest === 'document');
  // What the browser says of the origin counts more than what proxies let us believe ours is.
  const isSameOrigin =
    fetchSite === null
      ? request.origin === null || request.origin === ownOrigin
      : fetchSite === 'same-origin';
  switch (purpose) {
    case 'page':
      return isWholeTab;
    case 'form':
      return isWholeTab && isSameOrigin && hasToken;
    case 'api':
      return isSameOrigin && fetchMode !== 'navigate' && fetchMode !== 'no-cors' && hasToken;
  }
}
