import type { Router } from 'express';

import type { Session } from '../accounts/session-store.js';
import type { User } from '../accounts/types.js';
import { safeNext } from '../pages/next-path.js';
import type { PageAccounts } from '../pages/ports.js';
import { forVisitors, only } from '../pages/visit.js';

/** What the page needs of programs. */
export interface AppEntrances {
  wayInto(user: User, session: Session, wanted: string): Promise<string>;
}

/** `{hub}enter?next=…`: where the gateway sends whoever has not been let into a program yet. */
export function bindAppEntrance(
  router: Router,
  accounts: PageAccounts,
  entrances: AppEntrances
): void {
  router.get(
    '/enter',
    forVisitors(accounts, async ({ visitor, session, site, request, response }) => {
      const wanted = safeNext(request.query['next'], site.hubPath);
      response.redirect(302, await entrances.wayInto(visitor, session, wanted));
    })
  );
  router.all('/enter', only('GET', 'HEAD'));
}
