import type { JobState } from '../../contract/jobs.js';
import type { EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Database } from '../sqlite/database.js';
import type { JobStore } from './store.js';
import { assertLegal } from './transitions.js';
import type { AttemptRow, JobRow } from './types.js';
import type { JobView } from './view.js';

/** Where a job must be for a change to be made; anything else means that somebody was faster. */
export interface Expected {
  readonly state: JobState | readonly JobState[];
  readonly attempt?: number;
}

type Changes = Partial<Omit<JobRow, 'id' | 'ownerId' | 'state' | 'version'>>;

/**
 * The only way to change a job: row, transition and event in one transaction, against the state it was expected in.
 */
export class JobRecords {
  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly view: JobView,
    private readonly events: EventPublisher,
    private readonly clock: Clock
  ) {}

  add(job: JobRow, why: string): void {
    this.database.transaction(() => {
      this.store.insert(job);
      this.store.insertTransition(job.id, {
        attempt: job.attempt,
        at: this.now(),
        from: null,
        to: job.state,
        why
      });
      this.publish(job);
    });
  }

  /**
   * Brings a job into another state.
   * @param changes - of other columns; `reason` is what the owner reads, `why` what the timeline says
   * @returns the job as it is now; null when it was not where it was expected
   */
  move(
    id: string,
    expected: Expected,
    to: JobState,
    why: string,
    changes: Changes = {}
  ): JobRow | null {
    return this.change(id, expected, job => {
      assertLegal(job.state, to);
      const moved = { ...job, reason: null, ...changes, state: to };
      this.store.insertTransition(id, {
        attempt: moved.attempt,
        at: this.now(),
        from: job.state,
        to,
        why
      });
      return moved;
    });
  }

  /** Changes what does not touch the state. */
  note(id: string, expected: Expected | null, changes: Changes): JobRow | null {
    return this.change(id, expected, job => ({ ...job, ...changes }));
  }

  /** Claims a job that waits: the attempt is on record before the engine hears of it. */
  claim(id: string, key: (attempt: number) => string, changes: (attempt: number) => Changes) {
    return this.database.transaction(() => {
      const job = this.store.find(id);
      if (job?.state !== 'queued') {
        return null;
      }
      const attempt = job.attempt + 1;
      this.store.insertAttempt({
        jobId: id,
        number: attempt,
        key: key(attempt),
        intentAt: this.now()
      });
      return this.move(id, { state: 'queued' }, 'starting', 'A place is free', {
        ...changes(attempt),
        attempt
      });
    });
  }

  editAttempt(jobId: string, number: number, changes: Partial<AttemptRow>): void {
    const attempt = this.store.attempt(jobId, number);
    if (attempt) {
      this.store.updateAttempt({ ...attempt, ...changes });
    }
  }

  remove(job: JobRow): void {
    this.database.transaction(() => {
      this.store.delete(job.id);
      this.events.publish(job.ownerId, {
        type: 'jobDeleted',
        id: job.id,
        version: job.version + 1
      });
    });
  }

  /** Tells the owner of a job whose row is the same, but whose place in the queue is not. */
  touch(id: string): void {
    this.change(id, { state: 'queued' }, job => job);
  }

  transaction<Result>(work: () => Result): Result {
    return this.database.transaction(work);
  }

  private change(
    id: string,
    expected: Expected | null,
    edit: (job: JobRow) => JobRow
  ): JobRow | null {
    return this.database.transaction(() => {
      const job = this.store.find(id);
      if (job === null || (expected !== null && !isAsExpected(job, expected))) {
        return null;
      }
      const next = { ...edit(job), version: job.version + 1 };
      if (!this.store.update(next, job.version)) {
        throw new TypeError(`Job ${id} was changed within a transaction of its own`);
      }
      this.publish(next);
      return next;
    });
  }

  private publish(job: JobRow): void {
    this.events.publish(job.ownerId, {
      type: 'job',
      id: job.id,
      version: job.version,
      body: this.view.summary(job)
    });
  }

  private now(): string {
    return this.clock().toISOString();
  }
}

function isAsExpected(job: JobRow, { state, attempt }: Expected): boolean {
  const states: readonly JobState[] = Array.isArray(state) ? state : [state as JobState];
  return states.includes(job.state) && (attempt === undefined || attempt === job.attempt);
}
