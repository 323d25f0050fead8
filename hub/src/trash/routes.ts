import * as contract from '../../contract/trash.js';
import { actingUser } from '../accounts/acting-user.js';
import type { Api } from '../http/api.js';
import type { TrashService } from './service.js';

export function bindTrash(api: Api, trash: TrashService): void {
  api.on(contract.listTrash, ({ principal, query }) => trash.list(actingUser(principal), query));
  api.on(contract.emptyTrash, async ({ principal, body }) => ({
    items: await trash.empty(actingUser(principal), body.volume)
  }));
  api.on(contract.restoreFromTrash, ({ principal, params, body }) =>
    trash.restore(actingUser(principal), params.id, body.conflict)
  );
  api.on(contract.deleteFromTrash, ({ principal, params }) =>
    trash.delete(actingUser(principal), params.id)
  );
}
