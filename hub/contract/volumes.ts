import { z } from 'zod';

import { AddressName, Id, PageQuery, Time, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Sharing } from './grants.js';

/** What lies in a volume, as last counted and with what the hub wrote since. */
export const VolumeUsage = z.object({ bytes: z.number().int(), files: z.number().int() });
export type VolumeUsage = z.infer<typeof VolumeUsage>;

/** That files are removed when nobody has changed them for some time. */
export const Expiry = z.object({
  days: z.number().int().describe('After so many days without a change a file is removed'),
  nextAt: Time.nullable().describe(
    'When the next file goes, as of the last look at all of them; null: none was there'
  )
});
export type Expiry = z.infer<typeof Expiry>;

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
    sharing: Sharing,
    isDefault: z
      .boolean()
      .describe('Whether every user has it from the beginning: it is neither renamed nor deleted'),
    mountPath: z
      .string()
      .nullable()
      .describe('Where new servers of the caller mount it, below the workspace; null: nowhere'),
    usage: VolumeUsage.nullable().describe(
      'Null before it was first counted, and for data volumes'
    ),
    expiry: Expiry.nullable().describe('Null where files stay until somebody deletes them'),
    overQuota: z
      .boolean()
      .describe(
        'Whether its owner keeps too much in this root for so long that servers and jobs may only read it'
      ),
    version: z.number().int(),
    createdAt: Time
  })
  .meta({ id: 'Volume' });
export type Volume = z.infer<typeof Volume>;

/** Last part of a user volume's address: also a folder name in the workspace. */
export const VolumeName = AddressName;

const Title = z.string().trim().min(1).max(120);
const Description = z.string().max(4000);
const VolumeParams = z.strictObject({ volume: z.string().max(300) });

export const listVolumes = defineEndpoint({
  id: 'listVolumes',
  method: 'GET',
  path: '/volumes',
  summary: 'Volumes that the caller may see',
  query: PageQuery.extend({
    kind: z.enum(['mine', 'shared', 'data']).optional(),
    q: z
      .string()
      .max(200)
      .optional()
      .describe('Only those with these words in address, title or description')
  }),
  response: pageOf(Volume)
});

export const createVolume = defineEndpoint({
  id: 'createVolume',
  method: 'POST',
  path: '/volumes',
  summary: 'Makes a volume of the caller',
  body: z.strictObject({
    root: z.string().max(80).describe('Name of the root volume, see `GET /quotas`'),
    name: VolumeName,
    title: Title.optional().describe('Default: the name'),
    description: Description.default('')
  }),
  response: Volume,
  status: 201,
  problems: ['already-exists', 'limit-reached']
});

export const getVolume = defineEndpoint({
  id: 'getVolume',
  method: 'GET',
  path: '/volumes/{volume*}',
  summary: 'One volume, by id or address',
  params: VolumeParams,
  response: Volume,
  problems: ['not-found']
});

export const changeVolume = defineEndpoint({
  id: 'changeVolume',
  method: 'PATCH',
  path: '/volumes/{volume*}',
  summary: 'Renames or describes a volume of the caller; `If-Match` with the ETag is honoured',
  params: VolumeParams,
  body: z.strictObject({
    name: VolumeName.optional(),
    title: Title.optional(),
    description: Description.optional()
  }),
  response: Volume,
  problems: ['not-found', 'already-exists', 'conflict', 'changed-meanwhile']
});

export const deleteVolume = defineEndpoint({
  id: 'deleteVolume',
  method: 'DELETE',
  path: '/volumes/{volume*}',
  summary: 'Deletes a volume of the caller with everything in it, for good',
  params: VolumeParams,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});

/** What the caller uses of one root volume; limits are null where there is none. */
export const Quota = z
  .object({
    root: z.string(),
    title: z.string(),
    description: z.string(),
    mayCreate: z.boolean().describe('Whether the user may make volumes in it'),
    bytes: z.number().int(),
    bytesLimit: z.number().int().nullable(),
    files: z.number().int(),
    filesLimit: z.number().int().nullable(),
    trashBytes: z.number().int().describe('How much of `bytes` lies in the trash'),
    countedAt: Time.nullable().describe('When the files were last counted on disk'),
    readOnlyAt: Time.nullable().describe(
      'When servers and jobs may no longer write, or ceased to, for there is more than may be; null: within the limits'
    )
  })
  .meta({ id: 'Quota' });
export type Quota = z.infer<typeof Quota>;

export const listQuotas = defineEndpoint({
  id: 'listQuotas',
  method: 'GET',
  path: '/quotas',
  summary:
    'Root volumes that the caller may make volumes in or has some in, what he uses of each and how much that may be',
  response: z.object({ items: z.array(Quota) })
});
