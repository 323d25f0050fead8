import { z } from 'zod';

import { Id } from './common.js';
import { Image } from './compute.js';
import { Database } from './databases.js';
import { defineEndpoint } from './endpoint.js';
import { ResourceKind } from './grants.js';
import { Group, Invitation } from './groups.js';
import { JobSummary } from './jobs.js';
import { LinkSummary } from './links.js';
import { Notification } from './notifications.js';
import { Server } from './servers.js';
import { Task } from './tasks.js';
import { Quota, Volume } from './volumes.js';

/**
 * What travels over the one event stream of a browser. The server-sent event's `id` is the event's number; a client
 * that comes back with `Last-Event-ID` gets what it missed, or `reset` when that is no longer known: then it reads its
 * lists again.
 */
export const HubEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('job'),
      id: z.string(),
      version: z.number().int(),
      body: JobSummary
    }),
    z.object({ type: z.literal('jobDeleted'), id: z.string(), version: z.number().int() }),
    z.object({
      type: z.literal('server'),
      id: z.string(),
      version: z.number().int(),
      body: Server
    }),
    z.object({ type: z.literal('serverDeleted'), id: z.string(), version: z.number().int() }),
    z.object({ type: z.literal('notification'), id: Id, body: Notification }),
    z.object({ type: z.literal('notificationsRead'), ids: z.array(Id) }),
    z.object({ type: z.literal('notificationsDismissed'), ids: z.array(Id) }),
    z.object({
      type: z.literal('volume'),
      id: z.string(),
      version: z.number().int(),
      body: Volume
    }),
    // Gone, or no longer shared with the user; in that case a `volume` may follow when it is shared with him again.
    z.object({ type: z.literal('volumeDeleted'), id: z.string(), version: z.number().int() }),
    z
      .object({ type: z.literal('quota'), id: z.string(), body: Quota })
      .describe('What the user keeps in the root volume of this name was counted or limited anew'),
    z.object({ type: z.literal('task'), id: z.string(), version: z.number().int(), body: Task }),
    z
      .object({ type: z.literal('trash'), id: z.string() })
      .describe('The trash of the volume of this id changed'),
    z
      .object({ type: z.literal('snapshots'), id: z.string() })
      .describe('The snapshots of the volume of this id changed'),
    z.object({ type: z.literal('group'), id: Id, version: z.number().int(), body: Group }),
    // The group is gone, or the user may no longer see it; a `group` of a higher version may follow when he is let in
    // again.
    z.object({ type: z.literal('groupDeleted'), id: Id, version: z.number().int() }),
    z.object({
      type: z.literal('invitation'),
      id: Id.describe('Of the group'),
      version: z.number().int(),
      body: Invitation
    }),
    // Answered, withdrawn, or the group is gone.
    z.object({
      type: z.literal('invitationDeleted'),
      id: Id.describe('Of the group'),
      version: z.number().int()
    }),
    z.object({
      type: z
        .literal('grantsChanged')
        .describe('Somebody was granted something, or it was withdrawn'),
      resource: z.object({ kind: ResourceKind, id: z.string() })
    }),
    // An image that the user saved; while it is made, also of the version of before.
    z.object({ type: z.literal('image'), id: Id, version: z.number().int(), body: Image }),
    z.object({ type: z.literal('imageDeleted'), id: Id, version: z.number().int() }),
    z.object({
      type: z.literal('link'),
      id: Id,
      version: z.number().int(),
      // Without its address: events are kept for a while.
      body: LinkSummary
    }),
    // Also when what is in it was changed: then of the version of before.
    z.object({ type: z.literal('database'), id: Id, version: z.number().int(), body: Database }),
    // Gone, or no longer shared with the user.
    z.object({ type: z.literal('databaseDeleted'), id: Id, version: z.number().int() }),
    z.object({ type: z.literal('linkDeleted'), id: Id, version: z.number().int() }),
    z.object({ type: z.literal('reset') })
  ])
  .meta({ id: 'HubEvent' });
export type HubEvent = z.infer<typeof HubEvent>;

export const followEvents = defineEndpoint({
  id: 'followEvents',
  method: 'GET',
  path: '/events',
  summary:
    'Everything that concerns the caller, as server-sent events; a comment every 15 s keeps the connection alive',
  produces: 'events',
  response: HubEvent,
  problems: ['limit-reached']
});
