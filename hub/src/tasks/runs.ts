import type { Clock } from '../clock.js';
import { AppError, hasCode } from '../errors.js';
import type { TaskStore } from './store.js';
import { TaskRun, type RunParts } from './task-run.js';
import { nextTurns } from './turns.js';
import type { TaskRow } from './types.js';

/** Copies at once in all, and of one user. More gain nothing from a disk, and take it from everybody else. */
const AT_ONCE = 4;
const AT_ONCE_PER_USER = 2;

/** How often it is looked whether the owner of a running task may still do this. */
const LOOK_EVERY_MS = 1000;

/** How often a files worker that is away is tried without any progress. */
const MAX_ATTEMPTS = 30;

/** Why a run was ended that was not at its end. */
class Stopped extends Error {}
class Cancelled extends Error {}

export interface RunsParts extends RunParts {
  readonly store: TaskStore;
  readonly clock: Clock;
  /** Until a files worker that is away is tried again. */
  readonly restMs: number;
  readonly log: { error(fields: object, message: string): void };
}

/** Lets tasks begin when it is their turn, and brings each to its end. */
export class TaskRuns {
  private readonly running = new Map<string, { ending: AbortController; over: Promise<void> }>();
  private readonly resting = new Map<string, NodeJS.Timeout>();
  /** Attempts without progress, by task. */
  private readonly attempts = new Map<string, number>();
  private isOpen = false;

  constructor(private readonly parts: RunsParts) {}

  /** Takes up what the process before this one left. */
  start(): void {
    const { store, records } = this.parts;
    for (const { id } of store.running()) {
      records.move(id, 'waiting', { reason: 'The hub was started again' });
    }
    this.isOpen = true;
    this.wake();
  }

  /** Nothing is begun any more; what is under way is left where it is. */
  async stop(): Promise<void> {
    this.isOpen = false;
    this.resting.forEach(timer => clearTimeout(timer));
    this.resting.clear();
    const runs = [...this.running.values()];
    runs.forEach(({ ending }) => ending.abort(new Stopped()));
    await Promise.all(runs.map(({ over }) => over));
  }

  /** Something was submitted, or a place became free. */
  wake(): void {
    if (!this.isOpen) {
      return;
    }
    const { store } = this.parts;
    const next = nextTurns({
      waiting: store.waiting().filter(({ id }) => !this.resting.has(id)),
      running: store.running(),
      atOnce: AT_ONCE,
      atOncePerUser: AT_ONCE_PER_USER
    });
    next.forEach(id => this.begin(id));
  }

  /** Its row says that it is to be cancelled. */
  cancel(id: string): void {
    this.running.get(id)?.ending.abort(new Cancelled());
    clearTimeout(this.resting.get(id));
    this.resting.delete(id);
    this.wake();
  }

  private begin(id: string): void {
    const { records, clock } = this.parts;
    const before = this.parts.store.find(id);
    const startedAt = before?.startedAt ?? clock().toISOString();
    const task = records.move(id, 'running', { startedAt }, { lightly: true });
    const ending = new AbortController();
    const over = this.run(task, ending)
      .catch((error: unknown) => this.parts.log.error({ err: error, task: id }, 'task'))
      .finally(() => {
        this.running.delete(id);
        this.wake();
      });
    this.running.set(id, { ending, over });
  }

  private async run(task: TaskRow, ending: AbortController): Promise<void> {
    const { access } = this.parts;
    const run = new TaskRun(this.parts, task, ending.signal);
    const looking = setInterval(() => {
      try {
        access.decide(task);
      } catch (error) {
        ending.abort(error);
      }
    }, LOOK_EVERY_MS).unref();
    try {
      if (task.cancelling || task.work.failure !== null) {
        await this.tidyUp(task);
      } else {
        await run.toEnd(access.decide(task));
        this.parts.records.move(task.id, 'succeeded', {}, { lightly: true });
      }
      this.attempts.delete(task.id);
    } catch (error) {
      clearInterval(looking);
      if (!(error instanceof Stopped)) {
        await this.afterFailure(task.id, error, run.hasMoved);
      }
    } finally {
      clearInterval(looking);
    }
  }

  private async afterFailure(id: string, error: unknown, hasMoved: boolean): Promise<void> {
    const { store, records, log } = this.parts;
    const task = store.find(id);
    if (task?.state !== 'running') {
      throw error;
    }
    if (hasMoved) {
      this.attempts.delete(id);
    }
    if (hasCode(error, 'files-unavailable') && this.mayTryAgain(id)) {
      this.rest(id);
      records.move(id, 'waiting', { reason: 'The files worker does not answer; tried again soon' });
      return;
    }
    if (task.cancelling) {
      await this.tidyUp(task);
      return;
    }
    if (!(error instanceof AppError)) {
      log.error({ err: error, task: id }, 'task');
    }
    const reason =
      error instanceof AppError ? error.message : 'Something went wrong in the hub, see its log';
    await this.tidyUp(records.note(id, { work: { ...task.work, failure: reason } }));
  }

  /** Removes what is unfinished, then tells the end. Interrupted, it is done by the next process. */
  private async tidyUp(task: TaskRow): Promise<void> {
    const { access, records, log } = this.parts;
    const standing = access.forTidying(task);
    const never = new AbortController().signal;
    try {
      await (standing && new TaskRun(this.parts, task, never).abandon(standing));
    } catch (error) {
      if (this.isOpen && hasCode(error, 'files-unavailable') && this.mayTryAgain(task.id)) {
        this.rest(task.id);
        records.move(task.id, 'waiting', { reason: 'What is unfinished is removed soon' });
        return;
      }
      log.error({ err: error, task: task.id }, 'an unfinished copy is left behind');
    }
    this.attempts.delete(task.id);
    if (task.work.failure === null) {
      records.move(task.id, 'cancelled');
    } else {
      records.move(task.id, 'failed', { reason: task.work.failure });
    }
  }

  private mayTryAgain(id: string): boolean {
    const attempts = (this.attempts.get(id) ?? 0) + 1;
    this.attempts.set(id, attempts);
    return attempts < MAX_ATTEMPTS;
  }

  private rest(id: string): void {
    const timer = setTimeout(() => {
      this.resting.delete(id);
      this.wake();
    }, this.parts.restMs);
    this.resting.set(id, timer.unref());
  }
}
