import type { Request, RequestHandler, Response } from 'express';

import type { Session } from '../accounts/session-store.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Page } from './render.js';
import { renderPage } from './render.js';
import type { PageName } from './page-data.js';
import type { PageAccounts } from './ports.js';
import { siteOf, type Site } from './site.js';

/** A page request of somebody who is signed in. */
export interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly visitor: User;
  readonly session: Session;
  readonly site: Site;
  /** Shows a page with the visitor's name in the header. */
  show<P extends PageName>(page: Page<P>): void;
}

/** Path and query as the browser sent them: the only form that survives unusual escapes. */
export function rawPath(request: Request): string {
  return request.originalUrl;
}

/** A handler for visitors; everybody else is sent to sign in and comes back. */
export function forVisitors(
  accounts: PageAccounts,
  handle: (visit: Visit) => Promise<void> | void
): RequestHandler {
  return async (request, response) => {
    const site = siteOf(request.app);
    const signedIn = accounts.signedInOf(request);
    if (!signedIn) {
      const next = request.method === 'POST' ? `${site.hubPath}home` : rawPath(request);
      response.redirect(302, `${site.hubPath}login?next=${encodeURIComponent(next)}`);
      return;
    }
    const { user: visitor, session } = signedIn;
    await handle({
      request,
      response,
      visitor,
      session,
      site,
      show: page => renderPage(response, { ...page, visitor })
    });
  };
}

/** For the methods that a page does not take: to be bound after those that it does. */
export function only(...methods: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.set('Allow', methods.join(', '));
    throw new AppError('method-not-allowed', `This page takes ${methods.join(', ')} only`);
  };
}
