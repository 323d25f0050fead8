import { z } from 'zod';

import { CellOutcome, JobProgress, JobState } from '../../contract/jobs.js';
import type { AttemptRow, JobRow, JobSpec, TransitionRow } from './types.js';

/** A row of the table, as SQLite keeps it. */
export interface JobColumns {
  id: string;
  owner_id: string;
  domain: string;
  kind: string;
  name: string;
  spec: string;
  state: string;
  desired: 'cancelled' | 'timedOut' | null;
  reason: string | null;
  warnings: string;
  progress: string | null;
  cells: string;
  stdout_bytes: number;
  stderr_bytes: number;
  attempt: number;
  notebook_sha256: string;
  working_volume: string;
  working_path: string;
  result_path: string | null;
  tags: string;
  idempotency_key: string | null;
  request_sha256: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  version: number;
}

const Texts = z.array(z.string());

export function toJob(row: JobColumns): JobRow {
  return {
    id: row.id,
    ownerId: row.owner_id,
    domain: row.domain,
    name: row.name,
    spec: JSON.parse(row.spec) as JobSpec,
    state: JobState.parse(row.state),
    desired: row.desired,
    reason: row.reason,
    warnings: Texts.parse(JSON.parse(row.warnings)),
    progress: row.progress === null ? null : JobProgress.parse(JSON.parse(row.progress)),
    cells: z.array(CellOutcome).parse(JSON.parse(row.cells)),
    stdoutBytes: row.stdout_bytes,
    stderrBytes: row.stderr_bytes,
    attempt: row.attempt,
    notebookSha256: row.notebook_sha256,
    workingVolume: row.working_volume,
    workingPath: row.working_path,
    resultPath: row.result_path,
    tags: Texts.parse(JSON.parse(row.tags)),
    idempotencyKey: row.idempotency_key,
    requestSha256: row.request_sha256,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    version: row.version
  };
}

export function jobColumns(job: JobRow): JobColumns {
  return {
    id: job.id,
    owner_id: job.ownerId,
    domain: job.domain,
    kind: job.spec.kind,
    name: job.name,
    spec: JSON.stringify(job.spec),
    state: job.state,
    desired: job.desired,
    reason: job.reason,
    warnings: JSON.stringify(job.warnings),
    progress: job.progress && JSON.stringify(job.progress),
    cells: JSON.stringify(job.cells),
    stdout_bytes: job.stdoutBytes,
    stderr_bytes: job.stderrBytes,
    attempt: job.attempt,
    notebook_sha256: job.notebookSha256,
    working_volume: job.workingVolume,
    working_path: job.workingPath,
    result_path: job.resultPath,
    tags: JSON.stringify(job.tags),
    idempotency_key: job.idempotencyKey,
    request_sha256: job.requestSha256,
    created_at: job.createdAt,
    started_at: job.startedAt,
    ended_at: job.endedAt,
    version: job.version
  };
}

const AttemptColumns = z
  .object({
    job_id: z.string(),
    number: z.number(),
    key: z.string(),
    intent_at: z.string(),
    started_at: z.string().nullable(),
    deadline_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    exit_code: z.number().nullable(),
    out_of_memory: z.number(),
    verdict_source: z.enum(['result', 'engine', 'hub']).nullable(),
    removed_at: z.string().nullable()
  })
  .transform((row): AttemptRow => ({
    jobId: row.job_id,
    number: row.number,
    key: row.key,
    intentAt: row.intent_at,
    startedAt: row.started_at,
    deadlineAt: row.deadline_at,
    endedAt: row.ended_at,
    exitCode: row.exit_code,
    outOfMemory: row.out_of_memory === 1,
    verdictSource: row.verdict_source,
    removedAt: row.removed_at
  }));

export function toAttempt(row: unknown): AttemptRow {
  return AttemptColumns.parse(row);
}

const TransitionColumns = z
  .object({
    attempt: z.number(),
    at: z.string(),
    from_state: JobState.nullable(),
    to_state: JobState,
    why: z.string()
  })
  .transform((row): TransitionRow => ({
    attempt: row.attempt,
    at: row.at,
    from: row.from_state,
    to: row.to_state,
    why: row.why
  }));

export function toTransition(row: unknown): TransitionRow {
  return TransitionColumns.parse(row);
}
