import type { Request } from 'express';

import { editLink, listLinks, makeLink, revokeLink } from '../../contract/links.js';
import { actingUser } from '../accounts/acting-user.js';
import { LISTENER_HEADER } from '../gateway/request-headers.js';
import { tagged } from '../http/answers.js';
import type { Api } from '../http/api.js';
import { ownOrigin } from '../http/client.js';
import { versionSeen } from '../http/version-seen.js';
import type { LinkService } from './service.js';

/** What addresses of links are made of. */
export interface LinkSite {
  /** Left out: whatever the browser used. */
  readonly hubOrigin?: string | undefined;
  readonly hubPath: string;
}

export function bindLinks(api: Api, links: LinkService, site: LinkSite): void {
  // Where containers reach the hub nobody else does: to them the address is its path alone.
  const siteFor = (request: Request) => {
    const isInside = request.get(LISTENER_HEADER) === 'inside';
    return (site.hubOrigin ?? (isInside ? '' : ownOrigin(request))) + site.hubPath;
  };

  api.on(listLinks, ({ principal, query, request }) =>
    links.list(principal.user, query, siteFor(request))
  );
  api.on(makeLink, async ({ principal, body, request, response }) =>
    tagged(response, await links.make(actingUser(principal), body, siteFor(request)))
  );
  api.on(editLink, async ({ principal, params, body, request, response }) =>
    tagged(
      response,
      await links.edit(principal.user, params.id, body, versionSeen(request), siteFor(request))
    )
  );
  api.on(revokeLink, ({ principal, params }) => links.revoke(principal.user, params.id));
}
