import { createHash } from 'node:crypto';

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
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError, hasCode } from '../errors.js';
import type { Place, VolumeFiles } from '../files/ports.js';
import { Chooser, refuse, type Choices } from './choices.js';
import { readSource, type NotebookContent } from './notebook-source.js';
import {
  inVolume,
  MAX_NOTEBOOK_BYTES,
  MAX_OUTPUT_BYTES,
  STDERR,
  STDOUT,
  snapshotPlace,
  type JobDirectories
} from './places.js';
import type { JobDomains, JobImages, JobVolumes } from './ports.js';
import type { JobQueue } from './queue.js';
import type { JobRecords } from './records.js';
import type { JobStore, ListFilter } from './store.js';
import type { JobRow } from './types.js';
import type { JobView } from './view.js';
import { workingFolder } from './working-folder.js';

/** What runs the jobs, as far as the use cases need it: somebody to tell that there is something to do. */
export interface JobWorker {
  /** Something was submitted or a place became free. */
  wake(): void;
  /** Look at this job now. */
  attend(jobId: string): void;
}

export interface JobServiceParts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly view: JobView;
  readonly queue: JobQueue;
  readonly worker: JobWorker;
  readonly volumes: JobVolumes;
  readonly images: JobImages;
  readonly domains: JobDomains;
  readonly files: VolumeFiles;
  readonly activity: ActivityRecorder;
  readonly directories: JobDirectories;
  /** Image of the user's server, the default for jobs; null when there is none. */
  readonly imageOfServer: (user: User) => string | null;
  readonly clock: Clock;
  /** Ascending, also within one millisecond: the order of submission. */
  readonly newId: () => string;
}

const LIVE = JobState.options.filter(state => !hasEnded(state));
const ENDED = JobState.options.filter(hasEnded);

/** The use cases of jobs. To anybody but its owner a job does not exist. */
export class JobService {
  private readonly chooser: Chooser;

  constructor(private readonly parts: JobServiceParts) {
    this.chooser = new Chooser(parts.volumes, parts.images, parts.domains);
  }

  /**
   * Takes the notebook as it is now and puts it into the queue.
   * @param idempotencyKey - the same key and request answer the same job
   * @throws AppError `idempotency-mismatch`, `limit-reached`, and what {@link Chooser.choose} and {@link readSource} throw
   */
  async submit(user: User, request: JobRequest, idempotencyKey: string | null): Promise<Job> {
    const { store, view, volumes, files } = this.parts;
    const once = {
      idempotencyKey,
      requestSha256: idempotencyKey && digestOf(JSON.stringify(request))
    };
    const known = this.sameRequest(user, once);
    if (known) {
      return view.details(known);
    }
    const last = store.newestOf(user.id);
    const choices = this.chooser.choose(user, request, {
      domain: last?.domain ?? null,
      image: this.parts.imageOfServer(user)
    });
    this.checkQueue(user, choices);
    const notebook = await readSource(user, request.notebook, volumes, files);
    return this.enqueue(user, { request, choices, notebook, once }, id =>
      files.writeFile(this.snapshot(id), notebook.bytes)
    );
  }

  /** The same notebook as it was, with the same choices, as a new job. */
  async rerun(user: User, id: string): Promise<Job> {
    const job = this.own(user, id);
    this.allow(job, 'rerun');
    const { volumes, files } = this.parts;
    const working = volumes.byId(job.workingVolume);
    const request = {
      ...job.spec,
      name: job.name,
      tags: [...job.tags],
      domain: job.domain,
      image: job.spec.image.id,
      volumes: [...job.spec.volumes],
      workingFolder: working
        ? { volume: working.address, path: job.workingPath.split('/').slice(0, -3).join('/') }
        : undefined
    };
    const choices = this.chooser.choose(user, request, { domain: null, image: null });
    this.checkQueue(user, choices);
    const notebook = {
      sha256: job.notebookSha256,
      name: job.spec.notebookName,
      from: job.spec.notebook,
      volumeId: null
    };
    const once = { idempotencyKey: null, requestSha256: null };
    return this.enqueue(user, { request, choices, notebook, once }, newId =>
      files.copyFile(this.snapshot(id), this.snapshot(newId), { maxBytes: MAX_NOTEBOOK_BYTES })
    );
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
    return this.parts.view.details(this.own(user, id));
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

  /** Forgets an ended job; with `deleteFiles` its working folder goes first. */
  async delete(user: User, id: string, deleteFiles: boolean): Promise<void> {
    const { files, volumes, records, activity, directories } = this.parts;
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
    const job = this.own(user, id);
    const volume = this.parts.volumes.byId(job.workingVolume);
    if (!volume) {
      throw new AppError('not-found', 'The volume of its working folder is gone');
    }
    return inVolume(volume, job.workingPath, path);
  }

  outlook(user: User, domain: string | undefined): Queue {
    return this.parts.queue.outlook(user.id, domain);
  }

  private own(user: User, id: string): JobRow {
    const job = this.parts.store.find(id);
    if (job?.ownerId !== user.id) {
      throw new AppError('not-found', 'There is no such job');
    }
    return job;
  }

  private allow(job: JobRow, action: JobAction): void {
    if (!JOB_ACTIONS[job.state].includes(action)) {
      throw new AppError('conflict', `A job that is ${job.state} takes no ${action}`);
    }
  }

  private snapshot(id: string): Place {
    return snapshotPlace(this.parts.directories, id, 'notebook.ipynb');
  }

  private sameRequest(user: User, once: Once): JobRow | null {
    if (once.idempotencyKey === null) {
      return null;
    }
    const known = this.parts.store.findByKey(user.id, once.idempotencyKey);
    if (known && known.requestSha256 !== once.requestSha256) {
      throw new AppError(
        'idempotency-mismatch',
        'This Idempotency-Key came with another request before'
      );
    }
    return known;
  }

  private checkQueue(user: User, { domain }: Choices): void {
    if (this.parts.store.countWaiting(user.id, domain.id) >= domain.queuedJobsPerUser) {
      throw new AppError(
        'limit-reached',
        `You have ${domain.queuedJobsPerUser} jobs waiting in ${domain.title}, as many as you may`
      );
    }
  }

  private async enqueue(
    user: User,
    { request, choices, notebook, once }: Submitted,
    save: (id: string) => Promise<unknown>
  ): Promise<Job> {
    const { records, files, view, worker, activity, directories, newId, clock } = this.parts;
    const id = newId();
    const createdAt = clock();
    const job = newJob({ id, createdAt, user, request, choices, notebook, once });
    await files.makeDirectory(snapshotPlace(directories, id));
    try {
      await save(id);
      const known = records.transaction(() => {
        const same = this.sameRequest(user, once);
        if (same === null) {
          this.checkQueue(user, choices);
          records.add(job, 'Submitted');
          activity.record({
            actorId: user.id,
            action: 'job.submit',
            resource: { kind: 'job', id },
            outcome: 'done',
            detail: job.name
          });
        }
        return same;
      });
      if (known) {
        await gone(files.remove(snapshotPlace(directories, id)));
        return view.details(known);
      }
    } catch (error) {
      await gone(files.remove(snapshotPlace(directories, id))).catch(() => undefined);
      throw error;
    }
    worker.wake();
    return view.details(job);
  }
}

interface Once {
  readonly idempotencyKey: string | null;
  readonly requestSha256: string | null;
}

interface Submitted {
  readonly request: Pick<
    JobRequest,
    'kind' | 'name' | 'parameters' | 'startIn' | 'environment' | 'rerunnable' | 'tags'
  >;
  readonly choices: Choices;
  readonly notebook: Omit<NotebookContent, 'bytes'>;
  readonly once: Once;
}

function newJob({
  id,
  createdAt,
  user,
  request,
  choices,
  notebook,
  once
}: Submitted & { id: string; createdAt: Date; user: User }): JobRow {
  const { image, mounts, working } = choices;
  const name = request.name ?? notebook.name.replace(/\.ipynb$/, '').slice(0, 120);
  // The kernel cannot start in a folder that is not there for it.
  const isMounted = mounts.some(({ volume }) => volume.address === notebook.from?.volume);
  return {
    id,
    ownerId: user.id,
    domain: choices.domain.id,
    name,
    spec: {
      kind: request.kind,
      notebook: notebook.from,
      notebookName: notebook.name,
      parameters: request.parameters,
      image: { id: image.id, title: image.title, digest: image.digest },
      volumes: mounts.map(({ volume, access }) => ({ volume: volume.address, access })),
      startIn: isMounted ? request.startIn : 'workingFolder',
      timeLimitSeconds: choices.timeLimitSeconds,
      resources: choices.resources,
      environment: request.environment,
      rerunnable: request.rerunnable
    },
    state: 'queued',
    desired: null,
    reason: null,
    warnings: [],
    progress: null,
    cells: [],
    stdoutBytes: 0,
    stderrBytes: 0,
    attempt: 0,
    notebookSha256: notebook.sha256,
    workingVolume: working.volume.id,
    workingPath: workingFolder({ below: working.path, name, createdAt, id, attempt: 1 }),
    resultPath: null,
    tags: request.tags,
    ...once,
    createdAt: createdAt.toISOString(),
    startedAt: null,
    endedAt: null,
    version: 1
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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

/** What is gone already is as good as removed. */
async function gone(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!hasCode(error, 'not-found')) {
      throw error;
    }
  }
}
