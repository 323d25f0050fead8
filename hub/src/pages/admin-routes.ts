import type { Router } from 'express';

import { AppError } from '../errors.js';
import type { PageAccounts } from './ports.js';
import { forVisitors, only } from './visit.js';

const PAGES = [
  ['/admin/servers', 'admin-servers', 'Servers'],
  ['/admin/compute', 'admin-compute', 'Images & domains'],
  ['/admin/access', 'admin-access', 'Access'],
  ['/admin/announcements', 'admin-announcements', 'Announcements'],
  ['/admin/activity', 'admin-activity', 'Activity'],
  ['/admin/usage', 'admin-usage', 'Usage']
] as const;

/** Pages of administrators; for everybody else they do not exist. What they show and do, the API decides once more. */
export function bindAdminPages(router: Router, accounts: PageAccounts): void {
  for (const [path, page, title] of PAGES) {
    router.get(
      path,
      forVisitors(accounts, ({ visitor, request, response, show }) => {
        if (!visitor.admin) {
          throw new AppError('not-found', 'There is no such page');
        }
        show({ page, title, data: { xsrf: accounts.xsrfToken(request, response) } });
      })
    );
    router.all(path, only('GET', 'HEAD'));
  }
}
