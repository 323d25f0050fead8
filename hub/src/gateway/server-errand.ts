import type { IncomingMessage } from 'node:http';

import type { AppPlace } from './apps/answers.js';
import { headersForApp } from './apps/requests.js';
import type { ToServer } from './decision.js';
import { forwardedHeaders, type Forwarding } from './request-headers.js';

/** A request as a user's server shall see it. */
export interface ServerErrand {
  readonly to: ToServer;
  /** With the query. */
  readonly path: string;
  /** Flat, as in `rawHeaders`. */
  readonly headers: string[];
  /** Where its program is; null for a server that knows that by itself. */
  readonly place: AppPlace | null;
}

export function errandTo(
  to: ToServer,
  request: IncomingMessage,
  forwarding: Forwarding
): ServerErrand {
  const headers = forwardedHeaders(request, forwarding, to.cookie);
  const { app, prefix, host, port } = to.route;
  if (app === null) {
    return { to, path: to.path, headers, place: null };
  }
  return {
    to,
    path: app.stripPrefix ? to.path.slice(prefix.length - 1) : to.path,
    headers: headersForApp(headers, prefix),
    place: {
      prefix,
      stripPrefix: app.stripPrefix,
      hosts: [forwarding.host.toLowerCase(), `${host}:${port}`]
    }
  };
}
