import type { JobState } from '../../contract/jobs.js';
import type { Database } from '../sqlite/database.js';
import { jobColumns, toAttempt, toJob, toTransition, type JobColumns } from './rows.js';
import type { AttemptRow, JobRow, TransitionRow } from './types.js';

const LIVE = `state IN ('held', 'queued', 'starting', 'running', 'finishing')`;
const OCCUPYING = `state IN ('starting', 'running', 'finishing')`;

const ENDED = `state IN ('succeeded', 'failed', 'timedOut', 'cancelled', 'lost')`;

export interface ListFilter {
  readonly states: readonly JobState[] | null;
  readonly text: string | null;
  /** Only jobs older than this one. */
  readonly before: string | null;
  readonly limit: number;
}

/** What the scheduler and the queue page are told of a job. */
export interface QueueEntry {
  readonly id: string;
  readonly domain: string;
  readonly owner: string;
}

/** The SQL of the tables jobs, job_attempts and job_transitions. */
export class JobStore {
  private readonly statements;

  constructor(database: Database) {
    this.statements = prepare(database);
  }

  insert(job: JobRow): void {
    this.statements.insert.run(jobColumns(job));
  }

  find(id: string): JobRow | null {
    const row = this.statements.find.get(id);
    return row ? toJob(row) : null;
  }

  ownerOf(id: string): string | null {
    return this.statements.ownerOf.get(id)?.ownerId ?? null;
  }

  /** Of those of these jobs that there are, by id. */
  namesOf(ids: readonly string[]): Map<string, string> {
    const rows = this.statements.namesOf.all(JSON.stringify(ids));
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  findByKey(ownerId: string, idempotencyKey: string): JobRow | null {
    const row = this.statements.findByKey.get(ownerId, idempotencyKey);
    return row ? toJob(row) : null;
  }

  newestOf(ownerId: string): JobRow | null {
    const row = this.statements.newestOf.get(ownerId);
    return row ? toJob(row) : null;
  }

  /**
   * Writes a row that was read at `seen`, with the next version.
   * @returns false when somebody else wrote it since
   */
  update(job: JobRow, seen: number): boolean {
    return this.statements.update.run({ ...jobColumns(job), seen }).changes === 1;
  }

  delete(id: string): void {
    this.statements.delete.run(id);
  }

  list(ownerId: string, filter: ListFilter): JobRow[] {
    const text = filter.text?.replace(/[\\%_]/g, '\\$&');
    return this.statements.list
      .all({
        ownerId,
        states: filter.states && JSON.stringify(filter.states),
        text: text === undefined ? null : `%${text}%`,
        before: filter.before,
        limit: filter.limit
      })
      .map(toJob);
  }

  /** Jobs that wait, in order of submission. */
  waiting(): QueueEntry[] {
    return this.statements.waiting.all();
  }

  /** Jobs that take up a place. */
  occupying(): QueueEntry[] {
    return this.statements.occupying.all();
  }

  /** Jobs whose container runs. */
  running(): JobRow[] {
    return this.statements.running.all().map(toJob);
  }

  countWaiting(ownerId: string, domain: string): number {
    return this.statements.countWaiting.get(ownerId, domain)?.n ?? 0;
  }

  countOccupying(domain: string): number {
    return this.statements.countOccupying.get(domain)?.n ?? 0;
  }

  countUnfinished(domain: string): number {
    return this.statements.countUnfinished.get(domain)?.n ?? 0;
  }

  /** Jobs that wait or run with this volume. */
  using({ id, address }: { readonly id: string; readonly address: string }): JobRow[] {
    return this.statements.using.all({ id, address }).map(toJob);
  }

  /** Jobs that wait or run in this image. */
  inImage(imageId: string): JobRow[] {
    return this.statements.inImage.all(imageId).map(toJob);
  }

  insertAttempt(attempt: Pick<AttemptRow, 'jobId' | 'number' | 'key' | 'intentAt'>): void {
    this.statements.insertAttempt.run(attempt);
  }

  updateAttempt(attempt: AttemptRow): void {
    this.statements.updateAttempt.run({
      ...attempt,
      outOfMemory: attempt.outOfMemory ? 1 : 0
    });
  }

  attempt(jobId: string, number: number): AttemptRow | null {
    const row = this.statements.attempt.get(jobId, number);
    return row ? toAttempt(row) : null;
  }

  attempts(jobId: string): AttemptRow[] {
    return this.statements.attempts.all(jobId).map(toAttempt);
  }

  /** Attempts that are over and whose container may still be there. */
  leftovers(): AttemptRow[] {
    return this.statements.leftovers.all().map(toAttempt);
  }

  hasKey(key: string): boolean {
    return this.statements.hasKey.get(key) !== undefined;
  }

  insertTransition(jobId: string, transition: TransitionRow): void {
    this.statements.insertTransition.run({ jobId, ...transition });
  }

  transitions(jobId: string): TransitionRow[] {
    return this.statements.transitions.all(jobId).map(toTransition);
  }
}

function prepare(database: Database) {
  const queue = (where: string) =>
    database.prepare<[], QueueEntry>(
      `SELECT id, domain, owner_id AS owner FROM jobs WHERE ${where} AND ${LIVE} ORDER BY id`
    );
  return {
    insert: database.prepare<[JobColumns]>(
      `INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, desired, reason, warnings, progress, cells,
         stdout_bytes, stderr_bytes, attempt, notebook_sha256, working_volume, working_path, result_path, tags,
         idempotency_key, request_sha256, created_at, started_at, ended_at, version)
       VALUES (@id, @owner_id, @domain, @kind, @name, @spec, @state, @desired, @reason, @warnings, @progress, @cells,
         @stdout_bytes, @stderr_bytes, @attempt, @notebook_sha256, @working_volume, @working_path, @result_path, @tags,
         @idempotency_key, @request_sha256, @created_at, @started_at, @ended_at, @version)`
    ),
    update: database.prepare<[JobColumns & { seen: number }]>(
      `UPDATE jobs SET name = @name, spec = @spec, state = @state, desired = @desired, reason = @reason,
         warnings = @warnings, progress = @progress, cells = @cells, stdout_bytes = @stdout_bytes,
         stderr_bytes = @stderr_bytes, attempt = @attempt, working_path = @working_path, result_path = @result_path,
         tags = @tags, started_at = @started_at, ended_at = @ended_at, version = @version
       WHERE id = @id AND version = @seen`
    ),
    find: database.prepare<[string], JobColumns>('SELECT * FROM jobs WHERE id = ?'),
    ownerOf: database.prepare<[string], { ownerId: string }>(
      'SELECT owner_id AS ownerId FROM jobs WHERE id = ?'
    ),
    namesOf: database.prepare<[string], { id: string; name: string }>(
      'SELECT jobs.id, jobs.name FROM json_each(?) AS wanted CROSS JOIN jobs ON jobs.id = wanted.value'
    ),
    findByKey: database.prepare<[string, string], JobColumns>(
      'SELECT * FROM jobs WHERE owner_id = ? AND idempotency_key = ?'
    ),
    newestOf: database.prepare<[string], JobColumns>(
      'SELECT * FROM jobs WHERE owner_id = ? ORDER BY id DESC LIMIT 1'
    ),
    delete: database.prepare<[string]>(`DELETE FROM jobs WHERE id = ? AND ${ENDED}`),
    list: database.prepare<
      [
        {
          ownerId: string;
          states: string | null;
          text: string | null;
          before: string | null;
          limit: number;
        }
      ],
      JobColumns
    >(
      `SELECT * FROM jobs WHERE owner_id = @ownerId
         AND (@before IS NULL OR id < @before)
         AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
         AND (@text IS NULL OR name LIKE @text ESCAPE '\\' OR tags LIKE @text ESCAPE '\\'
              OR json_extract(spec, '$.notebook.path') LIKE @text ESCAPE '\\')
       ORDER BY id DESC LIMIT @limit`
    ),
    waiting: queue(`state = 'queued'`),
    occupying: queue(OCCUPYING),
    running: database.prepare<[], JobColumns>(
      `SELECT * FROM jobs WHERE state = 'running' AND ${LIVE} ORDER BY id`
    ),
    countWaiting: database.prepare<[string, string], { n: number }>(
      `SELECT count(*) AS n FROM jobs WHERE owner_id = ? AND domain = ? AND state IN ('held', 'queued') AND ${LIVE}`
    ),
    countOccupying: database.prepare<[string], { n: number }>(
      `SELECT count(*) AS n FROM jobs WHERE domain = ? AND ${OCCUPYING} AND ${LIVE}`
    ),
    countUnfinished: database.prepare<[string], { n: number }>(
      `SELECT count(*) AS n FROM jobs WHERE domain = ? AND ${LIVE}`
    ),
    using: database.prepare<[{ id: string; address: string }], JobColumns>(
      `SELECT * FROM jobs WHERE ${LIVE} AND (working_volume = @id OR EXISTS (
         SELECT 1 FROM json_each(spec, '$.volumes') WHERE json_extract(value, '$.volume') IN (@id, @address)
       )) ORDER BY id`
    ),
    inImage: database.prepare<[string], JobColumns>(
      `SELECT * FROM jobs WHERE ${LIVE} AND json_extract(spec, '$.image.id') = ? ORDER BY id`
    ),
    insertAttempt: database.prepare<[Pick<AttemptRow, 'jobId' | 'number' | 'key' | 'intentAt'>]>(
      'INSERT INTO job_attempts (job_id, number, key, intent_at) VALUES (@jobId, @number, @key, @intentAt)'
    ),
    updateAttempt: database.prepare<[Omit<AttemptRow, 'outOfMemory'> & { outOfMemory: number }]>(
      `UPDATE job_attempts SET started_at = @startedAt, deadline_at = @deadlineAt, ended_at = @endedAt,
         exit_code = @exitCode, out_of_memory = @outOfMemory, verdict_source = @verdictSource, removed_at = @removedAt
       WHERE job_id = @jobId AND number = @number`
    ),
    attempt: database.prepare<[string, number], unknown>(
      'SELECT * FROM job_attempts WHERE job_id = ? AND number = ?'
    ),
    attempts: database.prepare<[string], unknown>(
      'SELECT * FROM job_attempts WHERE job_id = ? ORDER BY number'
    ),
    leftovers: database.prepare<[], unknown>(
      'SELECT * FROM job_attempts WHERE ended_at IS NOT NULL AND removed_at IS NULL ORDER BY intent_at LIMIT 200'
    ),
    hasKey: database.prepare<[string], unknown>('SELECT 1 FROM job_attempts WHERE key = ?'),
    insertTransition: database.prepare<[TransitionRow & { jobId: string }]>(
      `INSERT INTO job_transitions (job_id, attempt, at, from_state, to_state, why)
       VALUES (@jobId, @attempt, @at, @from, @to, @why)`
    ),
    transitions: database.prepare<[string], unknown>(
      'SELECT attempt, at, from_state, to_state, why FROM job_transitions WHERE job_id = ? ORDER BY seq'
    )
  };
}
