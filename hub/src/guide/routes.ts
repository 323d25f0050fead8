import type { RequestHandler, Router } from 'express';

import { AppError } from '../errors.js';
import type { PageAccounts } from '../pages/ports.js';
import { renderPage } from '../pages/render.js';
import type { Guide } from './guide.js';

/** The pictures of the guide, by name. */
export function guidePictures(guide: Guide): RequestHandler<{ file: string }> {
  return (request, response) => {
    const file = guide.picture(request.params.file);
    if (file === null) {
      throw new AppError('not-found', 'There is no such picture');
    }
    response.set('Cache-Control', 'max-age=3600').sendFile(file);
  };
}

/** The pages of the guide, for everybody. */
export function bindGuide(router: Router, guide: Guide, accounts: PageAccounts): void {
  router.get(['/guide', '/guide/:page'], (request, response) => {
    const page = guide.find(String(request.params['page'] ?? ''));
    if (page === null) {
      throw new AppError('not-found', 'The guide has no such page');
    }
    renderPage(response, {
      page: 'guide',
      title: page.title,
      data: { page, pages: guide.list() },
      visitor: accounts.visitorOf(request)
    });
  });
}
