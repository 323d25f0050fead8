import type { Logger } from 'pino';

import { hasCode } from '../errors.js';

/** Something that goes on with a server in this process. */
interface Operation {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** What goes on with servers in this process, one thing at a time with each. */
export class Operations {
  private readonly present = new Map<string, Operation>();

  constructor(private readonly logger: Pick<Logger, 'error'>) {}

  isBusy(serverId: string): boolean {
    return this.present.has(serverId);
  }

  /** Resolves once nothing goes on with the server any more. */
  async settled(serverId: string): Promise<void> {
    for (let busy; (busy = this.present.get(serverId));) {
      await busy.done;
    }
  }

  abort(serverId: string): void {
    this.present.get(serverId)?.abort.abort();
  }

  /**
   * Runs `work` after whatever goes on with the server now. What it cannot finish, the reconciler takes up again.
   * @returns resolves when it is done, or never came to its turn
   */
  run(serverId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const before = this.present.get(serverId)?.done ?? Promise.resolve();
    const done = before
      .then(() => (abort.signal.aborted ? undefined : work(abort.signal)))
      .catch((error: unknown) => {
        if (!hasCode(error, 'engine-unavailable')) {
          this.logger.error({ err: error, serverId }, 'an operation on a server failed');
        }
      })
      .finally(() => {
        if (this.present.get(serverId)?.done === done) {
          this.present.delete(serverId);
        }
      });
    this.present.set(serverId, { abort, done });
    return done;
  }

  /** Leaves everything as it is, for the next process. */
  async close(): Promise<void> {
    const operations = [...this.present.values()];
    operations.forEach(({ abort }) => abort.abort());
    await Promise.allSettled(operations.map(({ done }) => done));
  }
}
