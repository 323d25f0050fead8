import { z } from 'zod';

import { Id, PageQuery, Time, VolumeAddress, VolumePath, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** Why a link opens nothing, or that it does. */
export const LinkState = z.enum(['live', 'expired', 'usedUp', 'broken']);
export type LinkState = z.infer<typeof LinkState>;

/** A link as its owner sees it, but for its address. */
export const LinkSummary = z
  .object({
    id: Id,
    kind: z.enum(['file', 'folder']).describe('What it led to when it was made'),
    name: z.string().describe('Of the file or folder'),
    volume: VolumeAddress,
    path: VolumePath,
    state: LinkState,
    reason: z
      .string()
      .nullable()
      .describe('In words why it does not work any more; null while it does'),
    hasPassword: z.boolean(),
    expiresAt: Time,
    downloads: z.number().int().describe('How often a file or zip was asked for through it'),
    maxDownloads: z.number().int().nullable().describe('How often that may be; null for no limit'),
    lastDownloadAt: Time.nullable(),
    createdAt: Time,
    version: z.number().int()
  })
  .meta({ id: 'LinkSummary' });
export type LinkSummary = z.infer<typeof LinkSummary>;

export const Link = LinkSummary.extend({
  url: z
    .string()
    .nullable()
    .describe(
      'Where it is visited; whoever knows it may read. Null when the hub lost the key that it is made with: the link goes on working'
    )
}).meta({ id: 'Link' });
export type Link = z.infer<typeof Link>;

/** Shorter ones are guessed. */
const LinkPassword = z.string().min(8, 'must have at least 8 characters').max(1024);
const DownloadLimit = z.number().int().min(1).max(1_000_000);
const LinkParams = z.strictObject({ id: Id });

export const listLinks = defineEndpoint({
  id: 'listLinks',
  method: 'GET',
  path: '/links',
  summary: "The caller's own links, newest first, those that no longer work too",
  query: PageQuery,
  response: pageOf(Link)
});

export const makeLink = defineEndpoint({
  id: 'makeLink',
  method: 'POST',
  path: '/links',
  summary:
    'Make a link through which anybody reads a file or folder of a volume that the caller may share, until it expires',
  body: z.strictObject({
    volume: VolumeAddress,
    path: VolumePath.describe('Of a file or folder inside the volume, never empty'),
    expiresAt: Time.optional().describe('Default and latest moment: limits.links of /me'),
    password: LinkPassword.optional(),
    maxDownloads: DownloadLimit.optional()
  }),
  response: Link,
  status: 201,
  problems: ['not-found', 'not-allowed', 'limit-reached', 'files-unavailable']
});

export const editLink = defineEndpoint({
  id: 'editLink',
  method: 'PATCH',
  path: '/links/{id}',
  summary: 'Change until when, how often and with which password a link is used; honours If-Match',
  params: LinkParams,
  body: z.strictObject({
    expiresAt: Time.optional(),
    password: LinkPassword.nullable().optional().describe('Null for none'),
    maxDownloads: DownloadLimit.nullable().optional().describe('Null for no limit')
  }),
  response: Link,
  problems: ['not-found', 'not-allowed', 'changed-meanwhile']
});

export const revokeLink = defineEndpoint({
  id: 'revokeLink',
  method: 'DELETE',
  path: '/links/{id}',
  summary: 'End a link at once',
  params: LinkParams,
  problems: ['not-found']
});
