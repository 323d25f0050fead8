import type { Response } from 'express';

import type { PageData, PageName } from './page-data.js';
import { pageHeaders } from './page-headers.js';
import { siteOf } from './site.js';
import { shell } from './views/shell.js';

/** One page to show. `visitor` is whose name stands in the header; left out when nobody is signed in. */
export interface Page<P extends PageName> {
  readonly page: P;
  readonly title: string;
  readonly status?: number;
  readonly data: PageData[P];
  /** Instead of those of other pages. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly visitor?: {
    readonly name: string;
    readonly displayName: string;
    readonly admin: boolean;
  } | null;
}

/**
 * Answers with a hub page: works without script where it is a form or a text, live pages get their data embedded.
 * @remarks The app must have been given its site with `useSite`.
 */
export function renderPage<P extends PageName>(response: Response, page: Page<P>): void {
  const site = siteOf(response.app);
  response
    .status(page.status ?? 200)
    .set({ ...pageHeaders(site.labOrigin), ...page.headers })
    .type('html')
    .send(shell(site, page).text);
}
