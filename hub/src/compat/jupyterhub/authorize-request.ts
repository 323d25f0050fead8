/** The query of an authorization request, as far as one can answer it by a redirect. */
export interface AuthorizeRequest {
  readonly state: string | null;
  readonly scopes: readonly string[] | null;
  readonly codeChallenge: string | null;
}

/** Errors that OAuth hands back to the client through the browser. */
export type AuthorizeError = 'unsupported_response_type' | 'invalid_request' | 'invalid_scope';

/** A parameter that is there exactly once; null when it is not there, undefined when it is there in another way. */
export function single(value: unknown): string | null | undefined {
  return value === undefined ? null : typeof value === 'string' ? value : undefined;
}

/**
 * Reads what a client asks for, once client and redirect URI are known to be right.
 * @param allowed - the scopes that the client may be given of this visitor
 */
export function parseAuthorizeRequest(
  query: Readonly<Record<string, unknown>>,
  allowed: readonly string[]
): AuthorizeRequest | AuthorizeError {
  const [type, state, scope, challenge, method] = [
    'response_type',
    'state',
    'scope',
    'code_challenge',
    'code_challenge_method'
  ].map(name => single(query[name]));
  if (
    type === undefined ||
    state === undefined ||
    scope === undefined ||
    challenge === undefined ||
    method === undefined
  ) {
    return 'invalid_request';
  }
  if (type !== 'code') {
    return 'unsupported_response_type';
  }
  const isPkceSound =
    challenge === null
      ? method === null
      : method === 'S256' && /^[A-Za-z0-9_-]{43}$/.test(challenge);
  if (!isPkceSound) {
    return 'invalid_request';
  }
  const scopes = scope === null ? null : scope.split(' ').filter(Boolean);
  if (scopes?.some(wanted => !allowed.includes(wanted))) {
    return 'invalid_scope';
  }
  return { state, scopes: scopes && scopes.length > 0 ? scopes : null, codeChallenge: challenge };
}

/** The redirect URI with further parameters. */
export function withParameters(
  redirectUri: string,
  parameters: Readonly<Record<string, string | null>>
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) {
      query.set(name, value);
    }
  }
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query.toString()}`;
}
