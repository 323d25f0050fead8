import type { Clock } from '../clock.js';
import type { Monotonic } from './ports.js';
import type { AttemptRow } from './types.js';

/** How long after its limit a job may still be there: the runner ends it in time, the hub makes sure. */
const SLACK_MS = 15_000;

/**
 * When attempts are out of time. The database holds the instant; from the moment this process first sees an attempt it
 * counts by a clock that does not jump, so that setting the machine's clock kills no job.
 */
export class Deadlines {
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly monotonic: Monotonic
  ) {}

  isOver(attempt: AttemptRow): boolean {
    if (attempt.deadlineAt === null) {
      return false;
    }
    let end = this.ends.get(attempt.key);
    if (end === undefined) {
      end = this.monotonic() + Date.parse(attempt.deadlineAt) - this.clock().getTime() + SLACK_MS;
      this.ends.set(attempt.key, end);
    }
    return this.monotonic() >= end;
  }

  forget(key: string): void {
    this.ends.delete(key);
  }
}
