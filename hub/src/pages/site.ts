import type { Application } from 'express';

import type { PageAssets } from './assets.js';

/** What every page shows or links to, whatever it is about. */
export interface Site {
  /** The institution's name. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly basePath: string;
  readonly hubPath: string;
  /** Origin of the Lab pages where it is not the hub's own. */
  readonly labOrigin?: string;
  /** Shown on the sign-in and home pages. */
  readonly announcement: string | null;
  readonly assets: PageAssets;
}

const KEY = 'labcommons site';

/** To be called once where the app is made: `renderPage` finds the site through the response's app. */
export function useSite(app: Application, site: Site): void {
  app.set(KEY, site);
}

export function siteOf(app: Application): Site {
  const site = app.get(KEY) as Site | undefined;
  if (!site) {
    throw new TypeError('useSite was not called for this app');
  }
  return site;
}
