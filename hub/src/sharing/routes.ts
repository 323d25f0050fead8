import { explainAccess, listGrants, parseResource, putGrant } from '../../contract/grants.js';
import { actingUser } from '../accounts/acting-user.js';
import type { Api } from '../http/api.js';
import type { Sharing } from './sharing.js';

export function bindSharing(api: Api, sharing: Sharing): void {
  api.on(listGrants, ({ principal: { user }, query }) => {
    if (query.resource !== undefined) {
      return sharing.listOn(user, parseResource(query.resource), query);
    }
    return query.group !== undefined
      ? sharing.listOf(user, query.group, query)
      : sharing.listReaching(user, query);
  });
  api.on(putGrant, ({ principal, body }) => sharing.put(actingUser(principal), body));
  api.on(explainAccess, ({ principal: { user }, query }) =>
    sharing.explain(user, parseResource(query.resource), query.privilege)
  );
}
