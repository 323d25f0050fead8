import * as contract from '../../contract/snapshots.js';
import { actingUser } from '../accounts/acting-user.js';
import { sendBytes } from '../files/send-bytes.js';
import { sendZip } from '../files/send-zip.js';
import type { VolumeFiles } from '../files/ports.js';
import type { Api } from '../http/api.js';
import type { SnapshotService } from './service.js';

export function bindSnapshots(api: Api, snapshots: SnapshotService, files: VolumeFiles): void {
  api.on(contract.listSnapshots, ({ principal, query }) =>
    snapshots.list(actingUser(principal), query)
  );
  api.on(contract.makeSnapshot, ({ principal, body }) =>
    snapshots.make(actingUser(principal), body.volume)
  );
  api.on(contract.deleteSnapshot, ({ principal, params }) =>
    snapshots.delete(actingUser(principal), params.id)
  );
  api.on(contract.listSnapshotEntries, ({ principal, params, query }) => {
    const { path, ...listing } = query;
    return snapshots.entries(actingUser(principal), params.id, path, listing);
  });
  api.stream(contract.readSnapshotFile, async ({ principal, params, query, request, response }) => {
    const user = actingUser(principal);
    if (query.format === undefined) {
      const { place, name: downloadAs } = snapshots.reading(user, params.id, query.path);
      const contentType = 'application/octet-stream';
      return sendBytes({ request, response, files, place, contentType, downloadAs });
    }
    const { place, name } = await snapshots.folder(user, params.id, query.path);
    return sendZip({ request, response, files, parts: [{ place, name }], name });
  });
  api.on(contract.restoreSnapshot, async ({ principal, params, body, request, response }) => {
    const task = await snapshots.restore(actingUser(principal), params.id, body);
    response.location(request.originalUrl.replace(/\/snapshots\/.*$/, `/tasks/${task.id}`));
    return task;
  });
}
