import { z } from 'zod';

import { Id, PageQuery, Time, VolumeAddress, VolumeFile, VolumePath, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Entries, Entry, listEntries, readFile } from './files.js';
import { Task, TaskConflict } from './tasks.js';

/** Snapshots that are asked for are kept until somebody deletes them: so many of one volume at most. */
export const MAX_ASKED_SNAPSHOTS = 20;

export const SnapshotSchedule = z.object({
  everyHours: z.number().int().describe('How often a snapshot is made, if anything has changed'),
  keepLast: z.number().int().describe('The newest that are kept in any case'),
  keepDays: z.number().int().describe('Of so many days the last one of each is kept'),
  keepWeeks: z.number().int().describe('Of so many weeks the last one of each is kept')
});
export type SnapshotSchedule = z.infer<typeof SnapshotSchedule>;

export const Snapshot = z
  .object({
    id: Id,
    volume: z.string().describe('Address of its volume'),
    state: z.enum(['making', 'whole']),
    cause: z
      .enum(['schedule', 'asked'])
      .describe('Those that were asked for are kept until they are deleted'),
    takenAt: Time,
    files: z.number().int().describe('0 while it is being made; likewise the bytes'),
    bytes: z.number().int(),
    addedBytes: z
      .number()
      .int()
      .describe('What it took on disk when it was made; the rest is shared with the one before'),
    warnings: z.array(z.string()).describe('What was left out or changed while it was copied'),
    entry: Entry.nullable().describe(
      'What was at the path that was asked about; null where nothing was or none was asked about'
    )
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;

const SnapshotParams = z.strictObject({ id: Id });
const inside = { path: VolumePath.default('').describe('Path inside the snapshot') };

export const listSnapshots = defineEndpoint({
  id: 'listSnapshots',
  method: 'GET',
  path: '/snapshots',
  summary: 'Snapshots of a volume, newest first; for whoever may read it',
  query: PageQuery.extend({
    volume: VolumeAddress,
    path: VolumePath.optional().describe('Say for each what was at this path')
  }),
  response: pageOf(Snapshot).extend({
    schedule: SnapshotSchedule.nullable().describe('Null where none are made by themselves')
  }),
  problems: ['not-found', 'files-unavailable']
});

export const makeSnapshot = defineEndpoint({
  id: 'makeSnapshot',
  method: 'POST',
  path: '/snapshots',
  summary: 'Make a snapshot of a volume of the caller now; goes on without him',
  body: z.strictObject({ volume: VolumeAddress }),
  response: Snapshot,
  status: 202,
  problems: ['not-found', 'not-allowed', 'conflict', 'limit-reached']
});

export const deleteSnapshot = defineEndpoint({
  id: 'deleteSnapshot',
  method: 'DELETE',
  path: '/snapshots/{id}',
  summary: 'Delete a snapshot for good; for the owner of its volume',
  params: SnapshotParams,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const listSnapshotEntries = defineEndpoint({
  id: 'listSnapshotEntries',
  method: 'GET',
  path: '/snapshots/{id}/entries',
  summary: 'A folder of a snapshot page by page, or what is known of one file',
  params: SnapshotParams,
  query: listEntries.query.extend(inside),
  response: Entries,
  problems: ['not-found', 'not-allowed', 'too-large', 'files-unavailable']
});

export const readSnapshotFile = defineEndpoint({
  id: 'readSnapshotFile',
  method: 'GET',
  path: '/snapshots/{id}/file',
  summary: 'The bytes of a file of a snapshot: `Range`, `If-None-Match`; or a folder as a zip',
  params: SnapshotParams,
  query: readFile.query.extend(inside),
  produces: 'bytes',
  problems: ['not-found', 'not-allowed', 'range-not-satisfiable', 'files-unavailable']
});

export const restoreSnapshot = defineEndpoint({
  id: 'restoreSnapshot',
  method: 'POST',
  path: '/snapshots/{id}/restore',
  summary: 'Copy a file or folder of a snapshot into a volume that the caller may write to',
  params: SnapshotParams,
  body: z.strictObject({
    path: VolumePath.refine(path => path !== '', 'must name something in the snapshot'),
    target: VolumeFile.optional().describe(
      'The folder it goes into; default: where it was, folders above it that are gone are made again'
    ),
    conflict: TaskConflict.default('fail')
  }),
  response: Task,
  status: 202,
  problems: ['not-found', 'not-allowed', 'limit-reached', 'already-exists', 'files-unavailable']
});
