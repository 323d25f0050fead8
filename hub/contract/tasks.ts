import { z } from 'zod';

import { Id, PageQuery, Time, VolumeFile, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

export const TaskState = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled']);
export type TaskState = z.infer<typeof TaskState>;

/** The legal transitions of a task. One that a restart of the hub interrupted waits again, and goes on where it was. */
export const TASK_TRANSITIONS: Record<TaskState, readonly TaskState[]> = {
  waiting: ['running', 'failed', 'cancelled'],
  running: ['waiting', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: []
};

/** Whether nothing more happens to it. Only what has not ended can be cancelled. */
export function isTaskOver(state: TaskState): boolean {
  return TASK_TRANSITIONS[state].length === 0;
}

export const TaskKind = z
  .enum(['copy', 'move', 'delete', 'zip'])
  .describe(
    'move: a rename inside one volume; between volumes a copy, after which the original goes to the trash of its ' +
      'volume. delete: into the trash of the volume. zip: all sources into one archive'
  );
export type TaskKind = z.infer<typeof TaskKind>;

export const TaskConflict = z
  .enum(['fail', 'skip', 'replace', 'keepBoth'])
  .describe(
    "When the target folder holds something of a source's name: fail ends the task, skip leaves the source out, " +
      'replace puts into the trash what is there, keepBoth adds a number: "name (2).ext"'
  );
export type TaskConflict = z.infer<typeof TaskConflict>;

/** Files and folders of one task. */
export const MAX_TASK_SOURCES = 1000;

export const TaskRequest = z
  .strictObject({
    kind: TaskKind,
    sources: z.array(VolumeFile).min(1).max(MAX_TASK_SOURCES),
    target: VolumeFile.nullable()
      .default(null)
      .describe(
        'The folder that the sources go into, under their own names; for zip the archive itself, in a folder that is ' +
          'there; null for delete'
      ),
    conflict: TaskConflict.default('fail')
  })
  .refine(({ kind, target }) => (kind === 'delete') === (target === null), {
    path: ['target'],
    message: 'must be given to copy, move and zip, and not to delete'
  })
  .refine(({ kind, target }) => kind !== 'zip' || target?.path !== '', {
    path: ['target', 'path'],
    message: 'must name the archive'
  })
  .meta({ id: 'TaskRequest' });
export type TaskRequest = z.output<typeof TaskRequest>;
export type TaskRequestInput = z.input<typeof TaskRequest>;

export const TaskProgress = z.object({
  files: z.number().int().describe('Done so far'),
  filesTotal: z.number().int().nullable().describe('Null until they have been counted'),
  bytes: z.number().int(),
  bytesTotal: z.number().int().nullable(),
  bytesPerSecond: z.number().int().nullable().describe('Of late; null when nothing moves'),
  remainingSeconds: z.number().int().nullable()
});
export type TaskProgress = z.infer<typeof TaskProgress>;

export const Task = z
  .object({
    id: Id,
    kind: TaskKind,
    state: TaskState,
    cancelling: z.boolean().describe('Its end was asked for and has not come yet'),
    sources: z.array(VolumeFile),
    target: VolumeFile.nullable(),
    conflict: TaskConflict,
    snapshot: z
      .object({ id: Id, takenAt: Time })
      .optional()
      .describe('Where the sources are copied from, when it is not the volumes as they are now'),
    progress: TaskProgress,
    results: z
      .array(VolumeFile)
      .describe(
        'Where the sources are now, as far as they have come; for zip the archive; empty for delete'
      ),
    warnings: z.array(z.string()).describe('What was left out, and why'),
    reason: z.string().nullable().describe('In words: why it waits, or why it failed'),
    createdAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    version: z.number().int()
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof Task>;

const TaskParams = z.strictObject({ id: Id });

export const submitTask = defineEndpoint({
  id: 'submitTask',
  method: 'POST',
  path: '/tasks',
  summary:
    'Have files and folders copied, moved, zipped or put into the trash; goes on without the caller',
  body: TaskRequest,
  response: Task,
  status: 202,
  problems: ['not-found', 'not-allowed', 'limit-reached', 'files-unavailable']
});

export const listTasks = defineEndpoint({
  id: 'listTasks',
  method: 'GET',
  path: '/tasks',
  summary: "The caller's tasks, newest first; kept for 30 days after their end",
  query: PageQuery.extend({
    state: z
      .enum(['live', 'ended', ...TaskState.options])
      .optional()
      .describe('One state, or all live, or all ended ones')
  }),
  response: pageOf(Task)
});

export const getTask = defineEndpoint({
  id: 'getTask',
  method: 'GET',
  path: '/tasks/{id}',
  summary: 'One task with its progress',
  params: TaskParams,
  response: Task,
  problems: ['not-found']
});

export const cancelTask = defineEndpoint({
  id: 'cancelTask',
  method: 'POST',
  path: '/tasks/{id}/cancel',
  summary: 'Ask for the end of a task; what it has finished stays, what it has begun goes away',
  params: TaskParams,
  response: Task,
  status: 202,
  problems: ['not-found', 'conflict']
});
