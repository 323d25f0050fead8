import { z } from 'zod';

import {
  Id,
  PageQuery,
  Time,
  VolumeAddress,
  VolumeFile,
  VolumeMount,
  VolumePath,
  pageOf
} from './common.js';
import { defineEndpoint } from './endpoint.js';
import { Entries, ListEntriesQuery } from './files.js';

export const JobState = z.enum([
  'held',
  'queued',
  'starting',
  'running',
  'finishing',
  'succeeded',
  'failed',
  'timedOut',
  'cancelled',
  'lost'
]);
export type JobState = z.infer<typeof JobState>;

/**
 * The legal transitions of a job. `timedOut`, `failed` and `lost` lead back to `queued` only as a new attempt.
 * "Cancel" and "time is up" are wishes on the row, not states; the wish names the end.
 */
export const JOB_TRANSITIONS: Record<JobState, readonly JobState[]> = {
  held: ['queued', 'cancelled'],
  queued: ['held', 'starting', 'cancelled'],
  starting: ['running', 'finishing', 'queued', 'cancelled', 'lost'],
  running: ['finishing', 'lost'],
  finishing: ['succeeded', 'failed', 'timedOut', 'cancelled', 'lost'],
  succeeded: [],
  failed: ['queued'],
  timedOut: ['queued'],
  cancelled: [],
  lost: ['queued']
};

export type JobAction = 'cancel' | 'rerun' | 'delete';

/** What may be done with a job in which state: the service enforces it, the panel disables buttons with it. */
export const JOB_ACTIONS: Record<JobState, readonly JobAction[]> = {
  held: ['cancel'],
  queued: ['cancel'],
  starting: ['cancel'],
  running: ['cancel'],
  finishing: [],
  succeeded: ['rerun', 'delete'],
  failed: ['rerun', 'delete'],
  timedOut: ['rerun', 'delete'],
  cancelled: ['rerun', 'delete'],
  lost: ['rerun', 'delete']
};

export const JobEnd = z.enum(['succeeded', 'failed', 'timedOut', 'cancelled', 'lost']);
export type JobEnd = z.infer<typeof JobEnd>;

export function hasEnded(state: JobState): state is JobEnd {
  return JobEnd.safeParse(state).success;
}

/** Values of parameters: whatever JSON can say. */
export const Parameters = z.record(
  z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'must be a variable name'),
  z.json()
);
export type Parameters = z.infer<typeof Parameters>;

/** A notebook on a volume; or, for one outside every volume, its name and content. */
export const NotebookSource = z.union([
  VolumeFile,
  z.strictObject({ name: z.string().min(1).max(255), content: z.json() })
]);
export type NotebookSource = z.infer<typeof NotebookSource>;

export const JobRequest = z
  .strictObject({
    kind: z.literal('notebook'),
    name: z.string().trim().min(1).max(120).optional().describe("Default: the notebook's name"),
    notebook: NotebookSource,
    parameters: Parameters.default({}),
    domain: z
      .string()
      .max(100)
      .optional()
      .describe("Default: the caller's last one, else the first batch domain"),
    image: z.string().max(100).optional().describe("Default: the image of the caller's server"),
    volumes: z
      .array(VolumeMount)
      .max(50)
      .optional()
      .describe("Default: the caller's own volumes, read and write, and the data volumes"),
    startIn: z
      .enum(['notebookFolder', 'workingFolder'])
      .default('notebookFolder')
      .describe(
        "Where the kernel starts; the notebook's own folder needs its volume among the volumes"
      ),
    workingFolder: z
      .strictObject({ volume: VolumeAddress, path: VolumePath })
      .optional()
      .describe('A new folder is made below it for each job; default Temporary/<user>/jobs'),
    timeLimitSeconds: z
      .number()
      .int()
      .min(1)
      .max(31_536_000)
      .optional()
      .describe("Default: the domain's limit"),
    resources: z
      .strictObject({
        cores: z.number().positive().max(1024).optional(),
        memoryBytes: z
          .number()
          .int()
          .min(64 * 1024 * 1024)
          .optional()
      })
      .default({}),
    environment: z
      .record(
        z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'must be a variable name'),
        z.string().max(4096)
      )
      .default({}),
    rerunnable: z.boolean().default(false).describe('May be run again if the engine loses it'),
    tags: z.array(z.string().trim().min(1).max(50)).max(20).default([])
  })
  .meta({ id: 'JobRequest' });
export type JobRequest = z.output<typeof JobRequest>;
export type JobRequestInput = z.input<typeof JobRequest>;

export const JobProgress = z.object({
  cell: z.number().int().describe('Code cells done so far'),
  cells: z.number().int().describe('Code cells in all'),
  errors: z.number().int()
});
export type JobProgress = z.infer<typeof JobProgress>;

/** What a row of the job list shows; also the body of `job` events. */
export const JobSummary = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.literal('notebook'),
    state: JobState,
    cancelling: z.boolean().describe('Somebody asked for its end and it has not come yet'),
    reason: z
      .string()
      .nullable()
      .describe('In words: why it waits, or how it ended ("Failed in cell 4: ValueError: …")'),
    warnings: z
      .array(z.string())
      .describe('Contradictions, such as a success that the engine does not confirm'),
    progress: JobProgress.nullable(),
    position: z.number().int().nullable().describe('Place in the queue, from 1'),
    createdAt: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    tags: z.array(z.string()),
    workingFolder: VolumeFile.nullable(),
    result: VolumeFile.nullable().describe('The executed notebook, as soon as there is one'),
    output: z
      .object({ stdoutBytes: z.number().int(), stderrBytes: z.number().int() })
      .describe('How many bytes of output there are to read so far'),
    version: z.number().int()
  })
  .meta({ id: 'JobSummary' });
export type JobSummary = z.infer<typeof JobSummary>;

export const CellOutcome = z.object({
  cell: z.number().int().describe('Number of the code cell, from 1'),
  index: z.number().int().describe('Index of the cell in the notebook, from 0'),
  outcome: z.enum(['done', 'failed', 'running']),
  milliseconds: z.number().int().nullable()
});
export type CellOutcome = z.infer<typeof CellOutcome>;

export const JobAttempt = z.object({
  number: z.number().int(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  exitCode: z.number().int().nullable().describe('As the engine reports it'),
  outOfMemory: z.boolean(),
  verdictSource: z.enum(['result', 'engine', 'hub']).nullable()
});

export const JobTransition = z.object({
  at: Time,
  from: JobState.nullable(),
  to: JobState,
  why: z.string()
});

export const Job = JobSummary.extend({
  owner: z.string(),
  mine: z
    .boolean()
    .describe('Else the caller only looks at it, since its results are shared with him'),
  resultFile: VolumePath.nullable().describe('The executed notebook inside the working folder'),
  domain: z.string(),
  image: z.object({ id: z.string(), title: z.string(), digest: z.string().nullable() }),
  notebook: VolumeFile.nullable().describe(
    'Where it was submitted from; null when it was sent along, or lies where the caller may not look'
  ),
  notebookSha256: z.string(),
  parameters: Parameters,
  volumes: z.array(VolumeMount).describe('Those that the caller may see'),
  startIn: z.enum(['notebookFolder', 'workingFolder']),
  timeLimitSeconds: z.number().int(),
  resources: z.object({ cores: z.number(), memoryBytes: z.number().int() }),
  environment: z
    .record(z.string(), z.string())
    .describe('Empty for those whom the job is shared with'),
  rerunnable: z.boolean(),
  cells: z.array(CellOutcome),
  attempts: z.array(JobAttempt),
  timeline: z.array(JobTransition)
}).meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

const JobParams = z.strictObject({ id: Id });

export const submitJob = defineEndpoint({
  id: 'submitJob',
  method: 'POST',
  path: '/jobs',
  summary: 'Submit a job; the notebook is copied at this moment. Accepts Idempotency-Key',
  body: JobRequest,
  maxBodyBytes: 40 * 1024 * 1024,
  response: Job,
  status: 201,
  problems: [
    'not-found',
    'not-allowed',
    'limit-reached',
    'too-large',
    'idempotency-mismatch',
    'files-unavailable',
    'quota-exceeded',
    'disk-full'
  ]
});

export const listJobs = defineEndpoint({
  id: 'listJobs',
  method: 'GET',
  path: '/jobs',
  summary: "The caller's jobs, newest first",
  query: PageQuery.extend({
    state: z
      .enum(['live', 'ended', ...JobState.options])
      .optional()
      .describe('One state, or all live, or all ended ones'),
    q: z.string().max(200).optional().describe('Part of the name, the notebook or a tag')
  }),
  response: pageOf(JobSummary)
});

export const getJob = defineEndpoint({
  id: 'getJob',
  method: 'GET',
  path: '/jobs/{id}',
  summary:
    'One job with its request, cells, attempts and timeline: for its owner, and whom its results are shared with',
  params: JobParams,
  response: Job,
  problems: ['not-found']
});

export const editJob = defineEndpoint({
  id: 'editJob',
  method: 'PATCH',
  path: '/jobs/{id}',
  summary: 'Rename or tag a job; honours If-Match',
  params: JobParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(120).optional(),
    tags: z.array(z.string().trim().min(1).max(50)).max(20).optional()
  }),
  response: Job,
  problems: ['not-found', 'changed-meanwhile']
});

export const cancelJob = defineEndpoint({
  id: 'cancelJob',
  method: 'POST',
  path: '/jobs/{id}/cancel',
  summary: 'Ask for the end of a job; one that waits ends at once',
  params: JobParams,
  status: 202,
  response: Job,
  problems: ['not-found', 'conflict']
});

export const rerunJob = defineEndpoint({
  id: 'rerunJob',
  method: 'POST',
  path: '/jobs/{id}/rerun',
  summary: 'Submit the same notebook as it was, with the same choices, as a new job',
  params: JobParams,
  status: 201,
  response: Job,
  problems: ['not-found', 'conflict', 'limit-reached']
});

export const deleteJob = defineEndpoint({
  id: 'deleteJob',
  method: 'DELETE',
  path: '/jobs/{id}',
  summary: 'Delete the record of an ended job; its working folder stays unless `files=delete`',
  params: JobParams,
  query: z.strictObject({ files: z.enum(['keep', 'delete']).default('keep') }),
  problems: ['not-found', 'conflict', 'files-unavailable']
});

export const readJobOutput = defineEndpoint({
  id: 'readJobOutput',
  method: 'GET',
  path: '/jobs/{id}/output/{stream}',
  summary: 'What the job wrote to standard output or error, while it runs and later; honours Range',
  params: JobParams.extend({ stream: z.enum(['stdout', 'stderr']) }),
  produces: 'bytes',
  problems: ['not-found', 'range-not-satisfiable', 'files-unavailable']
});

export const readJobFile = defineEndpoint({
  id: 'readJobFile',
  method: 'GET',
  path: '/jobs/{id}/files/{path*}',
  summary: "A file of the job's working folder; honours Range",
  params: JobParams.extend({ path: VolumePath }),
  produces: 'bytes',
  problems: ['not-found', 'range-not-satisfiable', 'files-unavailable']
});

export const listJobEntries = defineEndpoint({
  id: 'listJobEntries',
  method: 'GET',
  path: '/jobs/{id}/entries',
  summary: "A folder of the job's working folder page by page, or what is known of one file",
  params: JobParams,
  query: ListEntriesQuery.extend({
    path: VolumePath.default('').describe('Inside the working folder')
  }),
  response: Entries,
  problems: ['not-found', 'too-large', 'files-unavailable']
});

export const Queue = z
  .object({
    running: z.number().int(),
    waiting: z.number().int(),
    mine: z.object({ running: z.number().int(), waiting: z.number().int() }),
    nextPosition: z
      .number()
      .int()
      .describe('Place that a job submitted now would get; 0 when it would start')
  })
  .meta({ id: 'Queue' });
export type Queue = z.infer<typeof Queue>;

export const getQueue = defineEndpoint({
  id: 'getQueue',
  method: 'GET',
  path: '/queue',
  summary: 'How full the queue of a domain is, without names',
  query: z.strictObject({ domain: z.string().max(100).optional() }),
  response: Queue,
  problems: ['not-found']
});
