import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { idleStopAt, lifeEndAt, warnAt } from './idle.js';
import type { AskWork } from './idle-work.js';
import type { ServerLifecycle } from './lifecycle.js';
import type { ServerPlanner } from './planner.js';
import { domainFor, type ServerDomains } from './ports.js';
import type { ServerStore } from './store.js';
import { titleOf } from './titles.js';
import type { ServerRow } from './types.js';

function inWords(seconds: number): string {
  return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${Math.round(seconds / 60)} min`;
}

/**
 * Warns of the stop of servers in which nothing happens, and of those that have run for as long as their domain allows,
 * and stops them then.
 */
export class IdleWatch {
  /** The stop that the owner of a server was warned of last; null once that was taken back. */
  private readonly warned = new Map<string, string | null>();

  constructor(
    private readonly database: Database,
    private readonly store: ServerStore,
    private readonly domains: ServerDomains,
    private readonly lifecycle: ServerLifecycle,
    private readonly planner: Pick<ServerPlanner, 'prefix'>,
    private readonly isComputing: AskWork,
    private readonly notifier: Notifier,
    private readonly activity: ActivityRecorder,
    private readonly clock: Clock
  ) {}

  async look(): Promise<void> {
    await Promise.all(this.store.all().map(row => this.lookAt(row)));
  }

  private async lookAt(row: ServerRow): Promise<void> {
    const { idleSeconds, lifeSeconds } = domainFor(this.domains, row.domain);
    const endsAt = lifeEndAt(row, lifeSeconds);
    if (endsAt !== null && warnAt(endsAt, lifeSeconds as number) <= this.clock()) {
      this.comesToItsEnd(row, endsAt, lifeSeconds as number);
      return;
    }
    const isDue = (candidate: ServerRow) => {
      const stopAt = idleStopAt(candidate, idleSeconds);
      return stopAt !== null && warnAt(stopAt, idleSeconds) <= this.clock();
    };
    if (!isDue(row)) {
      this.takeBackWarning(row);
      return;
    }
    const stopAt = idleStopAt(row, idleSeconds) as Date;
    const isOver = stopAt <= this.clock();
    if (!isOver && this.warned.get(row.id) === stopAt.toISOString()) {
      return;
    }
    // Kernels and terminals are asked only now: nearly every look ends above.
    const prefix = this.planner.prefix(this.lifecycle.ownerOf(row), row);
    if (await this.isComputing(row, prefix)) {
      this.store.noteActivity(row.id, this.clock().toISOString());
      this.takeBackWarning(row);
      return;
    }
    const current = this.store.byId(row.id);
    if (!current || !isDue(current)) {
      return;
    }
    if (isOver) {
      this.stop(current, `Nothing happened in it for ${inWords(idleSeconds)}`);
    } else {
      const body = 'Nothing happens in it. Use it, or keep it from its menu in the status bar.';
      this.warn(current, stopAt, body);
    }
  }

  /** The domain lets no server run on, whatever it does. */
  private comesToItsEnd(row: ServerRow, endsAt: Date, lifeSeconds: number): void {
    const rule = `Servers run for ${inWords(lifeSeconds)} at most here`;
    if (endsAt <= this.clock()) {
      this.stop(row, rule);
    } else if (this.warned.get(row.id) !== endsAt.toISOString()) {
      const body = `${rule}. Save what you work on; afterwards it can be started again, with all that is in it.`;
      this.warn(row, endsAt, body);
    }
  }

  private stop(row: ServerRow, reason: string): void {
    const resource = { kind: 'server', id: row.id };
    this.database.transaction(() => {
      if (!this.lifecycle.stop(row, reason)) {
        return;
      }
      this.takeBackWarning(row);
      this.notifier.notify(row.ownerId, {
        kind: 'serverStopped',
        title: `Server “${titleOf(row)}” was stopped`,
        body: reason,
        resource
      });
      this.activity.record({
        actorId: null,
        action: 'server.stop',
        resource,
        outcome: 'done',
        detail: reason,
        concerns: [row.ownerId]
      });
    });
  }

  private warn(row: ServerRow, stopAt: Date, body: string): void {
    const minutes = Math.max(1, Math.round((stopAt.getTime() - this.clock().getTime()) / 60_000));
    this.notifier.notify(row.ownerId, {
      kind: 'idleWarning',
      title: `Server “${titleOf(row)}” will stop in ${minutes} min`,
      body,
      resource: { kind: 'server', id: row.id }
    });
    this.warned.set(row.id, stopAt.toISOString());
  }

  /** A former process of the hub may have warned too. */
  private takeBackWarning(row: ServerRow): void {
    if (this.warned.get(row.id) !== null) {
      this.notifier.withdraw('idleWarning', { kind: 'server', id: row.id });
      this.warned.set(row.id, null);
    }
  }
}
