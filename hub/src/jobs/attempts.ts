import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import { AppError, hasCode } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import type { PlatformIdentity } from '../identity.js';
import {
  attemptKey,
  containerSpec,
  homeDirectories,
  runnerRequest,
  type AttemptParts
} from './container.js';
import type { Deadlines } from './deadlines.js';
import { EvidenceReader } from './evidence.js';
import type { Finisher } from './finisher.js';
import { controlPlace, inVolume, snapshotPlace, type JobDirectories } from './places.js';
import type { JobDomains, JobImages, JobUsers, JobVolumes } from './ports.js';
import type { JobRecords } from './records.js';
import type { Slots } from './slots.js';
import type { JobStore } from './store.js';
import type { AttemptRow, JobRow } from './types.js';
import { workingFolder } from './working-folder.js';
import { mustTakeResults } from './working-volume.js';

/** How long a job that is to end may take to save what it has. */
const GRACE_MS = 10_000;

export interface AttemptStepsParts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly finisher: Finisher;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly volumes: JobVolumes;
  readonly images: JobImages;
  readonly domains: JobDomains;
  readonly users: JobUsers;
  readonly deadlines: Deadlines;
  readonly directories: JobDirectories;
  readonly identity: PlatformIdentity;
  /** A directory in which `workspace` is a link to the workspace. */
  readonly idiesDirectory: string;
  /** The runner's file on the hub's machine. */
  readonly runnerFile: string;
  readonly clock: Clock;
  /** Containers are started with bounded concurrency: beyond it, only the latency grows. */
  readonly starts: Slots;
}

/** Failures that pass: the step is tried again later, the job stays where it is. */
export function isPassing(error: unknown): boolean {
  return hasCode(error, 'engine-unavailable') || hasCode(error, 'files-unavailable');
}

/**
 * The steps of an attempt, each from what the database, the engine and the files say now; so that a hub that was killed
 * between any two of them goes on where it was.
 */
export class AttemptSteps {
  private readonly evidence: EvidenceReader;
  /** Attempts claimed by this process that nobody has tried to start yet: there is nothing of them to be found. */
  private readonly fresh = new Set<string>();

  constructor(private readonly parts: AttemptStepsParts) {
    this.evidence = new EvidenceReader(parts.files, parts.directories);
  }

  /** Takes a waiting job's turn. @returns false when it waits no more */
  claim(jobId: string): boolean {
    const { records, store } = this.parts;
    const job = store.find(jobId);
    if (!job) {
      return false;
    }
    const below = job.workingPath.split('/').slice(0, -3).join('/');
    const claimed = records.claim(
      jobId,
      number => attemptKey(jobId, number),
      attempt => ({
        workingPath: workingFolder({
          below,
          name: job.workingPath.split('/').at(-3) ?? '',
          createdAt: new Date(job.createdAt),
          id: jobId,
          attempt
        })
      })
    );
    if (claimed) {
      this.fresh.add(attemptKey(jobId, claimed.attempt));
    }
    return claimed !== null;
  }

  /** A container is known to have ended: the attempt that it belongs to is over, if it still runs. */
  ended(jobId: string, container: string): void {
    const job = this.parts.store.find(jobId);
    if (job?.state === 'running' && attemptKey(job.id, job.attempt) === container) {
      this.finishing(job, 'Its container has ended');
    }
  }

  /** Does what is to be done next. @returns whether there may be more to do at once */
  async advance(job: JobRow): Promise<boolean> {
    const attempt = this.parts.store.attempt(job.id, job.attempt);
    if (!attempt) {
      return false;
    }
    switch (job.state) {
      case 'starting':
        return this.parts.starts.use(() => this.start(job, attempt));
      case 'running':
        return this.watch(job, attempt);
      case 'finishing':
        return this.parts.finisher.finish(job, attempt);
      default:
        if (attempt.endedAt !== null && attempt.removedAt === null) {
          await this.parts.finisher.cleanUp(attempt);
        }
        return false;
    }
  }

  private async start(job: JobRow, attempt: AttemptRow): Promise<boolean> {
    const { engine } = this.parts;
    const isFresh = this.fresh.delete(attempt.key);
    let status = isFresh ? null : await engine.inspect(attempt.key);
    const isNew = status === null || status.phase === 'created';
    if (isNew && this.parts.store.find(job.id)?.desired === 'cancelled') {
      await engine.remove(attempt.key);
      return this.parts.finisher.cancelBeforeStart(job);
    }
    // A container that is gone, but in which the runner was at work, must not be made again: the job has run.
    if (!isFresh && status === null && (await this.evidence.hasBegun(attempt.key))) {
      return this.finishing(job, 'The engine no longer has its container');
    }
    try {
      if (isNew) {
        status = await this.make(job, attempt);
        await engine.start(status);
      }
    } catch (error) {
      // "It has run already": the reply to an earlier start was lost.
      if (!hasCode(error, 'conflict')) {
        return this.refused(job, error);
      }
    }
    return this.started(job, attempt, status);
  }

  private started(job: JobRow, attempt: AttemptRow, found: ContainerStatus | null): boolean {
    const { records, clock } = this.parts;
    const startedAt = found?.startedAt ? new Date(found.startedAt) : clock();
    const deadline = new Date(startedAt.getTime() + job.spec.timeLimitSeconds * 1000);
    return records.transaction(() => {
      const moved = records.move(
        job.id,
        { state: 'starting', attempt: job.attempt },
        'running',
        'Its container runs',
        { startedAt: startedAt.toISOString() }
      );
      if (moved) {
        records.editAttempt(job.id, attempt.number, {
          startedAt: startedAt.toISOString(),
          deadlineAt: deadline.toISOString()
        });
      }
      // It may have ended, or be wanted to end, since.
      return moved !== null;
    });
  }

  /** What the world refuses for good ends the job with its reason; what passes is thrown and tried again. */
  private refused(job: JobRow, error: unknown): boolean {
    if (isPassing(error) || !(error instanceof AppError)) {
      throw error;
    }
    this.parts.finisher.failToStart(job, error.message);
    return true;
  }

  private async watch(job: JobRow, attempt: AttemptRow): Promise<boolean> {
    const { engine, records, deadlines } = this.parts;
    const status = await engine.inspect(attempt.key);
    if (status?.phase !== 'running') {
      return this.finishing(
        job,
        status === null ? 'The engine no longer has its container' : 'Its container has ended'
      );
    }
    let wish = this.parts.store.find(job.id)?.desired ?? null;
    if (wish === null && deadlines.isOver(attempt)) {
      const here = { state: 'running' as const, attempt: job.attempt };
      wish = records.note(job.id, here, { desired: 'timedOut' })?.desired ?? null;
    }
    if (wish === null) {
      return false;
    }
    await engine.stop(attempt.key, { graceMs: GRACE_MS });
    return true;
  }

  private finishing(job: JobRow, why: string): boolean {
    const here = { state: job.state, attempt: job.attempt };
    return this.parts.records.move(job.id, here, 'finishing', why) !== null;
  }

  /** What it was allowed to use when it was submitted may have been withdrawn while it waited. */
  private checkCompute(owner: User, { domain: id, spec: { image } }: JobRow): void {
    const domain = this.parts.domains.forJobs(owner).find(each => each.id === id);
    if (!domain) {
      throw new AppError('not-allowed', `The compute domain “${id}” may no longer be used`);
    }
    if (!domain.images.includes(image.id)) {
      throw new AppError('not-allowed', `The image “${image.title}” may no longer be used`);
    }
  }

  /** Makes the container and everything that it needs; doing it twice is the same as once. */
  private async make(job: JobRow, attempt: AttemptRow): Promise<ContainerStatus> {
    const { engine, files, directories, users, volumes, images, identity } = this.parts;
    const owner = users.userById(job.ownerId);
    const working = volumes.byId(job.workingVolume);
    if (!owner || !working) {
      throw new AppError('not-found', 'The volume of its working folder is gone');
    }
    this.checkCompute(owner, job);
    // Access may have been withdrawn since it was submitted.
    const mounts = volumes.plan(owner, [...job.spec.volumes]);
    mustTakeResults(mounts, job.workingVolume);
    const parts: AttemptParts = {
      job,
      key: attempt.key,
      image: images.resolve(job.spec.image.id),
      volumes: mounts,
      identity,
      jobDirectory: `${directories.jobs}/${job.id}`,
      controlDirectory: `${directories.control}/${attempt.key}`,
      runnerFile: this.parts.runnerFile,
      idiesDirectory: this.parts.idiesDirectory
    };
    const request = Buffer.from(JSON.stringify(runnerRequest(parts)));
    // What is mounted must be there for the engine to make the container, the rest only when it starts.
    await Promise.all([
      files.makeDirectory(controlPlace(directories, attempt.key)),
      ...homeDirectories(parts).map(path =>
        files.makeDirectory(snapshotPlace(directories, job.id, path))
      )
    ]);
    const container = engine.create(containerSpec(parts));
    const filled = Promise.all([
      files.makeDirectory(inVolume(working, job.workingPath)),
      files.writeFile(snapshotPlace(directories, job.id, 'request.json'), request)
    ]);
    // Nobody may find a failed start while the container is still being made: it would stay behind.
    await Promise.allSettled([container, filled]);
    await filled;
    return container;
  }
}
