import { z } from 'zod';

import { Id, PageQuery, Time, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { SubjectRef } from './grants.js';

/** Who looks after a data volume: its title, text and files, and who else may write. */
export const Maintainer = SubjectRef.refine(
  ({ kind }) => kind !== 'everyone',
  'must be a user or a group'
);
export type Maintainer = z.infer<typeof Maintainer>;

/** A data volume as administrators see it. */
export const DataVolume = z
  .object({
    id: Id,
    name: z.string(),
    address: z.string().describe('Data/<name>'),
    title: z.string(),
    description: z.string(),
    directory: z.string().describe("Absolute, on the hub's machine"),
    public: z.boolean().describe('Whether everyone may read it, or those it is granted to'),
    maintainer: z
      .object({ kind: z.enum(['user', 'group']), id: z.string(), name: z.string() })
      .nullable()
      .describe('A user by name, a group by id; null: administrators alone'),
    registeredBy: z.enum(['settings', 'administrator']),
    version: z.number().int(),
    createdAt: Time
  })
  .meta({ id: 'DataVolume' });
export type DataVolume = z.infer<typeof DataVolume>;

export const DataVolumeName = z
  .string()
  .regex(/^[A-Za-z0-9][\w. -]{0,79}$/, 'must be 1 to 80 letters, digits, ". _ -" and spaces')
  .refine(name => !/[ .]$/.test(name), 'must not end with a dot or a space');

const Title = z.string().trim().min(1).max(120);
const Description = z.string().max(4000);
const DataVolumeParams = z.strictObject({ id: z.string().max(100) });

export const listDataVolumes = defineEndpoint({
  id: 'listDataVolumes',
  method: 'GET',
  path: '/admin/data-volumes',
  summary: 'All data volumes, by name; for administrators',
  query: PageQuery,
  response: pageOf(DataVolume),
  problems: ['not-allowed']
});

export const registerDataVolume = defineEndpoint({
  id: 'registerDataVolume',
  method: 'POST',
  path: '/admin/data-volumes',
  summary:
    'Registers a directory as a data volume; it must lie below one of `dataRoots` of the settings, and be readable',
  body: z.strictObject({
    name: DataVolumeName,
    title: Title.optional().describe('Default: the name'),
    description: Description.default(''),
    directory: z.string().max(4096).startsWith('/', 'must be an absolute path'),
    public: z.boolean().default(false),
    maintainer: Maintainer.nullable().default(null)
  }),
  response: DataVolume,
  status: 201,
  problems: ['not-allowed', 'not-found', 'already-exists', 'files-unavailable']
});

export const changeDataVolume = defineEndpoint({
  id: 'changeDataVolume',
  method: 'PATCH',
  path: '/admin/data-volumes/{id}',
  summary: 'Changes a data volume that an administrator registered; `If-Match` is honoured',
  params: DataVolumeParams,
  body: z.strictObject({
    title: Title.optional(),
    description: Description.optional(),
    public: z.boolean().optional(),
    maintainer: Maintainer.nullable().optional()
  }),
  response: DataVolume,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});

export const removeDataVolume = defineEndpoint({
  id: 'removeDataVolume',
  method: 'DELETE',
  path: '/admin/data-volumes/{id}',
  summary:
    'Takes a data volume that an administrator registered out of the platform; its files stay where they are',
  params: DataVolumeParams,
  problems: ['not-found', 'conflict', 'changed-meanwhile']
});
