import type { Response } from 'express';

import {
  changeVolume,
  createVolume,
  deleteVolume,
  getVolume,
  listQuotas,
  listVolumes,
  type Volume as ContractVolume
} from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import type { Api } from '../http/api.js';
import { versionSeen } from '../http/version-seen.js';
import type { VolumeEditor } from './editor.js';
import type { QuotaService } from './quotas.js';
import type { VolumeService } from './service.js';
import type { Volume } from './types.js';
import type { UsageCounter } from './usage-counter.js';

export interface VolumeServices {
  readonly volumes: VolumeService;
  readonly editor: VolumeEditor;
  readonly quotas: QuotaService;
  readonly counter: UsageCounter;
}

/** Whether all words stand in what a volume says of itself. */
function speaksOf({ address, title, description }: Volume, words: readonly string[]): boolean {
  const text = `${address}\n${title}\n${description}`.toLowerCase();
  return words.every(word => text.includes(word));
}

export function bindVolumes(api: Api, { volumes, editor, quotas, counter }: VolumeServices): void {
  const tagged = (response: Response, user: User, volume: Volume): ContractVolume => {
    response.set('ETag', `"${volume.version}"`);
    return volumes.toContract(user, volume);
  };

  api.on(listVolumes, ({ query: { kind, q = '', limit, cursor }, principal: { user } }) => {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const rest = volumes
      .listVisible(user, kind)
      .filter(volume => volume.address > after && speaksOf(volume, words));
    const page = rest.slice(0, limit);
    const last = rest.length > limit ? page.at(-1) : undefined;
    return {
      items: volumes.toContracts(user, page),
      nextCursor: last ? Buffer.from(last.address).toString('base64url') : null
    };
  });

  api.on(createVolume, async ({ body, principal: { user }, request, response }) => {
    const volume = await editor.create(user, body);
    response.location(`${request.originalUrl.replace(/\?.*$/, '')}/${volume.id}`);
    return tagged(response, user, volume);
  });

  api.on(getVolume, ({ params, principal: { user }, response }) => {
    const volume = volumes.find(user, params.volume);
    counter.refresh([volume]);
    return tagged(response, user, volume);
  });

  api.on(changeVolume, ({ params, body, principal: { user }, request, response }) =>
    tagged(response, user, editor.change(user, params.volume, versionSeen(request), body))
  );

  api.on(deleteVolume, ({ params, principal: { user }, request }) =>
    editor.remove(user, params.volume, versionSeen(request))
  );

  api.on(listQuotas, ({ principal: { user } }) => {
    counter.refresh(volumes.ownedBy(user.id));
    return { items: quotas.list(user) };
  });
}
