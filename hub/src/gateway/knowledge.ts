import type { Clock } from '../clock.js';
import { AppUse } from './apps/use.js';
import type { Change, Snapshot } from './control-protocol.js';
import { OpenStreams } from './open-streams.js';
import type { Route } from './ports.js';
import { RoutingTable } from './routing-table.js';
import { SignIns } from './sign-ins.js';
import { Upstreams } from './upstreams.js';

/** A server may stop listening between its first answer and its first user, where an image restarts it. */
const NEW_FOR_MS = 5_000;

/** What the gateway knows by heart, so that it serves on while there is no hub. */
export class Knowledge {
  readonly routes: RoutingTable;
  readonly signIns: SignIns;
  readonly streams = new OpenStreams();
  readonly use = new AppUse(this.streams);
  readonly upstreams = new Upstreams();
  private readonly addedAt = new Map<string, number>();
  private hasSnapshot = false;

  constructor(
    basePath: string,
    private readonly clock: Clock,
    private readonly listenInside: (address: { host: string; port: number }) => Promise<void>
  ) {
    this.routes = new RoutingTable(basePath);
    this.signIns = new SignIns(clock);
  }

  /** False until a hub has told everything once: until then an unknown server may well exist. */
  get isComplete(): boolean {
    return this.hasSnapshot;
  }

  isNew({ prefix }: Route): boolean {
    return this.clock().getTime() - (this.addedAt.get(prefix) ?? 0) < NEW_FOR_MS;
  }

  /** @returns once the change is in force, what it forbids included */
  async apply(change: Change): Promise<void> {
    switch (change.type) {
      case 'snapshot':
        return this.replaceAll(change);
      case 'add-route':
        this.addedAt.set(change.route.prefix, this.clock().getTime());
        return this.addRoute(change.route);
      case 'close-route':
        return this.closeRoute(change.prefix);
      case 'remove-route':
        return this.removeRoute(change.prefix);
      case 'open-session':
        return this.signIns.open(change.publicId);
      case 'close-sessions':
        this.signIns.close(change.publicIds);
        return this.streams.destroyOfSessions(change.publicIds);
      case 'revoke-tokens':
        this.signIns.revoke(change.revocations);
        return this.streams.destroyOfTokens(change.revocations.map(({ hash }) => hash));
      case 'announce-code':
        return this.signIns.announce(change.code);
      case 'listen-inside':
        return this.listenInside(change.address);
    }
  }

  /** What the snapshot does not name is over; revocations stay, since a hub that crashed has forgotten them. */
  private async replaceAll(snapshot: Snapshot): Promise<void> {
    const wanted = new Set(snapshot.routes.map(route => route.prefix));
    const gone = [...this.routes.all].filter(route => !wanted.has(route.prefix));
    await Promise.all(gone.map(route => this.removeRoute(route.prefix)));
    await Promise.all(snapshot.routes.map(route => this.addRoute(route)));
    this.routes.replaceClosed(snapshot.closed);
    this.streams.destroyOfSessions(this.signIns.replaceAll(snapshot.sessions));
    this.signIns.revoke(snapshot.revocations);
    this.streams.destroyOfTokens(snapshot.revocations.map(({ hash }) => hash));
    snapshot.codes.forEach(code => this.signIns.announce(code));
    this.hasSnapshot = true;
    if (snapshot.inside !== null) {
      // Where the address is not there yet, as after a restart of the engine, the listener goes on trying by itself.
      await this.listenInside(snapshot.inside).catch(() => undefined);
    }
  }

  private async addRoute(route: Route): Promise<void> {
    const before = this.routes.get(route.prefix);
    this.routes.add(route);
    if (before !== null && (before.host !== route.host || before.port !== route.port)) {
      await this.closeAllOf(route.prefix);
    }
  }

  private async closeRoute(prefix: string): Promise<void> {
    this.routes.close(prefix);
    this.addedAt.delete(prefix);
    await this.closeAllOf(prefix);
  }

  private async removeRoute(prefix: string): Promise<void> {
    this.routes.remove(prefix);
    this.addedAt.delete(prefix);
    await this.closeAllOf(prefix);
  }

  private async closeAllOf(prefix: string): Promise<void> {
    this.streams.destroyOfRoute(prefix);
    await this.upstreams.drop(prefix);
  }
}
