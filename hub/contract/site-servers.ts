// The servers of all users, for administrators.
import { z } from 'zod';

import { Id, PageQuery, Time, UserName, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Person } from './groups.js';
import { Server, ServerState } from './servers.js';

export const SiteServer = Server.pick({
  id: true,
  name: true,
  displayName: true,
  kind: true,
  state: true,
  reason: true,
  createdAt: true,
  startedAt: true,
  lastActivityAt: true,
  layer: true
})
  .extend({
    owner: Person,
    domain: z.string().describe('Title of its compute domain; its id where there is none any more'),
    image: z.string().describe('Title of its image; its id where there is none any more')
  })
  .meta({ id: 'SiteServer' });
export type SiteServer = z.infer<typeof SiteServer>;

const Params = z.strictObject({ id: Id });

export const listSiteServers = defineEndpoint({
  id: 'listSiteServers',
  method: 'GET',
  path: '/admin/servers',
  credentials: 'session',
  summary: 'The servers of all users, by user and name; for administrators',
  query: PageQuery.extend({
    user: UserName.optional(),
    state: ServerState.optional(),
    q: z.string().max(200).optional().describe('In the names of user and server')
  }),
  response: pageOf(SiteServer).extend({
    live: z.number().int().describe('Of all servers, how many start, run or stop'),
    askedAt: Time
  }),
  problems: ['not-allowed']
});

export const stopSiteServer = defineEndpoint({
  id: 'stopSiteServer',
  method: 'POST',
  path: '/admin/servers/{id}/stop',
  credentials: 'session',
  summary: 'Stops a server of anybody; its owner is told, with these words',
  params: Params,
  body: z.strictObject({
    reason: z
      .string()
      .trim()
      .max(300)
      .regex(/^\P{Cc}*$/u, 'must be one line')
      .default('')
      .describe('For its owner; may be empty')
  }),
  status: 202,
  response: SiteServer,
  problems: ['not-found', 'conflict']
});

export const deleteSiteServer = defineEndpoint({
  id: 'deleteSiteServer',
  method: 'DELETE',
  path: '/admin/servers/{id}',
  credentials: 'session',
  summary:
    'Deletes a stopped server of anybody with its container; volumes, settings and layouts stay, and its owner is told',
  params: Params,
  problems: ['not-found', 'conflict', 'engine-unavailable']
});
