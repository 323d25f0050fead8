import type { Logger } from 'pino';

import type { Clock } from '../clock.js';
import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import { LABELS } from '../compute/labels.js';
import { hasCode } from '../errors.js';
import type { ServerLifecycle } from './lifecycle.js';
import type { ServerRouting } from './routing.js';
import type { ServerStore } from './store.js';
import type { ServerRow } from './types.js';

const QUARANTINE_MS = 24 * 3600 * 1000;
const STOP_GRACE_MS = 10_000;

/** Makes rows and containers agree, whoever changed what while nobody looked. */
export class ServerReconciler {
  /** When a running container without a row was first seen by this process. */
  private readonly unknownSince = new Map<string, Date>();
  private present: Promise<void> | null = null;
  private wanted: { confirmRoutes: boolean } | null = null;

  constructor(
    private readonly store: ServerStore,
    private readonly engine: ContainerEngine,
    private readonly lifecycle: ServerLifecycle,
    private readonly routing: Pick<ServerRouting, 'restore'>,
    private readonly clock: Clock,
    private readonly logger: Pick<Logger, 'warn' | 'error'>
  ) {}

  /** Gives the gateway every route that it should have, from the rows alone: notebooks go on while the engine is away. */
  async restoreRoutes(): Promise<void> {
    await Promise.all(this.store.all().map(row => this.routing.restore(row)));
  }

  /**
   * Looks at everything, once at a time: asked for meanwhile, it looks once more. An engine that is away is no failure;
   * its return is a reason to ask again.
   * @param options - `confirmRoutes` also asks the engine where running servers are
   */
  run(options: { confirmRoutes: boolean }): Promise<void> {
    this.wanted = { confirmRoutes: options.confirmRoutes || (this.wanted?.confirmRoutes ?? false) };
    this.present ??= this.work().finally(() => (this.present = null));
    return this.present;
  }

  private async work(): Promise<void> {
    while (this.wanted) {
      const { confirmRoutes } = this.wanted;
      this.wanted = null;
      try {
        await this.compare(confirmRoutes);
      } catch (error) {
        if (!hasCode(error, 'engine-unavailable')) {
          this.logger.error({ err: error }, 'rows and containers could not be compared');
        }
      }
    }
  }

  private async compare(confirmRoutes: boolean): Promise<void> {
    // Rows first: what is seen of the containers is then newer than each row, and a row that changes meanwhile has
    // another version.
    const rows = this.store.all();
    const statuses = (await this.engine.list()).filter(
      ({ labels }) => labels[LABELS.kind] === 'server'
    );
    const containers = new Map(statuses.map(status => [status.labels[LABELS.id], status]));
    await Promise.all(
      rows.map(row => this.agree(row, containers.get(row.id) ?? null, confirmRoutes))
    );
    const known = new Set(rows.map(({ id }) => id));
    await this.quarantine(statuses.filter(({ labels }) => !known.has(labels[LABELS.id] ?? '')));
  }

  private async agree(
    row: ServerRow,
    status: ContainerStatus | null,
    confirmRoutes: boolean
  ): Promise<void> {
    const current = this.store.byId(row.id);
    if (this.lifecycle.isBusy(row.id) || current?.version !== row.version) {
      return;
    }
    const runs = status?.phase === 'running';
    if (row.state === 'starting') {
      this.lifecycle.resume(row);
    } else if (row.state === 'stopping') {
      this.lifecycle.finishStop(row);
    } else if (row.state === 'running' && !runs) {
      await this.lifecycle.ended(row, status);
    } else if (row.state === 'running' && status && confirmRoutes) {
      await this.lifecycle.confirmRoute(row, status.id);
    } else if (row.state !== 'running' && runs) {
      await this.lifecycle.stopContainer(row, status.id);
    }
  }

  /** Containers of ours that no row knows get no route, and a day for somebody to look at them. */
  private async quarantine(unknown: readonly ContainerStatus[]): Promise<void> {
    const now = this.clock();
    for (const id of this.unknownSince.keys()) {
      if (!unknown.some(status => status.id === id)) {
        this.unknownSince.delete(id);
      }
    }
    for (const { id, name, phase } of unknown) {
      const since = this.unknownSince.get(id);
      if (!since) {
        this.unknownSince.set(id, now);
        this.logger.warn({ container: name }, 'a container of this hub belongs to no server');
      } else if (phase === 'running' && now.getTime() - since.getTime() >= QUARANTINE_MS) {
        await this.engine.stop(id, { graceMs: STOP_GRACE_MS });
      }
    }
  }
}
