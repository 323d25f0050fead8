import { z } from 'zod';

import { Access } from './common.js';
import { Domain, Image } from './compute.js';
import { defineEndpoint } from './endpoint.js';
import { ServerLimit, ServerSetup } from './servers.js';

/** A volume that can be chosen for a server. */
export const OptionVolume = z.object({
  volume: z.string().describe('Address of the volume'),
  title: z.string(),
  description: z.string(),
  kind: z.enum(['own', 'shared', 'data']),
  owner: z.string().nullable().describe('User name'),
  access: Access.describe('The most that the caller may have'),
  byDefault: z.boolean().describe('Whether servers get it that are set to `default`')
});
export type OptionVolume = z.infer<typeof OptionVolume>;

export const ServerOptions = z
  .object({
    domains: z.array(Domain).describe('In which servers run; the first is the default'),
    images: z.array(Image).describe('Of these domains; each names its own in order'),
    volumes: z.array(OptionVolume),
    last: ServerSetup.nullable().describe(
      'What the caller chose last, as far as he may still use it; null: nothing'
    ),
    liveVolumes: z.boolean().describe('Whether volumes come and go while servers run'),
    limit: ServerLimit
  })
  .meta({ id: 'ServerOptions' });
export type ServerOptions = z.infer<typeof ServerOptions>;

export const getServerOptions = defineEndpoint({
  id: 'getServerOptions',
  method: 'GET',
  path: '/server-options',
  summary: 'Everything that a server can be made of by the caller',
  response: ServerOptions
});
