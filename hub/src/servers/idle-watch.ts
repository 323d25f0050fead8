import type { Clock } from '../clock.js';
import { idleStopAt } from './idle.js';
import type { AskKernels } from './kernels.js';
import type { ServerLifecycle } from './lifecycle.js';
import type { ServerPlanner } from './planner.js';
import { domainFor, type ServerDomains } from './ports.js';
import type { ServerStore } from './store.js';
import type { ServerRow } from './types.js';

function inWords(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;
}

/** Stops servers in which nothing happened for as long as their domain allows. */
export class IdleWatch {
  constructor(
    private readonly store: ServerStore,
    private readonly domains: ServerDomains,
    private readonly lifecycle: ServerLifecycle,
    private readonly planner: Pick<ServerPlanner, 'prefix'>,
    private readonly isComputing: AskKernels,
    private readonly clock: Clock
  ) {}

  async look(): Promise<void> {
    await Promise.all(this.store.all().map(row => this.lookAt(row)));
  }

  private async lookAt(row: ServerRow): Promise<void> {
    const { idleSeconds } = domainFor(this.domains, row.domain);
    const isIdle = (candidate: ServerRow) => {
      const stopAt = idleStopAt(candidate, idleSeconds);
      return stopAt !== null && stopAt <= this.clock();
    };
    if (!isIdle(row)) {
      return;
    }
    // Kernels are asked only now: nearly every look ends above.
    const prefix = this.planner.prefix(this.lifecycle.ownerOf(row), row);
    if (await this.isComputing(row, prefix)) {
      this.store.noteActivity(row.id, this.clock().toISOString());
      return;
    }
    const current = this.store.byId(row.id);
    if (current && isIdle(current)) {
      this.lifecycle.stop(current, `Nothing happened in it for ${inWords(idleSeconds)}`);
    }
  }
}
