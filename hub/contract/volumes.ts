import { z } from 'zod';

import { Id, PageQuery, Time, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const Volume = z
  .object({
    id: Id,
    address: z.string().describe('Storage/kim/persistent, or Data/<name>'),
    kind: z.enum(['user', 'data']),
    root: z.string().describe('Name of the root volume; `Data` for data volumes'),
    owner: z.string().nullable(),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    privileges: z.array(z.enum(['read', 'write', 'grant'])).describe('What the caller may do'),
    createdAt: Time
  })
  .meta({ id: 'Volume' });
export type Volume = z.infer<typeof Volume>;

export const listVolumes = defineEndpoint({
  id: 'listVolumes',
  method: 'GET',
  path: '/volumes',
  summary: 'Volumes that the caller may see',
  query: PageQuery.extend({ kind: z.enum(['mine', 'shared', 'data']).optional() }),
  response: pageOf(Volume)
});

export const getVolume = defineEndpoint({
  id: 'getVolume',
  method: 'GET',
  path: '/volumes/{volume*}',
  summary: 'One volume, by id or address',
  params: z.strictObject({ volume: z.string().max(300) }),
  response: Volume,
  problems: ['not-found']
});
