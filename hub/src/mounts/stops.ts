import type { Clock } from '../clock.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import type { MountPlans } from './plans.js';
import type { Stoppable, Unchangeable } from './ports.js';

/** How long something may go on with what it may no longer have. */
const GRACE_MS = 60_000;

export type StoppableKind = 'server' | 'job';

interface StopRow {
  readonly kind: StoppableKind;
  readonly id: string;
  readonly stopAt: string;
  readonly address: string;
}

export interface MountStopsParts {
  readonly database: Database;
  readonly plans: Pick<MountPlans, 'mayHave'>;
  readonly things: Readonly<Record<StoppableKind, Stoppable>>;
  readonly notifier: Notifier;
  readonly clock: Clock;
}

/**
 * Ends what runs with a volume that its owner may no longer use, where it cannot be taken out: a minute later, with a
 * notice at once. On record, so that a restart of the hub neither forgets it nor begins the minute anew.
 */
export class MountStops {
  private readonly statements;

  constructor(private readonly parts: MountStopsParts) {
    const { database } = parts;
    this.statements = {
      all: database.prepare<[], StopRow>(
        'SELECT kind, id, stop_at AS stopAt, address FROM mount_stops'
      ),
      insert: database.prepare<StopRow>(
        'INSERT INTO mount_stops (kind, id, stop_at, address) VALUES (@kind, @id, @stopAt, @address)'
      ),
      delete: database.prepare<[StoppableKind, string]>(
        'DELETE FROM mount_stops WHERE kind = ? AND id = ?'
      )
    };
  }

  /**
   * Finds out what has to end, and what need not any more since access came back or it ended by itself.
   * @param ownerIds - of whom; default: of all
   */
  look(ownerIds?: readonly string[]): void {
    this.parts.database.transaction(() => {
      const rows = this.statements.all.all();
      for (const kind of ['server', 'job'] as const) {
        this.compare(
          kind,
          rows.filter(row => row.kind === kind),
          ({ ownerId }) => ownerIds === undefined || ownerIds.includes(ownerId)
        );
      }
    });
  }

  /** Ends whatever is due. */
  endDue(): void {
    const now = this.parts.clock().toISOString();
    const due = this.statements.all.all().filter(({ stopAt }) => stopAt <= now);
    if (due.length === 0) {
      return;
    }
    // Once more: what somebody may have again by now goes on.
    this.look();
    const left = new Set(this.statements.all.all().map(({ kind, id }) => `${kind} ${id}`));
    for (const { kind, id, address } of due.filter(row => left.has(`${row.kind} ${row.id}`))) {
      this.parts.things[kind].stop(id, `Its owner may no longer use ${address}`);
    }
  }

  private compare(
    kind: StoppableKind,
    rows: readonly StopRow[],
    isConcerned: (thing: Unchangeable) => boolean
  ): void {
    const { plans, things, notifier } = this.parts;
    const running = new Map(things[kind].running().map(thing => [thing.id, thing]));
    const offending = new Set<string>();
    for (const thing of [...running.values()].filter(isConcerned)) {
      const mount = thing.mounts.find(candidate => !plans.mayHave(thing.ownerId, candidate));
      if (mount) {
        offending.add(thing.id);
        if (!rows.some(({ id }) => id === thing.id)) {
          this.announce(kind, thing, mount.address);
        }
      }
    }
    for (const { id } of rows) {
      const thing = running.get(id);
      if (!offending.has(id) && (!thing || isConcerned(thing))) {
        this.statements.delete.run(kind, id);
        if (thing) {
          notifier.withdraw('share', { kind, id });
        }
      }
    }
  }

  private announce(kind: StoppableKind, { id, ownerId, title }: Unchangeable, address: string) {
    const stopAt = new Date(this.parts.clock().getTime() + GRACE_MS).toISOString();
    this.statements.insert.run({ kind, id, stopAt, address });
    this.parts.notifier.notify(ownerId, {
      kind: 'share',
      title: `${address} is no longer yours to use: ${title} stops in a minute`,
      body: 'It has the volume mounted and cannot lose it while it runs. Save what you need.',
      resource: { kind, id }
    });
  }
}
