import type { Response } from 'express';

import {
  changeVolume,
  createVolume,
  deleteVolume,
  getVolume,
  listQuotas,
  listVolumes
} from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import { allWordsOf } from '../all-words.js';
import { locate, tagged } from '../http/answers.js';
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

/** What a volume says of itself. */
const textOf = ({ address, title, description }: Volume) => `${address}\n${title}\n${description}`;

export function bindVolumes(api: Api, { volumes, editor, quotas, counter }: VolumeServices): void {
  const answer = (response: Response, user: User, volume: Volume) =>
    tagged(response, volumes.toContract(user, volume));

  api.on(listVolumes, ({ query: { kind, q = '', limit, cursor }, principal: { user } }) => {
    const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
    const isAbout = allWordsOf(q);
    const rest = volumes
      .listVisible(user, kind)
      .filter(volume => volume.address > after && isAbout(textOf(volume)));
    const page = rest.slice(0, limit);
    const last = rest.length > limit ? page.at(-1) : undefined;
    return {
      items: volumes.toContracts(user, page),
      nextCursor: last ? Buffer.from(last.address).toString('base64url') : null
    };
  });

  api.on(createVolume, async ({ body, principal: { user }, response }) => {
    const volume = await editor.create(user, body);
    locate(response, volume.id);
    return answer(response, user, volume);
  });

  api.on(getVolume, ({ params, principal: { user }, response }) => {
    const volume = volumes.find(user, params.volume);
    counter.refresh([volume]);
    return answer(response, user, volume);
  });

  api.on(changeVolume, ({ params, body, principal: { user }, request, response }) =>
    answer(response, user, editor.change(user, params.volume, versionSeen(request), body))
  );

  api.on(deleteVolume, ({ params, principal: { user }, request }) =>
    editor.remove(user, params.volume, versionSeen(request))
  );

  api.on(listQuotas, ({ principal: { user } }) => {
    counter.refresh(volumes.ownedBy(user.id));
    return { items: quotas.list(user) };
  });
}
