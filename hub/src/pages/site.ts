import type { Application } from 'express';

import type { PageAssets } from './assets.js';

/** What administrators tell everybody, as text. */
export interface Announced {
  readonly title: string;
  /** May be empty. */
  readonly body: string;
  readonly severity: 'info' | 'warning' | 'critical';
}

/** What every page shows or links to, whatever it is about. */
export interface Site {
  /** The institution's name. */
  readonly name: string;
  /** Begins and ends with a slash. */
  readonly basePath: string;
  readonly hubPath: string;
  /** Origin of the Lab pages where it is not the hub's own. */
  readonly labOrigin?: string;
  /** What is shown at the top of every page now, newest first. */
  announcements(): readonly Announced[];
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
