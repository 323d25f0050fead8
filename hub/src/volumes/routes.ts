import { getVolume, listVolumes } from '../../contract/volumes.js';
import type { Api } from '../http/api.js';
import type { VolumeService } from './service.js';

export function bindVolumes(api: Api, volumes: VolumeService): void {
  api.on(listVolumes, ({ query: { kind, limit, cursor }, principal: { user } }) => {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
    const rest = volumes.listVisible(user, kind).filter(volume => volume.address > after);
    const page = rest.slice(0, limit);
    const last = rest.length > limit ? page.at(-1) : undefined;
    return {
      items: page.map(volume => volumes.toContract(user, volume)),
      nextCursor: last ? Buffer.from(last.address).toString('base64url') : null
    };
  });

  api.on(getVolume, ({ params, principal: { user } }) =>
    volumes.toContract(user, volumes.find(user, params.volume))
  );
}
