import { Id, type Page } from '../../contract/common.js';
import {
  JOB_ACTIONS,
  JobState,
  hasEnded,
  type Job,
  type JobAction,
  type JobRequest,
  type JobSummary,
  type Queue
} from '../../contract/jobs.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import { gone } from '../files/gone.js';
import type { Located } from '../files/places.js';
import type { Place } from '../files/ports.js';
import type { JobAccess } from './access.js';
import { refuse } from './choices.js';
import { inVolume, MAX_OUTPUT_BYTES, STDERR, STDOUT, snapshotPlace } from './places.js';
import type { JobGrants } from './ports.js';
import type { JobQueue } from './queue.js';
import type { ListFilter } from './store.js';
import { Submissions, type SubmissionParts } from './submissions.js';
import type { JobRow } from './types.js';
import type { JobView } from './view.js';

export interface JobServiceParts extends SubmissionParts {
  readonly queue: JobQueue;
  readonly view: JobView;
  readonly access: JobAccess;
  readonly grants: Pick<JobGrants, 'withdrawAllOn'>;
}

const LIVE = JobState.options.filter(state => !hasEnded(state));
const ENDED = JobState.options.filter(hasEnded);

/** The use cases of jobs. Only its owner does anything with one; whom he shares it with looks at it. */
export class JobService {
  private readonly submissions: Submissions;

  constructor(private readonly parts: JobServiceParts) {
    this.submissions = new Submissions(parts);
  }

  /**
   * Takes the notebook as it is now and puts it into the queue.
   * @param idempotencyKey - the same key and request answer the same job
   * @throws AppError as {@link Submissions.submit} does
   */
  async submit(user: User, request: JobRequest, idempotencyKey: string | null): Promise<Job> {
    return this.parts.view.details(await this.submissions.submit(user, request, idempotencyKey));
  }

  /** The same notebook as it was, with the same choices, as a new job. */
  async rerun(user: User, id: string): Promise<Job> {
    const job = this.own(user, id);
    this.allow(job, 'rerun');
    return this.parts.view.details(await this.submissions.again(user, job));
  }

  list(
    user: User,
    query: { limit: number; cursor?: string; state?: string; q?: string }
  ): Page<JobSummary> {
    if (query.cursor !== undefined && !Id.safeParse(query.cursor).success) {
      throw refuse({ pointer: '?cursor', detail: 'is not a cursor of this list' });
    }
    const filter: ListFilter = {
      states: statesOf(query.state),
      text: query.q?.trim() || null,
      before: query.cursor ?? null,
      limit: query.limit + 1
    };
    const found = this.parts.store.list(user.id, filter);
    const items = found.slice(0, query.limit);
    return {
      items: items.map(job => this.parts.view.summary(job)),
      nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null
    };
  }

  get(user: User, id: string): Job {
    const { view, access } = this.parts;
    return view.detailsFor(user, access.readable(user, id));
  }

  /** @param version - what the caller saw, from `If-Match`; null when it does not matter */
  edit(
    user: User,
    id: string,
    changes: { name?: string; tags?: string[] },
    version: number | null
  ) {
    const { records, view } = this.parts;
    return records.transaction(() => {
      const job = this.own(user, id);
      if (version !== null && version !== job.version) {
        throw new AppError('changed-meanwhile', 'The job has changed since you read it');
      }
      const { name = job.name, tags = [...job.tags] } = changes;
      return view.details(records.note(id, null, { name, tags }) ?? job);
    });
  }

  /** One that waits ends at once; another is asked to end, and does so when its container is gone. */
  cancel(user: User, id: string): Job {
    const { records, view, worker, activity, clock } = this.parts;
    const job = records.transaction(() => {
      const before = this.own(user, id);
      this.allow(before, 'cancel');
      const after =
        records.move(id, { state: ['held', 'queued'] }, 'cancelled', 'Cancelled by its owner', {
          reason: 'Cancelled before it started',
          endedAt: clock().toISOString()
        }) ??
        records.note(
          id,
          { state: ['starting', 'running'] },
          { desired: before.desired ?? 'cancelled' }
        );
      activity.record({
        actorId: user.id,
        action: 'job.cancel',
        resource: { kind: 'job', id },
        outcome: 'done',
        detail: before.name
      });
      return after ?? before;
    });
    worker.attend(id);
    worker.wake();
    return view.details(job);
  }

  /**
   * Ends a job that runs against its owner's will, as if he had cancelled it; another is left alone.
   * @param reason - in words, among its warnings
   */
  end(id: string, reason: string): void {
    const { records, store, worker, activity } = this.parts;
    records.transaction(() => {
      const before = store.find(id);
      const here = { state: ['starting' as const, 'running' as const] };
      const ending = before && {
        desired: before.desired ?? ('cancelled' as const),
        warnings: [...before.warnings, reason]
      };
      if (before && ending && before.desired === null && records.note(id, here, ending)) {
        activity.record({
          actorId: null,
          action: 'job.cancel',
          resource: { kind: 'job', id },
          outcome: 'done',
          detail: `${before.name}: ${reason}`,
          concerns: [before.ownerId]
        });
      }
    });
    worker.attend(id);
  }

  /** Forgets an ended job; with `deleteFiles` its working folder goes first. */
  async delete(user: User, id: string, deleteFiles: boolean): Promise<void> {
    const { files, volumes, records, grants, activity, directories } = this.parts;
    const job = this.own(user, id);
    this.allow(job, 'delete');
    const volume = volumes.byId(job.workingVolume);
    if (deleteFiles && volume) {
      await gone(files.remove(inVolume(volume, job.workingPath)));
    }
    await gone(files.remove(snapshotPlace(directories, id)));
    records.transaction(() => {
      const now = this.own(user, id);
      this.allow(now, 'delete');
      records.remove(now);
      grants.withdrawAllOn({ kind: 'job', id });
      activity.record({
        actorId: user.id,
        action: 'job.delete',
        resource: { kind: 'job', id },
        outcome: 'done',
        detail: job.name
      });
    });
  }

  /** Where a stream of a job is, and how much of it the hub believes to be output. */
  output(user: User, id: string, stream: 'stdout' | 'stderr'): { place: Place; maxBytes: number } {
    const name = stream === 'stdout' ? STDOUT : STDERR;
    return { place: this.file(user, id, name), maxBytes: MAX_OUTPUT_BYTES };
  }

  /** A file of the working folder. */
  file(user: User, id: string, path: string): Place {
    return this.folder(user, id, path).place;
  }

  /** A folder or file in the working folder, to be listed. */
  folder(user: User, id: string, path: string): Located {
    return this.parts.access.inFolder(user, id, path);
  }

  outlook(user: User, domain: string | undefined): Queue {
    return this.parts.queue.outlook(user.id, domain);
  }

  private own(user: User, id: string): JobRow {
    return this.parts.access.own(user, id);
  }

  private allow(job: JobRow, action: JobAction): void {
    if (!JOB_ACTIONS[job.state].includes(action)) {
      throw new AppError('conflict', `A job that is ${job.state} takes no ${action}`);
    }
  }
}

function statesOf(wanted: string | undefined): readonly JobState[] | null {
  switch (wanted) {
    case undefined:
      return null;
    case 'live':
      return LIVE;
    case 'ended':
      return ENDED;
    default:
      return [JobState.parse(wanted)];
  }
}
