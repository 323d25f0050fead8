import { createHash } from 'node:crypto';

import type { JobRequest } from '../../contract/jobs.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import { gone } from '../files/gone.js';
import type { Place, VolumeFiles } from '../files/ports.js';
import { Chooser, type Choices } from './choices.js';
import { readSource, type NotebookContent } from './notebook-source.js';
import { MAX_NOTEBOOK_BYTES, snapshotPlace, type JobDirectories } from './places.js';
import type { JobDomains, JobImages, JobVolumes, JobWorker } from './ports.js';
import type { JobRecords } from './records.js';
import type { JobStore } from './store.js';
import type { JobRow } from './types.js';
import { workingFolder } from './working-folder.js';

export interface SubmissionParts {
  readonly store: JobStore;
  readonly records: JobRecords;
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

/** How a job gets into the queue: choices checked, notebook snapshotted, then the row with its first transition. */
export class Submissions {
  private readonly chooser: Chooser;

  constructor(private readonly parts: SubmissionParts) {
    this.chooser = new Chooser(parts.volumes, parts.images, parts.domains);
  }

  /**
   * Takes the notebook as it is now and puts it into the queue.
   * @param idempotencyKey - the same key and request answer the same job
   * @throws AppError `idempotency-mismatch`, `limit-reached`, and what {@link Chooser.choose} and {@link readSource} throw
   */
  async submit(user: User, request: JobRequest, idempotencyKey: string | null): Promise<JobRow> {
    const { store, volumes, files } = this.parts;
    const once = {
      idempotencyKey,
      requestSha256: idempotencyKey && digestOf(JSON.stringify(request))
    };
    const known = this.sameRequest(user, once);
    if (known) {
      return known;
    }
    const last = store.newestOf(user.id);
    const choices = this.chooser.choose(user, request, {
      domain: last?.domain ?? null,
      image: this.parts.imageOfServer(user)
    });
    this.checkQueue(user, choices);
    const notebook = await readSource(user, request.notebook, volumes, files);
    return this.enqueue(user, { request, choices, notebook, once }, id =>
      files.writeFile(this.snapshot(id), notebook.bytes, { parents: true })
    );
  }

  /** The same notebook as it was, with the same choices, as a new job. */
  async again(user: User, job: JobRow): Promise<JobRow> {
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
      files.copyFile(this.snapshot(job.id), this.snapshot(newId), {
        maxBytes: MAX_NOTEBOOK_BYTES,
        parents: true
      })
    );
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
  ): Promise<JobRow> {
    const { records, files, worker, activity, directories, newId, clock } = this.parts;
    const id = newId();
    const createdAt = clock();
    const job = newJob({ id, createdAt, user, request, choices, notebook, once });
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
        return known;
      }
    } catch (error) {
      await gone(files.remove(snapshotPlace(directories, id))).catch(() => undefined);
      throw error;
    }
    worker.wake();
    return job;
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
