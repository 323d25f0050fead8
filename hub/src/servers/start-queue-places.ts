import type { Server } from '../../contract/servers.js';
import type { Clock } from '../clock.js';
import type { Room } from '../room/ports.js';
import type { Database } from '../sqlite/database.js';
import { abortable } from './abortable.js';
import { domainFor, type ServerDomains } from './ports.js';
import { inFairOrder, nextRound } from './start-queue-order.js';
import { type LiveServer, type Wait, type WaitingServer, WaitStore } from './start-queue-store.js';
import { isLiveState, type ServerRow } from './types.js';

type Place = NonNullable<Server['queue']>;

interface Waiter {
  readonly enter: () => void;
  readonly tell: (place: Place) => void;
}

function waits(server: LiveServer): server is WaitingServer {
  return server.state === 'starting' && server.since !== null;
}

/**
 * Room for servers in domains that have a limit. Who has a place and who waits is in the database: a hub that starts anew
 * finds the same queue.
 */
export class StartPlaces {
  private readonly store: WaitStore;
  private readonly waiters = new Map<string, Waiter>();
  private places: ReadonlyMap<string, Place>;

  /** @param moved - is told which servers have another place in the queue, or none any more */
  constructor(
    private readonly database: Database,
    private readonly domains: ServerDomains,
    private readonly room: Pick<Room, 'whyClosed'>,
    private readonly clock: Clock,
    private readonly moved: (serverId: string) => void
  ) {
    this.store = new WaitStore(database);
    this.places = this.queues();
  }

  /**
   * A server was claimed to start: it gets a place, or waits for one. Inside the transaction of the claim.
   * @param before - how it was; what starts anew in the same domain keeps its place, also in the queue
   */
  claim(row: ServerRow, before: ServerRow | null): void {
    const isAgain = before !== null && isLiveState(before.state) && before.domain === row.domain;
    const wait = this.store.of(row.id);
    if (isAgain && wait === null) {
      return;
    }
    this.store.end(row.id);
    if (this.limitOf(row.domain) !== null) {
      this.store.put(row.id, isAgain && wait ? wait : this.newWait(row));
      this.settle();
    }
  }

  /** Gives out the room that there is. To be called whenever a server ended, and every now and then. */
  settle(): void {
    this.database.transaction(() => {
      const isOpen = this.room.whyClosed() === null;
      for (const [domain, servers] of isOpen ? this.byDomain() : []) {
        const taken = servers.filter(server => server.since === null).length;
        const free = Math.max(0, (this.limitOf(domain) ?? Infinity) - taken);
        inFairOrder(servers.filter(waits))
          .slice(0, free)
          .forEach(({ id }) => this.store.end(id));
      }
      const before = this.places;
      this.places = this.queues();
      this.database.afterCommit(() => this.tell(before));
    });
  }

  /** Where a server is in the queue of its domain; null for one that does not wait. */
  placeOf(serverId: string): Place | null {
    return this.places.get(serverId) ?? null;
  }

  /** Servers that could start now; null without a limit. */
  freeIn(domain: string): number | null {
    const limit = this.limitOf(domain);
    if (limit === null) {
      return null;
    }
    return Math.max(0, limit - (this.byDomain().get(domain)?.length ?? 0));
  }

  /**
   * Resolves once a server has its place.
   * @param tell - where it is in the queue, whenever that changes
   * @throws what aborted `signal`
   */
  async admitted(
    serverId: string,
    tell: (place: Place) => void,
    signal: AbortSignal
  ): Promise<void> {
    const place = this.placeOf(serverId);
    if (place === null) {
      return;
    }
    tell(place);
    const entered = new Promise<void>(enter => this.waiters.set(serverId, { enter, tell }));
    try {
      await abortable(entered, signal);
    } finally {
      this.waiters.delete(serverId);
    }
  }

  private newWait({ domain, ownerId }: ServerRow): Wait {
    const { id } = domainFor(this.domains, domain);
    const waiting = (this.byDomain().get(id) ?? []).filter(waits);
    return { since: this.clock().toISOString(), round: nextRound(waiting, ownerId) };
  }

  private tell(before: ReadonlyMap<string, Place>): void {
    for (const id of new Set([...before.keys(), ...this.places.keys()])) {
      const [old, now] = [before.get(id), this.places.get(id)];
      if (old?.position === now?.position && old?.length === now?.length) {
        continue;
      }
      this.moved(id);
      if (now) {
        this.waiters.get(id)?.tell(now);
      } else {
        this.waiters.get(id)?.enter();
      }
    }
  }

  private queues(): ReadonlyMap<string, Place> {
    const places = new Map<string, Place>();
    for (const servers of this.byDomain().values()) {
      const queue = inFairOrder(servers.filter(waits));
      queue.forEach(({ id }, index) =>
        places.set(id, { position: index + 1, length: queue.length })
      );
    }
    return places;
  }

  /** Servers of a domain that is configured no longer are in the default one. */
  private byDomain(): Map<string, LiveServer[]> {
    const servers = new Map<string, LiveServer[]>();
    for (const server of this.store.live()) {
      const { id } = domainFor(this.domains, server.domain);
      servers.set(id, [...(servers.get(id) ?? []), server]);
    }
    return servers;
  }

  private limitOf(domain: string): number | null {
    return domainFor(this.domains, domain).runningServers;
  }
}
