import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { listActivity } from '../../contract/activity.js';
import { covers } from '../accounts/scopes.js';
import type { Principal } from '../accounts/types.js';
import type { Api } from '../http/api.js';
import type { ActivityHistory, Reader } from './history.js';

/** All of it is for administrators, with credentials that reach as far: the token of a JupyterLab page does not. */
function readerOf({ user, scopes }: Principal): Reader {
  return { user, seesAll: user.admin && covers(scopes, 'admin:users') };
}

/** The record of acts, to read. */
export function bindHistory(api: Api, history: ActivityHistory): void {
  api.stream(listActivity, async ({ principal, query, request, response }) => {
    const reader = readerOf(principal);
    response.vary('Accept');
    if (request.accepts(['application/json', 'text/csv']) !== 'text/csv') {
      response.json(history.list(reader, query));
      return;
    }
    const lines = history.csv(reader, query);
    response.type('text/csv').attachment('activity.csv');
    await pipeline(Readable.from(lines), response).catch((error: unknown) => {
      // Who asked may leave in the middle.
      if (!response.destroyed) {
        throw error;
      }
    });
  });
}
