import { z } from 'zod';

import { Access, Id, Time, VolumeAddress, VolumeMount } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const ServerState = z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']);
export type ServerState = z.infer<typeof ServerState>;

/** What may be done with a server in which state: the service enforces it, the pages disable buttons with it. */
export const SERVER_ACTIONS: Record<
  ServerState,
  readonly ('start' | 'stop' | 'delete' | 'open')[]
> = {
  starting: ['stop'],
  running: ['open', 'stop'],
  stopping: [],
  stopped: ['start', 'delete'],
  failed: ['start', 'delete']
};

/**
 * - `attached`: it is there, or will be when the server starts
 * - `restartNeeded`: it comes, goes or changes its access only when the server starts anew
 * - `withdrawn`: the owner of the server may no longer use it
 */
export const MountState = z.enum(['attached', 'restartNeeded', 'withdrawn']);
export type MountState = z.infer<typeof MountState>;

export const Mount = z.object({
  volume: z.string().describe('Address of the volume'),
  access: Access,
  path: z.string().describe("Where it is, relative to JupyterLab's root folder"),
  state: MountState,
  reason: z.string().nullable().describe('In words, what is the matter; null when it is attached')
});
export type Mount = z.infer<typeof Mount>;

export const Server = z
  .object({
    id: Id,
    name: z.string().describe('`default` for the default server'),
    kind: z.enum(['lab', 'app']),
    state: ServerState,
    reason: z.string().nullable().describe('In words, why it failed or stopped'),
    logTail: z.string().nullable().describe('Last lines of its log, when it failed'),
    domain: z.string(),
    image: z.string(),
    url: z.string().nullable().describe('Path of the running server'),
    createdAt: Time,
    startedAt: Time.nullable(),
    lastActivityAt: Time.nullable(),
    idleStopAt: Time.nullable().describe('When it stops if nothing happens in it'),
    memory: z
      .object({ usedBytes: z.number().int().nullable(), limitBytes: z.number().int() })
      .describe('usedBytes is null when not known'),
    mounts: z.array(Mount),
    liveMounts: z.boolean().describe('Whether volumes come and go while it runs'),
    version: z.number().int()
  })
  .meta({ id: 'Server' });
export type Server = z.infer<typeof Server>;

export const ServerParams = z.strictObject({ name: z.string().min(1).max(30) });

export const listServers = defineEndpoint({
  id: 'listServers',
  method: 'GET',
  path: '/servers',
  summary: "The caller's servers",
  response: z.object({ items: z.array(Server) })
});

export const getServer = defineEndpoint({
  id: 'getServer',
  method: 'GET',
  path: '/servers/{name}',
  summary: 'One server',
  params: ServerParams,
  response: Server,
  problems: ['not-found']
});

export const editServer = defineEndpoint({
  id: 'editServer',
  method: 'PATCH',
  path: '/servers/{name}',
  summary:
    'Choose the image of a server that is not running; its next start makes its container anew, and what was installed in the old one is lost',
  params: ServerParams,
  body: z.strictObject({ image: z.string().min(1).max(64) }),
  response: Server,
  problems: ['not-found', 'conflict']
});

export const startServer = defineEndpoint({
  id: 'startServer',
  method: 'POST',
  path: '/servers/{name}/start',
  summary:
    'Start a server, making its container if there is none; starting a live one changes nothing',
  params: ServerParams,
  status: 202,
  response: Server,
  problems: ['not-found', 'conflict', 'engine-unavailable']
});

export const stopServer = defineEndpoint({
  id: 'stopServer',
  method: 'POST',
  path: '/servers/{name}/stop',
  summary: 'Stop a server; its container and what was installed in it stay',
  params: ServerParams,
  status: 202,
  response: Server,
  problems: ['not-found', 'conflict', 'engine-unavailable']
});

export const keepServer = defineEndpoint({
  id: 'keepServer',
  method: 'POST',
  path: '/servers/{name}/keep',
  summary: 'Put off the idle stop by another idle limit',
  params: ServerParams,
  response: Server,
  problems: ['not-found', 'conflict']
});

export const deleteServer = defineEndpoint({
  id: 'deleteServer',
  method: 'DELETE',
  path: '/servers/{name}',
  summary: 'Delete a stopped server with its container; volumes, settings and layouts stay',
  params: ServerParams,
  problems: ['not-found', 'conflict', 'engine-unavailable']
});

export const mountVolume = defineEndpoint({
  id: 'mountVolume',
  method: 'POST',
  path: '/servers/{name}/mounts',
  summary:
    'Mount a volume in a server now, where it can be, and at each of its starts, as long as its owner may use it',
  params: ServerParams,
  body: VolumeMount,
  response: Server,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const unmountVolume = defineEndpoint({
  id: 'unmountVolume',
  method: 'DELETE',
  path: '/servers/{name}/mounts/{volume*}',
  summary: 'Take a volume out of a server, now where it can be, and do not mount it at its starts',
  params: ServerParams.extend({ volume: VolumeAddress }),
  response: Server,
  problems: ['not-found']
});

/** One step of a start. The last one has `ready` or `failed`. */
export const ServerProgress = z
  .object({
    progress: z.number().int().min(0).max(100),
    message: z.string(),
    ready: z.literal(true).optional(),
    failed: z.literal(true).optional(),
    url: z.string().optional(),
    logTail: z.string().optional()
  })
  .meta({ id: 'ServerProgress' });
export type ServerProgress = z.infer<typeof ServerProgress>;

export const followServerStart = defineEndpoint({
  id: 'followServerStart',
  method: 'GET',
  path: '/servers/{name}/progress',
  summary:
    'The steps of a start as server-sent events, from the first one; ends with `ready` or `failed`',
  params: ServerParams,
  produces: 'events',
  response: ServerProgress,
  problems: ['not-found', 'conflict']
});
