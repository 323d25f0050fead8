import { z } from 'zod';

import { Id, PageQuery, Time, VolumeAddress, VolumeFile, VolumePath, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** Where the trash of a volume lies inside it: `.trash/<id>/<name>`. Nothing writes there but the hub. */
export const TRASH_FOLDER = '.trash';

/** Whether a path leads into the trash of its volume, or is the trash itself. */
export function isInTrash(path: string): boolean {
  return path === TRASH_FOLDER || path.startsWith(`${TRASH_FOLDER}/`);
}

export const TrashItem = z
  .object({
    id: Id,
    volume: z.string().describe('Address of its volume'),
    path: VolumePath.describe('Where it was'),
    name: z.string(),
    kind: z.enum(['file', 'directory', 'symlink', 'other']),
    sizeBytes: z
      .number()
      .int()
      .nullable()
      .describe('With everything in it; counts in the usage of the volume. Null until measured'),
    discardedBy: z.string().nullable().describe('Null when that is not known any more'),
    discardedAt: Time,
    expiresAt: Time.describe('When it is removed for good')
  })
  .meta({ id: 'TrashItem' });
export type TrashItem = z.infer<typeof TrashItem>;

const TrashParams = z.strictObject({ id: Id });

export const listTrash = defineEndpoint({
  id: 'listTrash',
  method: 'GET',
  path: '/trash',
  summary:
    'What was deleted and can be had back, newest first: of one volume, or of all that the caller may write to',
  query: PageQuery.extend({ volume: VolumeAddress.optional() }),
  response: pageOf(TrashItem),
  problems: ['not-found', 'not-allowed', 'files-unavailable']
});

export const restoreFromTrash = defineEndpoint({
  id: 'restoreFromTrash',
  method: 'POST',
  path: '/trash/{id}/restore',
  summary: 'Put something back where it was; folders above it that are gone are made again',
  params: TrashParams,
  body: z.strictObject({
    conflict: z
      .enum(['fail', 'keepBoth'])
      .default('fail')
      .describe('When its place is taken: refuse, or come back as "name (2).ext"')
  }),
  response: VolumeFile,
  problems: ['not-found', 'not-allowed', 'already-exists', 'conflict', 'files-unavailable']
});

export const deleteFromTrash = defineEndpoint({
  id: 'deleteFromTrash',
  method: 'DELETE',
  path: '/trash/{id}',
  summary: 'Delete something for good; its bytes are removed soon after',
  params: TrashParams,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const emptyTrash = defineEndpoint({
  id: 'emptyTrash',
  method: 'POST',
  path: '/trash/empty',
  summary: 'Delete for good what is in the trash of a volume; the bytes are removed soon after',
  body: z.strictObject({ volume: VolumeAddress }),
  response: z.object({ items: z.number().int().describe('How many were deleted') }),
  problems: ['not-found', 'not-allowed', 'files-unavailable']
});
