import { readFileSync } from 'node:fs';

import { hasEnded } from '../../contract/jobs.js';
import { LABELS } from '../compute/labels.js';
import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import { hasCode } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { isPassing, type AttemptSteps } from './attempts.js';
import type { Finisher } from './finisher.js';
import type { JobDirectories } from './places.js';
import type { JobWorker, Monotonic } from './ports.js';
import type { ProgressWatch } from './progress.js';
import type { JobQueue } from './queue.js';
import type { JobRecords } from './records.js';
import type { JobStore } from './store.js';

const RECONCILE_MS = 5000;
const PROGRESS_MS = 500;

/** A container of ours that no attempt knows is left alone for so long: its row may be about to be written. */
const ORPHAN_MS = 60_000;

/** Places further back change too often to be told. */
const TOLD_PLACES = 20;

export interface JobRunsParts {
  readonly store: JobStore;
  readonly records: JobRecords;
  readonly queue: JobQueue;
  readonly steps: AttemptSteps;
  readonly finisher: Finisher;
  readonly progress: ProgressWatch;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly directories: JobDirectories;
  /** The runner as it came with the hub; a copy for containers is kept with the jobs. */
  readonly runnerSource: string;
  readonly monotonic: Monotonic;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Runs jobs: woken by submissions, ends and the engine's events, and every few seconds comparing everything with what
 * the engine says. Each job is in one hand at a time; what happens to it meanwhile makes the hand look again.
 */
export class JobRuns implements JobWorker {
  private readonly hands = new Map<string, { again: boolean; done: Promise<void> }>();
  private readonly strangers = new Map<string, number>();
  private readonly stopping = new AbortController();
  private timers: NodeJS.Timeout[] = [];
  private isStarted = false;
  private isWoken = false;
  private isLooking = false;
  private engineAnswers = true;
  private reconciling: Promise<void> | null = null;

  constructor(private readonly parts: JobRunsParts) {}

  /** Goes on with what an earlier hub left, then with what waits. */
  async start(): Promise<void> {
    const { files, directories, runnerSource, engine } = this.parts;
    await files.makeDirectory({ directory: directories.jobs, path: RUNNER_DIRECTORY });
    await files.writeFile(
      { directory: directories.jobs, path: `${RUNNER_DIRECTORY}/runner.py` },
      readFileSync(runnerSource)
    );
    this.isStarted = true;
    engine.watch(
      event => {
        const jobId = event.labels[LABELS.id];
        if (event.labels[LABELS.kind] === 'job' && event.action === 'die' && jobId) {
          this.ended(jobId, event.name);
        }
      },
      () => void this.reconcile(),
      this.stopping.signal
    );
    this.timers = [
      setInterval(() => void this.reconcile(), RECONCILE_MS),
      setInterval(() => void this.look(), PROGRESS_MS)
    ];
    await this.reconcile();
  }

  /** Lets go of everything; containers run on. */
  async stop(): Promise<void> {
    this.isStarted = false;
    this.stopping.abort();
    this.timers.forEach(timer => clearInterval(timer));
    await Promise.allSettled([this.reconciling, this.settled()]);
  }

  wake(): void {
    if (!this.isStarted || this.isWoken) {
      return;
    }
    this.isWoken = true;
    setImmediate(() => {
      this.isWoken = false;
      this.admit();
    });
  }

  attend(jobId: string): void {
    const hand = this.hands.get(jobId);
    if (hand) {
      hand.again = true;
    } else if (this.isStarted) {
      const taken = { again: true, done: Promise.resolve() };
      this.hands.set(jobId, taken);
      taken.done = this.handle(jobId, taken);
    }
  }

  /** The engine says so; asking it back would only wait for it to tidy up after the container. */
  private ended(jobId: string, container: string): void {
    try {
      this.parts.steps.ended(jobId, container);
    } catch (error) {
      this.note(error, { jobId });
    }
    this.attend(jobId);
  }

  /** Compares everything with the engine. A call while one is under way joins it. */
  reconcile(): Promise<void> {
    this.reconciling ??= this.compare()
      .catch((error: unknown) => this.note(error, {}))
      .finally(() => (this.reconciling = null));
    return this.reconciling;
  }

  /** When nothing is in hand any more. */
  async settled(): Promise<void> {
    while (this.hands.size > 0) {
      await Promise.all([...this.hands.values()].map(({ done }) => done));
    }
  }

  private async compare(): Promise<void> {
    if (!this.isStarted) {
      return;
    }
    const { engine, store } = this.parts;
    const containers = (await engine.list()).filter(
      container => container.labels[LABELS.kind] === 'job'
    );
    this.engineAnswers = true;
    for (const { id } of store.occupying()) {
      this.attend(id);
    }
    for (const attempt of store.leftovers()) {
      this.attend(attempt.jobId);
    }
    await this.dismissStrangers(containers);
    this.wake();
  }

  /** Lets begin who is next, and tells those whose place in the queue changed. */
  private admit(): void {
    if (!this.isStarted || !this.engineAnswers) {
      return;
    }
    try {
      const { start, moved } = this.parts.queue.decide();
      for (const jobId of start) {
        if (this.parts.steps.claim(jobId)) {
          this.attend(jobId);
        }
      }
      const told = moved.filter(({ position }) => position <= TOLD_PLACES);
      this.parts.records.transaction(() =>
        told.forEach(({ job }) => this.parts.records.touch(job))
      );
    } catch (error) {
      this.note(error, {});
    }
  }

  private async handle(jobId: string, hand: { again: boolean }): Promise<void> {
    try {
      while (hand.again && this.isStarted) {
        hand.again = false;
        const job = this.parts.store.find(jobId);
        if (job && (await this.parts.steps.advance(job))) {
          hand.again = true;
        }
      }
    } catch (error) {
      this.note(error, { jobId });
    } finally {
      this.hands.delete(jobId);
    }
    const job = this.parts.store.find(jobId);
    if (!job || hasEnded(job.state) || job.state === 'queued') {
      this.wake();
    }
  }

  private async look(): Promise<void> {
    if (this.isLooking) {
      return;
    }
    this.isLooking = true;
    try {
      await this.parts.progress.look();
    } catch (error) {
      this.note(error, {});
    } finally {
      this.isLooking = false;
    }
  }

  private async dismissStrangers(containers: readonly ContainerStatus[]): Promise<void> {
    const { store, monotonic, finisher } = this.parts;
    const unknown = new Set(containers.map(({ name }) => name).filter(name => !store.hasKey(name)));
    for (const name of this.strangers.keys()) {
      if (!unknown.has(name)) {
        this.strangers.delete(name);
      }
    }
    for (const name of unknown) {
      const seenAt = this.strangers.get(name) ?? monotonic();
      this.strangers.set(name, seenAt);
      if (monotonic() - seenAt >= ORPHAN_MS) {
        await finisher.dismiss(name);
      }
    }
  }

  private note(error: unknown, about: object): void {
    if (hasCode(error, 'engine-unavailable')) {
      this.engineAnswers = false;
    }
    const message = isPassing(error) ? 'A step of a job is put off' : 'A step of a job failed';
    this.parts.log.warn({ ...about, err: error }, message);
  }
}

const RUNNER_DIRECTORY = '.runner';

/** Where the copy of the runner lies that containers get; jobs cannot write to it. */
export function runnerFile(directories: JobDirectories): string {
  return `${directories.jobs}/${RUNNER_DIRECTORY}/runner.py`;
}
