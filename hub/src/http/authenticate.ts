import type { Request } from 'express';

import { covers, scopesOf } from '../accounts/scopes.js';
import { isSameSecret } from '../accounts/secrets.js';
import type { SessionService } from '../accounts/sessions.js';
import type { TokenService } from '../accounts/tokens.js';
import { type Principal, platformScope } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Authenticate } from './api.js';
import { requireProvenance } from './provenance.js';

/** The token of an `Authorization` header; null without one, empty for a scheme that is not ours. */
export function bearerOf(request: Pick<Request, 'headers'>): string | null {
  const header = request.headers.authorization;
  return header === undefined
    ? null
    : (/^(?:token|bearer) +(\S+)$/i.exec(header.trim())?.[1] ?? '');
}

/**
 * Who is behind the session cookie of a request that is no navigation; null without a live session.
 * @throws AppError `cross-site` unless a hub page sent it: header `X-XSRFToken`, or `_xsrf` in the query of what only reads
 */
export function principalOfCookie(request: Request, sessions: SessionService): Principal | null {
  const signedIn = sessions.fromRequest(request);
  if (!signedIn) {
    return null;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const given = request.headers['x-xsrftoken'] ?? (isRead ? request.query['_xsrf'] : undefined);
  requireProvenance(
    request,
    'api',
    typeof given === 'string' && isSameSecret(given, signedIn.xsrf)
  );
  return {
    user: signedIn.user,
    via: 'session',
    tokenKind: null,
    tokenId: null,
    sessionId: signedIn.session.id,
    scopes: scopesOf(signedIn.user)
  };
}

/**
 * How the platform's own API knows its callers: bearer tokens with the platform's scope, and hub pages by cookie. A
 * request with an `Authorization` header is judged by that alone.
 */
export function authenticateBy(sessions: SessionService, tokens: TokenService): Authenticate {
  return (request, endpoint) => {
    const bearer = bearerOf(request);
    const principal =
      bearer === null ? principalOfCookie(request, sessions) : tokens.principalOf(bearer);
    if (!principal) {
      throw new AppError('not-signed-in', 'No valid token or session came with the request');
    }
    if (endpoint.credentials === 'session' && principal.via !== 'session') {
      throw new AppError('not-allowed', 'This is done on the pages of the hub only');
    }
    if (!covers(principal.scopes, platformScope(principal.user))) {
      throw new AppError('not-allowed', 'This token does not reach the platform');
    }
    return principal;
  };
}

/** Whether the credentials of somebody who came in earlier are still in force: for what stays open. */
export function stillHoldsBy(
  sessions: SessionService,
  tokens: TokenService
): (principal: Principal) => boolean {
  return ({ sessionId, tokenId }) =>
    tokenId === null ? sessionId !== null && sessions.isLive(sessionId) : tokens.isLive(tokenId);
}
