import { z } from 'zod';

import { Access, Id, Time, VolumeAddress, VolumeMount } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const ServerState = z.enum(['starting', 'running', 'stopping', 'stopped', 'failed']);
export type ServerState = z.infer<typeof ServerState>;

/** What may be done with a server in which state: the service enforces it, the pages disable buttons with it. */
export const SERVER_ACTIONS: Record<
  ServerState,
  readonly ('start' | 'stop' | 'restart' | 'delete' | 'open')[]
> = {
  starting: ['stop', 'restart'],
  running: ['open', 'stop', 'restart'],
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

/**
 * - `default`: the volumes of its owner and the data volumes that he may read, whichever these are at each moment
 * - `all`: everything that its owner may use, also what others share with him
 * - a list: these and no others
 */
export const ServerVolumes = z.union([z.enum(['default', 'all']), z.array(VolumeMount).max(200)]);
export type ServerVolumes = z.infer<typeof ServerVolumes>;

/** What a server is set to: what it is made of at its next start, as far as its owner may use it then. */
export const ServerSetup = z.object({
  domain: z.string().describe('Id of a compute domain'),
  image: z.string().describe('Id of an image of this domain'),
  volumes: ServerVolumes
});
export type ServerSetup = z.infer<typeof ServerSetup>;

export const Server = z
  .object({
    id: Id,
    name: z.string().describe('`default` for the default server; never changes'),
    displayName: z.string().describe('What people see; the name where none was given'),
    kind: z.enum(['lab', 'app']),
    state: ServerState,
    reason: z
      .string()
      .nullable()
      .describe('In words, why it failed or stopped, or what it had to start without'),
    logTail: z.string().nullable().describe('Last lines of its log, when it failed'),
    domain: z.string().describe('In which it runs, or will at its next start'),
    image: z.string(),
    volumes: ServerVolumes.describe(
      'What it is set to: a list as soon as something was mounted or taken out by hand. See `mounts` for what is there'
    ),
    pending: ServerSetup.nullable().describe(
      'What was chosen while it was live and is in force from its next start; null: nothing else than now'
    ),
    queue: z
      .object({
        position: z.number().int().describe('From 1: the next one to start'),
        length: z.number().int()
      })
      .nullable()
      .describe('While it waits for room to start'),
    url: z.string().nullable().describe('Path of the running server'),
    createdAt: Time,
    startedAt: Time.nullable(),
    lastActivityAt: Time.nullable(),
    idleStopAt: Time.nullable().describe('When it stops if nothing happens in it'),
    endsAt: Time.nullable().describe(
      'When it stops whatever happens in it; null where its domain lets servers run for as long as they like'
    ),
    memory: z
      .object({ usedBytes: z.number().int().nullable(), limitBytes: z.number().int() })
      .describe('usedBytes is null when not known'),
    layer: z
      .object({
        usedBytes: z.number().int().nullable().describe('Null when not known'),
        limitBytes: z.number().int().nullable()
      })
      .describe(
        'What its container holds of its own, outside of volumes; beyond the limit it is stopped'
      ),
    mounts: z.array(Mount),
    liveMounts: z.boolean().describe('Whether volumes come and go while it runs'),
    version: z.number().int()
  })
  .meta({ id: 'Server' });
export type Server = z.infer<typeof Server>;

export const ServerLimit = z.object({
  most: z.number().int().nullable().describe('Null: as many as he likes'),
  used: z.number().int()
});
export type ServerLimit = z.infer<typeof ServerLimit>;

const SetupId = z.string().min(1).max(64);

export const ServerParams = z.strictObject({ name: z.string().min(1).max(30) });

export const listServers = defineEndpoint({
  id: 'listServers',
  method: 'GET',
  path: '/servers',
  summary: "The caller's servers",
  response: z.object({
    items: z.array(Server),
    limit: ServerLimit.describe('How many he may have; stopped ones count')
  })
});

/** Names of servers; what is wrong with one is answered in words. */
const ServerName = z.string().min(1).max(64);

const DisplayName = z
  .string()
  .trim()
  .max(80)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');

export const createServer = defineEndpoint({
  id: 'createServer',
  method: 'POST',
  path: '/servers',
  summary: 'Make a server, without starting it; what is left out is the default',
  body: z.strictObject({
    name: ServerName.describe(
      '1 to 30 lower-case letters, digits and hyphens, beginning with a letter; or `default`'
    ),
    displayName: DisplayName.optional(),
    domain: SetupId.optional(),
    image: SetupId.optional(),
    volumes: ServerVolumes.optional()
  }),
  status: 201,
  response: Server,
  problems: ['not-found', 'not-allowed', 'conflict', 'already-exists', 'limit-reached']
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
    'Change what people call a server and what it is made of. Its container is made anew at the next start when domain or image changed, and what was installed in the old one is lost; of a live server they wait until then as `pending`. Volumes come and go at once where they can',
  params: ServerParams,
  body: z.strictObject({
    displayName: DisplayName.optional().describe('Empty: its name again'),
    domain: SetupId.optional(),
    image: SetupId.optional(),
    volumes: ServerVolumes.optional()
  }),
  response: Server,
  problems: ['not-found', 'not-allowed', 'conflict']
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
  problems: [
    'not-found',
    'conflict',
    'limit-reached',
    'engine-unavailable',
    'disk-full',
    'maintenance'
  ]
});

export const restartServer = defineEndpoint({
  id: 'restartServer',
  method: 'POST',
  path: '/servers/{name}/restart',
  summary:
    'Stop a server and start it with what is pending, as one act; one that does not run is started',
  params: ServerParams,
  status: 202,
  response: Server,
  problems: ['not-found', 'conflict', 'engine-unavailable', 'disk-full', 'maintenance']
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
