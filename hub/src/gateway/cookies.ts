export interface CookiePair {
  readonly name: string;
  readonly value: string;
  /** As it stood in the header. */
  readonly raw: string;
}

/** The hub's own cookies begin so, perhaps behind `__Host-` or `__Secure-`. */
const MAYBE_OURS = /labcommons-/i;
const OURS = /^(?:__host-|__secure-)?labcommons-/i;

/** Splits a `Cookie` header as single-user servers do. */
export function cookiesIn(header: string): CookiePair[] {
  return header.split(';').map(piece => {
    const raw = piece.trim();
    const equals = raw.indexOf('=');
    return equals === -1
      ? { name: '', value: raw, raw }
      : { name: raw.slice(0, equals).trim(), value: raw.slice(equals + 1).trim(), raw };
  });
}

export function isHubCookie(name: string): boolean {
  return OURS.test(name);
}

/**
 * What of a `Cookie` header a user's server may see.
 * @param isRevoked - whether a cookie carries a token that is void; leaving it out makes the server ask for a new one.
 *   Null when no token is void
 * @returns empty when nothing is left
 */
export function cookiesForServer(
  header: string,
  isRevoked: ((value: string) => boolean) | null
): string {
  if (isRevoked === null && !MAYBE_OURS.test(header)) {
    return header;
  }
  return cookiesIn(header)
    .filter(({ name, value }) => !isHubCookie(name) && !isRevoked?.(value))
    .map(({ raw }) => raw)
    .join('; ');
}
