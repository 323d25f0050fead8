import { z } from 'zod';

import { Id, PageQuery, Time, UserName, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** One act on record: who did what to which, from where, when, and what came of it. */
export const Activity = z
  .object({
    id: z.string().describe('Number of the act; later acts have higher ones'),
    at: Time,
    actor: z
      .object({ name: z.string(), displayName: z.string() })
      .nullable()
      .describe('Null for the hub itself'),
    action: z.string().describe('Verb after a kind: server.start, job.submit, account.signIn'),
    resource: z.object({ kind: z.string(), id: z.string() }),
    outcome: z.enum(['done', 'refused', 'failed']),
    detail: z.string(),
    address: z.string().nullable().describe('Network address it came from, where that is known')
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof Activity>;

/** Columns of the record as CSV, in this order. */
export const ACTIVITY_COLUMNS = [
  'at',
  'actor',
  'action',
  'resourceKind',
  'resourceId',
  'outcome',
  'detail',
  'address'
] as const;

export const ActivityQuery = PageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a cursor of this list')
    .optional(),
  kind: z.string().max(40).optional().describe('Kind of the resource: job, server, volume, …'),
  actor: UserName.optional().describe('Name of who did it'),
  resource: z
    .string()
    .max(200)
    .regex(/^\w+:.+$/, 'must be kind:id')
    .optional()
    .describe('One resource, as kind:id'),
  group: Id.optional().describe(
    'What was done in this group: for its members; invitations only for those who look after it'
  ),
  since: Time.optional().describe('At this moment or later'),
  until: Time.optional().describe('Before this moment'),
  text: z.string().trim().max(200).optional().describe('Part of the action or of its words'),
  order: z.enum(['newest', 'oldest']).default('newest')
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

export const listActivity = defineEndpoint({
  id: 'listActivity',
  method: 'GET',
  path: '/activity',
  summary:
    'What was done by the caller and what concerns him, administrators see all; with Accept: text/csv everything that matches, without pages',
  query: ActivityQuery,
  response: pageOf(Activity),
  problems: ['not-found', 'not-allowed']
});
