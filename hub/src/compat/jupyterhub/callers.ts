import type { Request } from 'express';

import { covers, holdsAny } from '../../accounts/scopes.js';
import type { AccountService } from '../../accounts/service.js';
import type { SessionService } from '../../accounts/sessions.js';
import type { TokenService } from '../../accounts/tokens.js';
import type { Principal, User } from '../../accounts/types.js';
import { AppError } from '../../errors.js';
import { bearerOf, principalOfCookie } from '../../http/authenticate.js';

/** Works out who calls and whom a call is about. */
export class Callers {
  constructor(
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService
  ) {}

  /**
   * By token, or by cookie from a hub page. Stricter than JupyterHub, which lets a cookie read without the page's token
   * where the browser says nothing.
   * @throws AppError `not-signed-in`, `cross-site`
   */
  principal(request: Request): Principal {
    const bearer = bearerOf(request);
    const principal =
      bearer === null ? principalOfCookie(request, this.sessions) : this.tokens.principalOf(bearer);
    if (!principal) {
      throw new AppError('not-signed-in', 'Missing or invalid credentials.');
    }
    return principal;
  }

  /** Whether a request brings credentials at all, good or bad. */
  hasCredentials(request: Request): boolean {
    return bearerOf(request) !== null || this.sessions.fromRequest(request) !== null;
  }

  /**
   * The user that a call is about, if the caller holds any of the scopes on him.
   * @throws AppError `not-allowed` without such a scope at all; `not-found` when it does not reach this user, or there is none
   */
  target(principal: Principal, name: string, ...scopes: string[]): User {
    if (!scopes.some(scope => holdsAny(principal.scopes, scope))) {
      throw new AppError(
        'not-allowed',
        `Action is not authorized with current scopes; requires any of ${scopes.join(', ')}`
      );
    }
    const user = this.accounts.findUser(name);
    if (!user || !scopes.some(scope => covers(principal.scopes, `${scope}!user=${user.name}`))) {
      throw new AppError('not-found', 'No such user');
    }
    return user;
  }
}
