import { setTimeout as pause } from 'node:timers/promises';

import type { ContainerEngine } from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';
import type { IdleWatch } from './idle-watch.js';
import type { ServerMounts } from './ports.js';
import type { ServerReconciler } from './reconciler.js';
import type { StartPlaces } from './start-queue-places.js';

const LOOK_EVERY_MS = 10_000;
const ENGINE_MS = 5000;

/** Looks after all servers as long as the hub runs. */
export class ServerKeeper {
  private readonly watching = new AbortController();

  constructor(
    private readonly engine: Pick<ContainerEngine, 'watch'>,
    private readonly mounts: Pick<ServerMounts, 'settle' | 'tidy'>,
    private readonly places: Pick<StartPlaces, 'settle'>,
    private readonly reconciler: ServerReconciler,
    private readonly idle: IdleWatch
  ) {}

  /**
   * To be called at the start, before the gateway is served: restores all routes, then makes rows and containers agree;
   * starts and stops that a former process left undone go on in the background. An engine that hangs is not waited for.
   */
  async reconcile(): Promise<void> {
    await this.reconciler.restoreRoutes();
    await this.mounts.settle();
    this.places.settle();
    const waiting = new AbortController();
    await Promise.race([
      this.reconciler.run({ confirmRoutes: true }),
      pause(ENGINE_MS, undefined, { signal: waiting.signal }).catch(() => undefined)
    ]);
    waiting.abort();
  }

  /** Follows the engine from now on, and stops idle servers, until {@link close}. */
  watch(): void {
    this.engine.watch(
      ({ labels }) => {
        if (labels[LABELS.kind] === 'server') {
          void this.reconciler.run({ confirmRoutes: false });
        }
      },
      () => void this.reconciler.run({ confirmRoutes: true }),
      this.watching.signal
    );
    const timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.watching.signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** One look at everything: what events may have missed, and servers that are idle. */
  async look(): Promise<void> {
    await this.reconciler.run({ confirmRoutes: false });
    this.places.settle();
    await this.mounts.tidy();
    await this.idle.look();
  }

  close(): void {
    this.watching.abort();
  }
}
