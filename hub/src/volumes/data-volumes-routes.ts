import {
  changeDataVolume,
  listDataVolumes,
  registerDataVolume,
  removeDataVolume
} from '../../contract/data-volumes.js';
import { actingUser } from '../accounts/acting-user.js';
import { locate, tagged } from '../http/answers.js';
import type { Api } from '../http/api.js';
import { versionSeen } from '../http/version-seen.js';
import type { DataVolumes } from './data-volumes-service.js';

export function bindDataVolumes(api: Api, service: DataVolumes): void {
  api.on(listDataVolumes, ({ query, principal }) => service.list(actingUser(principal), query));
  api.on(registerDataVolume, async ({ body, principal, response }) => {
    const volume = await service.register(actingUser(principal), body);
    locate(response, volume.id);
    return tagged(response, volume);
  });
  api.on(changeDataVolume, ({ params, body, principal, request, response }) =>
    tagged(response, service.change(actingUser(principal), params.id, versionSeen(request), body))
  );
  api.on(removeDataVolume, ({ params, principal, request }) =>
    service.remove(actingUser(principal), params.id, versionSeen(request))
  );
}
