import type { VolumeFile } from '../../contract/common.js';
import { hasEnded, type Job, type JobSummary } from '../../contract/jobs.js';
import { AppError } from '../errors.js';
import type { JobUsers, JobVolumes } from './ports.js';
import type { User } from '../accounts/types.js';
import type { JobQueue } from './queue.js';
import type { JobStore } from './store.js';
import type { JobRow } from './types.js';

/** Jobs in the words of the contract. */
export class JobView {
  constructor(
    private readonly store: JobStore,
    private readonly volumes: Pick<JobVolumes, 'byId' | 'find'>,
    private readonly users: JobUsers,
    private readonly queue: JobQueue
  ) {}

  summary(job: JobRow): JobSummary {
    const place = job.state === 'queued' ? this.queue.placeOf(job.id) : null;
    return {
      id: job.id,
      name: job.name,
      kind: job.spec.kind,
      state: job.state,
      cancelling: job.desired === 'cancelled' && !hasEnded(job.state),
      reason: place?.why ?? job.reason,
      warnings: [...job.warnings],
      progress: job.progress,
      position: place?.position ?? null,
      createdAt: job.createdAt,
      startedAt: job.startedAt,
      endedAt: job.endedAt,
      tags: [...job.tags],
      workingFolder: this.inWorkingVolume(job, job.workingPath),
      result: job.resultPath === null ? null : this.inWorkingVolume(job, job.resultPath),
      output: { stdoutBytes: job.stdoutBytes, stderrBytes: job.stderrBytes },
      version: job.version
    };
  }

  /** As somebody sees it who may look at it: what only its owner knows stays his. */
  detailsFor(user: User, job: JobRow): Job {
    const details = this.details(job);
    if (user.id === job.ownerId) {
      return details;
    }
    const seen = <T extends { readonly volume: string }>(file: T | null): T | null =>
      file && this.sees(user, file.volume) ? file : null;
    return {
      ...details,
      mine: false,
      environment: {},
      notebook: seen(details.notebook),
      workingFolder: seen(details.workingFolder),
      result: seen(details.result),
      volumes: details.volumes.filter(({ volume }) => this.sees(user, volume))
    };
  }

  details(job: JobRow): Job {
    const { spec } = job;
    return {
      ...this.summary(job),
      mine: true,
      resultFile: job.resultPath === null ? null : job.resultPath.slice(job.workingPath.length + 1),
      owner: this.users.userById(job.ownerId)?.name ?? '',
      domain: job.domain,
      image: spec.image,
      notebook: spec.notebook,
      notebookSha256: job.notebookSha256,
      parameters: spec.parameters,
      volumes: [...spec.volumes],
      startIn: spec.startIn,
      timeLimitSeconds: spec.timeLimitSeconds,
      resources: spec.resources,
      environment: { ...spec.environment },
      rerunnable: spec.rerunnable,
      cells: [...job.cells],
      attempts: this.store
        .attempts(job.id)
        .map(({ number, startedAt, endedAt, exitCode, outOfMemory, verdictSource }) => ({
          number,
          startedAt,
          endedAt,
          exitCode,
          outOfMemory,
          verdictSource
        })),
      timeline: this.store
        .transitions(job.id)
        .map(({ at, from, to, why }) => ({ at, from, to, why }))
    };
  }

  private sees(user: User, address: string): boolean {
    try {
      return Boolean(this.volumes.find(user, address));
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') {
        return false;
      }
      throw error;
    }
  }

  private inWorkingVolume(job: JobRow, path: string): VolumeFile | null {
    const volume = this.volumes.byId(job.workingVolume);
    return volume && { volume: volume.address, path };
  }
}
