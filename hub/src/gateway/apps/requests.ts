import { cookiesIn, isHubCookie } from '../cookies.js';

/** Secrets of ours look so; a program's own credentials pass. */
const OUR_AUTHORIZATION = /^\s*(?:token|bearer)\s+[\w-]{43}\s*$/i;
const OF_JUPYTERHUB = /^jupyterhub-/i;

/**
 * What of a `Cookie` header a program may see: what it set itself. Other servers of the same owner may live above its
 * path, and of two cookies of one name browsers send that of the longer path first.
 */
export function cookiesForApp(header: string | undefined): string {
  const seen = new Set<string>();
  return cookiesIn(header ?? '')
    .filter(({ name, raw }) => {
      const isItsOwn =
        raw !== '' && !isHubCookie(name) && !OF_JUPYTERHUB.test(name) && !seen.has(name);
      seen.add(name);
      return isItsOwn;
    })
    .map(({ raw }) => raw)
    .join('; ');
}

/** The headers of a request as a program gets them. @param headers - flat, as they would go to any server */
export function headersForApp(headers: readonly string[], prefix: string): string[] {
  const passed = headers.filter((_, i) => {
    const at = i - (i % 2);
    const isOurs =
      /^authorization$/i.test(headers[at]!) && OUR_AUTHORIZATION.test(headers[at + 1]!);
    return !isOurs;
  });
  return [...passed, 'X-Forwarded-Prefix', prefix.slice(0, -1)];
}
