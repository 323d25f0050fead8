import type { Response } from 'express';

import {
  getDataSet,
  listDataSets,
  readDataSetIndex,
  readDataSetLogo,
  writeDataSetIndex
} from '../../contract/datasets.js';
import { actingUser } from '../accounts/acting-user.js';
import { guardBytes } from '../files/send-bytes.js';
import type { Api } from '../http/api.js';
import type { DataSetService, ReadIndex } from './service.js';

function tagged(response: Response, { index, etag }: ReadIndex): ReadIndex['index'] {
  if (etag !== null) {
    response.set('ETag', `"${etag}"`);
  }
  return index;
}

export function bindDataSets(api: Api, service: DataSetService): void {
  api.on(listDataSets, ({ query, principal }) => service.list(actingUser(principal), query));
  api.on(getDataSet, ({ params, principal }) => service.get(actingUser(principal), params.id));
  api.stream(readDataSetLogo, async ({ params, principal, response }) => {
    const { bytes, type } = await service.logo(actingUser(principal), params.id);
    guardBytes(response, type);
    response.end(bytes);
  });
  api.on(readDataSetIndex, async ({ params, principal, response }) =>
    tagged(response, await service.readIndex(actingUser(principal), params.volume))
  );
  api.on(writeDataSetIndex, async ({ params, body, principal, request, response }) =>
    tagged(
      response,
      await service.writeIndex(actingUser(principal), params.volume, body.datasets, {
        ifMatch: request.get('If-Match'),
        ifNoneMatch: request.get('If-None-Match')
      })
    )
  );
}
