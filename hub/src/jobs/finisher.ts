import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import { AppError, hasCode } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import type { Deadlines } from './deadlines.js';
import { elapsedSeconds, EvidenceReader, type FileEvidence } from './evidence.js';
import { jobRecord } from './job-record.js';
import { controlPlace, inVolume, RESULT, type JobDirectories } from './places.js';
import type { JobUsers, JobVolumes } from './ports.js';
import type { ProgressWatch, Seen } from './progress.js';
import type { JobRecords } from './records.js';
import type { JobStore } from './store.js';
import { mayRetry } from './transitions.js';
import type { AttemptRow, JobRow } from './types.js';
import { judge, type Verdict } from './verdict.js';

export interface FinisherParts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly progress: ProgressWatch;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly volumes: Pick<JobVolumes, 'byId'>;
  readonly users: JobUsers;
  readonly activity: ActivityRecorder;
  readonly deadlines: Deadlines;
  readonly directories: JobDirectories;
  readonly clock: Clock;
}

/** Brings attempts to their end: verdict, files, record, and only then the removal of the container. */
export class Finisher {
  private readonly evidence: EvidenceReader;

  constructor(private readonly parts: FinisherParts) {
    this.evidence = new EvidenceReader(parts.files, parts.directories);
  }

  /** @returns false when the container runs after all, as somebody may have started it once more by hand */
  async finish(job: JobRow, attempt: AttemptRow): Promise<boolean> {
    const { engine, volumes, progress, clock } = this.parts;
    const volume = volumes.byId(job.workingVolume);
    const [status, { seen, strangeLines }, weigh] = await Promise.all([
      engine.inspect(attempt.key),
      progress.finish(job, attempt.key),
      this.evidence.collect(job, volume, attempt.key)
    ]);
    if (status?.phase === 'running') {
      return false;
    }
    const container = status?.phase === 'exited' ? status : null;
    const found = weigh((seen ?? job).progress !== null);
    const endedAt = clock();
    const verdict = judge({
      result: found.result,
      engine: container,
      desired: job.desired,
      elapsedSeconds: elapsedSeconds(attempt.startedAt, endedAt),
      timeLimitSeconds: job.spec.timeLimitSeconds,
      memoryBytes: job.spec.resources.memoryBytes,
      problems: [
        ...found.problems,
        ...(strangeLines > 0 ? ['progress.ndjson holds lines that the runner did not write'] : [])
      ]
    });
    await this.keep(job, attempt, { verdict, found, container, endedAt });
    this.end(job, attempt, verdict, {
      endedAt: endedAt.toISOString(),
      container,
      changes: endedProgress(job, seen, found, verdict)
    });
    return true;
  }

  /** A job that the world refused to start. */
  failToStart(job: JobRow, detail: string): void {
    const { records, store, clock } = this.parts;
    const attempt = store.attempt(job.id, job.attempt);
    const here = { state: 'starting' as const, attempt: job.attempt };
    const reason = `It could not be started: ${detail}`;
    const finishing = attempt && records.move(job.id, here, 'finishing', reason);
    if (finishing) {
      const verdict: Verdict = { end: 'failed', reason, warnings: [], source: 'engine' };
      const endedAt = clock().toISOString();
      this.end(finishing, attempt, verdict, { endedAt, container: null, changes: {} });
    }
  }

  /** @returns whether the job was still there to be cancelled */
  cancelBeforeStart(job: JobRow): boolean {
    const { records, clock } = this.parts;
    const endedAt = clock().toISOString();
    return records.transaction(() => {
      records.editAttempt(job.id, job.attempt, { endedAt, verdictSource: 'hub' });
      const here = { state: 'starting' as const, attempt: job.attempt };
      const why = 'Cancelled before it started';
      return records.move(job.id, here, 'cancelled', why, { reason: why, endedAt }) !== null;
    });
  }

  /** Takes away what an ended attempt left on the engine and with us; its files stay. */
  async cleanUp(attempt: AttemptRow): Promise<void> {
    const { records, deadlines, clock } = this.parts;
    await this.dismiss(attempt.key);
    deadlines.forget(attempt.key);
    records.editAttempt(attempt.jobId, attempt.number, { removedAt: clock().toISOString() });
  }

  /** Removes a container and the control directory of the same name. */
  async dismiss(key: string): Promise<void> {
    const { engine, files, directories } = this.parts;
    await Promise.all([
      engine.remove(key),
      asFarAsPossible(files.remove(controlPlace(directories, key)))
    ]);
  }

  /** Puts the record and the result beside the job's files; what its owner did to the folder is his own loss. */
  private async keep(
    job: JobRow,
    attempt: AttemptRow,
    end: { verdict: Verdict; found: FileEvidence; container: ContainerStatus | null; endedAt: Date }
  ): Promise<void> {
    const { files, volumes, users, store } = this.parts;
    const volume = volumes.byId(job.workingVolume);
    if (!volume || !end.found.hasFolder) {
      return;
    }
    const record = jobRecord({
      job,
      owner: users.userById(job.ownerId)?.name ?? '',
      workingFolder: `${volume.address}/${job.workingPath}`,
      verdict: end.verdict,
      startedAt: attempt.startedAt,
      endedAt: end.endedAt.toISOString(),
      engine: end.container,
      timeline: store.transitions(job.id)
    });
    const write = (name: string, bytes: Buffer) =>
      asFarAsPossible(files.writeFile(inVolume(volume, job.workingPath, name), bytes));
    await Promise.all([
      write('job.json', record),
      end.found.resultBytes && write(RESULT, end.found.resultBytes)
    ]);
  }

  private end(
    job: JobRow,
    attempt: AttemptRow,
    verdict: Verdict,
    facts: {
      endedAt: string;
      container: ContainerStatus | null;
      changes: Partial<JobRow>;
    }
  ): void {
    const { records, activity } = this.parts;
    records.transaction(() => {
      const { end, reason, warnings, source } = verdict;
      const here = { state: 'finishing' as const, attempt: job.attempt };
      const ended = records.move(job.id, here, end, reason, {
        ...facts.changes,
        reason,
        // Of one that the hub ended they say why.
        warnings: job.desired === 'cancelled' ? [...job.warnings, ...warnings] : warnings,
        endedAt: facts.endedAt
      });
      if (!ended) {
        return;
      }
      records.editAttempt(job.id, attempt.number, {
        endedAt: facts.endedAt,
        exitCode: facts.container?.exitCode ?? null,
        outOfMemory: facts.container?.outOfMemory ?? false,
        verdictSource: source
      });
      if (
        mayRetry({ state: ended.state, attempt: ended.attempt, rerunnable: job.spec.rerunnable })
      ) {
        records.move(job.id, { state: 'lost' }, 'queued', 'It may be run again', NEW_ATTEMPT);
      }
      activity.record({
        actorId: null,
        action: 'job.end',
        resource: { kind: 'job', id: job.id },
        outcome: end === 'succeeded' ? 'done' : 'failed',
        detail: `${job.name}: ${reason}`,
        concerns: [job.ownerId]
      });
    });
  }
}

/** What the files themselves refuse is left undone; that nobody can be asked now is not such a refusal. */
async function asFarAsPossible(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (hasCode(error, 'files-unavailable') || !(error instanceof AppError)) {
      throw error;
    }
  }
}

/** What a job shows of an attempt, before the next one. */
const NEW_ATTEMPT = {
  desired: null,
  progress: null,
  cells: [],
  stdoutBytes: 0,
  stderrBytes: 0,
  resultPath: null,
  startedAt: null,
  endedAt: null
} as const;

function endedProgress(
  job: JobRow,
  seen: Seen | null,
  found: FileEvidence,
  verdict: Verdict
): Partial<JobRow> {
  const { progress, cells } = seen ?? job;
  return {
    progress,
    // No cell runs in a job that has ended.
    cells: cells.map(cell =>
      cell.outcome === 'running' && verdict.end !== 'succeeded'
        ? { ...cell, outcome: 'failed' as const }
        : cell
    ),
    stdoutBytes: found.stdoutBytes,
    stderrBytes: found.stderrBytes,
    resultPath: found.hasNotebook ? `${job.workingPath}/${job.spec.notebookName}` : null
  };
}
