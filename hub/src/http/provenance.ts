import type { IncomingMessage } from 'node:http';

import { AppError } from '../errors.js';
import { ownOrigin } from './client.js';
import { type Provenance, type Purpose, mayUseCookie } from './cross-site.js';

function one(header: string | string[] | undefined): string | null {
  return header === undefined ? null : String(header).toLowerCase();
}

function provenanceOf(request: Pick<IncomingMessage, 'headers'>): Provenance {
  const { headers } = request;
  return {
    origin: one(headers.origin),
    fetchSite: one(headers['sec-fetch-site']),
    fetchMode: one(headers['sec-fetch-mode']),
    fetchDest: one(headers['sec-fetch-dest'])
  };
}

/**
 * Refuses what a script of a Lab page, or another site, could have sent.
 * @param hasToken - whether the request carries the token of its session; of no matter for a page
 * @throws AppError `cross-site`
 */
export function requireProvenance(
  request: Pick<IncomingMessage, 'headers'>,
  purpose: Purpose,
  hasToken = false
): void {
  if (!mayUseCookie(purpose, provenanceOf(request), ownOrigin(request), hasToken)) {
    throw new AppError(
      'cross-site',
      purpose === 'page'
        ? 'This page opens in a tab of its own only'
        : 'This is answered to hub pages only; load the page again'
    );
  }
}
