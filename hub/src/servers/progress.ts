import type { ServerProgress } from '../../contract/servers.js';

function isLast(step: ServerProgress): boolean {
  return step.ready === true || step.failed === true;
}

/** The steps of one start: whoever follows, and however late, sees them from the first to the last. */
export class ProgressLog {
  private readonly steps: ServerProgress[] = [];
  private waiting: (() => void)[] = [];

  get isOver(): boolean {
    const last = this.steps.at(-1);
    return last !== undefined && isLast(last);
  }

  /** Progress never goes backwards, and nothing follows the last step. */
  add(step: ServerProgress): void {
    const last = this.steps.at(-1);
    if (this.isOver || (last?.message === step.message && !isLast(step))) {
      return;
    }
    this.steps.push({ ...step, progress: Math.max(step.progress, last?.progress ?? 0) });
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach(wake => wake());
  }

  async *follow(): AsyncGenerator<ServerProgress> {
    for (let at = 0; ; at++) {
      while (at >= this.steps.length) {
        await new Promise<void>(resolve => this.waiting.push(resolve));
      }
      const step = this.steps[at] as ServerProgress;
      yield step;
      if (isLast(step)) {
        return;
      }
    }
  }
}

/** The steps of the present or last start of each server, as far as this process saw them. */
export class ProgressLogs {
  private readonly logs = new Map<string, ProgressLog>();

  of(serverId: string): ProgressLog | null {
    return this.logs.get(serverId) ?? null;
  }

  /** Of the present start; those of a former one are of no interest any more. */
  open(serverId: string): ProgressLog {
    const present = this.logs.get(serverId);
    if (present && !present.isOver) {
      return present;
    }
    const log = new ProgressLog();
    this.logs.set(serverId, log);
    return log;
  }

  forget(serverId: string): void {
    this.logs.delete(serverId);
  }
}
