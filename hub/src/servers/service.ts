import { SERVER_ACTIONS, type Server, type ServerProgress } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { MountServers } from '../mounts/ports.js';
import type { Room, RoomServers } from '../room/ports.js';
import { IdleWatch } from './idle-watch.js';
import { workIn } from './idle-work.js';
import { containerName, ServerLauncher } from './launcher.js';
import { ServerKeeper } from './keeper.js';
import { LastChoices } from './last-choices.js';
import { ServerLifecycle } from './lifecycle.js';
import { mountingServers } from './mounting-servers.js';
import { toPublicName, toRowName } from './names.js';
import type { ServerParts } from './parts.js';
import { ServerPlanner } from './planner.js';
import { domainFor } from './ports.js';
import { ServerReconciler } from './reconciler.js';
import { progressOf } from './progress-of.js';
import { roomServers } from './room-servers.js';
import { ServerRouting } from './routing.js';
import { ServerSettings } from './settings.js';
import { ServerSetups } from './setup.js';
import { SiteServers } from './site-servers.js';
import { StartQueue } from './start-queue.js';
import { StartPlaces } from './start-queue-places.js';
import { ServerStore } from './store.js';
import { titleOf } from './titles.js';
import { isLiveState, type ServerRow } from './types.js';
import { ServerView } from './view.js';

const STARTS_AT_ONCE = 3;

const ALWAYS_OPEN = { whyClosed: () => null, mustBeOpen: () => undefined };

/** What a start would use. */
export interface StartPlan {
  readonly domain: string;
  readonly image: string;
  readonly memoryBytes: number;
  readonly cores: number;
}

/**
 * Users' servers. Names are as in the API or as in JupyterHub: `default` and the empty string are the same server.
 */
export class ServerService {
  /** What servers there are, what they are called and set to. */
  readonly settings: ServerSettings;
  /** The servers of everybody, for administrators. */
  readonly site: SiteServers;
  private readonly store: ServerStore;
  private readonly room: Pick<Room, 'whyClosed' | 'mustBeOpen'>;
  private readonly places: StartPlaces;
  private readonly planner: ServerPlanner;
  private readonly view: ServerView;
  private readonly setups: ServerSetups;
  private readonly lifecycle: ServerLifecycle;
  private readonly keeper: ServerKeeper;

  constructor(private readonly parts: ServerParts) {
    const { database, engine, volumes, mounts, domains, clock, logger } = parts;
    this.store = new ServerStore(database);
    this.planner = new ServerPlanner(engine, domains, mounts, parts.images, parts.site);
    this.room = parts.room ?? ALWAYS_OPEN;
    this.places = new StartPlaces(database, domains, this.room, clock, id => this.publish(id));
    const room = {
      placeOf: (id: string) => this.places.placeOf(id),
      layerBytes: (id: string) => parts.layers?.of(id) ?? null
    };
    this.view = new ServerView(domains, mounts, room, this.planner);
    this.setups = new ServerSetups(domains, parts.catalogue, mounts, new LastChoices(database));
    const launcher = new ServerLauncher(
      database,
      this.store,
      engine,
      parts.images,
      volumes,
      parts.files,
      parts.tokens,
      mounts,
      this.planner,
      this.places,
      new StartQueue(STARTS_AT_ONCE)
    );
    const routing = new ServerRouting(parts.gateway, this.store, parts.users, this.planner);
    this.lifecycle = new ServerLifecycle(
      database,
      this.store,
      engine,
      routing,
      parts.tokens,
      mounts,
      parts.users,
      parts.events,
      launcher,
      this.planner,
      this.view,
      this.setups,
      this.places,
      clock,
      logger
    );
    this.settings = new ServerSettings({
      ...parts,
      store: this.store,
      setups: this.setups,
      lifecycle: this.lifecycle,
      view: this.view,
      mostPerUser: parts.serversPerUser
    });
    this.site = new SiteServers({ ...parts, store: this.store, lifecycle: this.lifecycle });
    const idle = new IdleWatch(
      database,
      this.store,
      domains,
      this.lifecycle,
      this.planner,
      parts.isComputing ?? workIn(engine),
      parts.notifier,
      parts.activity,
      clock
    );
    const reconciler = new ServerReconciler(
      this.store,
      engine,
      this.lifecycle,
      routing,
      clock,
      logger
    );
    this.keeper = new ServerKeeper(engine, mounts, this.places, reconciler, idle);
  }

  listFor(user: User): Server[] {
    return this.store.ofOwner(user.id).map(row => this.view.toContract(row, user));
  }

  /** @throws AppError `not-found` */
  get(user: User, name: string): Server {
    return this.view.toContract(this.rowOf(user, name), user);
  }

  /** Somebody's server, if it exists and the visitor may open it; null says neither which. */
  find(visitor: User, ownerName: string, serverName: string): Server | null {
    const owner = this.parts.users.findUser(ownerName);
    const row = owner && this.store.byName(owner.id, toRowName(serverName));
    const mayOpen = owner?.id === visitor.id || visitor.admin;
    return owner && row && mayOpen ? this.view.toContract(row, owner) : null;
  }

  /** What a start of a server of the user's would use, in titles; of one that there is not, what a new one would. */
  plan(user: User, name = ''): StartPlan {
    const row = this.store.byName(user.id, toRowName(name));
    const { domain, image } = this.setups.forStart(user, row);
    const { title, memoryBytes, cores } = domainFor(this.parts.domains, domain);
    return { domain: title, image: this.parts.images.resolve(image).title, memoryBytes, cores };
  }

  /**
   * Starts a server, making it when the user has none of this name; answers once the start is claimed, not once it is
   * ready. A live one is answered as it is.
   * @throws AppError `invalid-request` for a name that no server can have, `limit-reached`, `conflict`; `disk-full` and
   * `maintenance` while nothing new may start
   */
  async start(user: User, name: string): Promise<Server> {
    const rowName = toRowName(name);
    const row = this.store.byName(user.id, rowName);
    if (row?.state === 'starting' || row?.state === 'running') {
      return this.view.toContract(row, user);
    }
    if (row && !SERVER_ACTIONS[row.state].includes('start')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    if (!row) {
      this.settings.checkNew(user, rowName);
    }
    this.room.mustBeOpen();
    const claimed = this.lifecycle.start(user, rowName, row, this.setups.forStart(user, row));
    if (claimed) {
      this.record(user, claimed, 'server.start', `“${titleOf(claimed)}” starts`);
    }
    return this.get(user, rowName);
  }

  /**
   * Stops a server; its container stays. Answers once the stop is claimed.
   * @throws AppError `not-found`, `conflict` when it neither starts nor runs
   */
  async stop(user: User, name: string): Promise<Server> {
    const row = this.rowOf(user, name);
    if (!SERVER_ACTIONS[row.state].includes('stop')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    const stopping = this.lifecycle.stop(row, null);
    if (stopping) {
      this.record(user, stopping, 'server.stop', `“${titleOf(stopping)}” stops`);
    }
    return this.get(user, name);
  }

  /**
   * Stops a live server and starts it with what was chosen meanwhile, also when another process of the hub has to go on
   * with it; starts one that does not run. Answers once that is claimed.
   * @throws AppError `not-found`; `conflict` while it stops; `disk-full`, `maintenance` while nothing new may start
   */
  async restart(user: User, name: string): Promise<Server> {
    const row = this.rowOf(user, name);
    if (SERVER_ACTIONS[row.state].includes('start')) {
      return this.start(user, name);
    }
    if (!SERVER_ACTIONS[row.state].includes('restart')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    this.room.mustBeOpen();
    const stopping = this.lifecycle.stop(row, null, { restart: true });
    if (stopping) {
      this.record(user, stopping, 'server.restart', `“${titleOf(stopping)}” starts anew`);
    }
    return this.get(user, name);
  }

  /**
   * Deletes an ended server with its container. Volumes, settings, layouts and the files of its workspace stay.
   * @throws AppError `not-found`, `conflict`, `engine-unavailable`
   */
  async remove(user: User, name: string): Promise<void> {
    const row = this.rowOf(user, name);
    if (!SERVER_ACTIONS[row.state].includes('delete')) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    await this.lifecycle.remove(row);
    this.record(user, row, 'server.delete', `“${titleOf(row)}” was deleted`);
  }

  /** Puts off the idle stop by another idle limit from now. @throws AppError `not-found`, `conflict` */
  keep(user: User, name: string): Server {
    const row = this.rowOf(user, name);
    const { idleSeconds } = domainFor(this.parts.domains, row.domain);
    const until = new Date(this.parts.clock().getTime() + idleSeconds * 1000).toISOString();
    const kept =
      row.state === 'running'
        ? this.lifecycle.change(row, { state: 'running', keepUntil: until })
        : null;
    if (!kept) {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    return this.view.toContract(kept, user);
  }

  /**
   * The steps of the present or last start, from the first one, to its end.
   * @throws AppError `not-found`; `conflict` when the server was not started since the hub came up and does not run
   */
  progress(user: User, name: string): AsyncIterable<ServerProgress> {
    const row = this.rowOf(user, name);
    return progressOf(row, this.lifecycle.log(row.id), this.planner.address(user, row));
  }

  /** Resolves once nothing goes on with a server any more: its start or stop has come to an end. */
  settled(serverId: string): Promise<void> {
    return this.lifecycle.settled(serverId);
  }

  /** Measures the memory that a user's running servers use, for their next description. */
  async measure(user: User): Promise<void> {
    const running = this.store.ofOwner(user.id).filter(({ state }) => state === 'running');
    await Promise.all(
      running.map(async ({ id }) => {
        const used = await this.parts.engine.memoryUsage(containerName(id)).catch(() => null);
        this.view.noteMemory(id, used);
      })
    );
  }

  /** Something happened in a server; what lies in the future counts as now, what is older than known not at all. */
  recordActivity(serverId: string, at: Date): void {
    const latest = Math.min(at.getTime(), this.parts.clock().getTime());
    this.store.noteActivity(serverId, new Date(latest).toISOString());
  }

  /** Whether a server starts, runs or stops: its credentials are in force only then. */
  isLive(serverId: string): boolean {
    const row = this.store.byId(serverId);
    return row !== null && isLiveState(row.state);
  }

  /** Servers, as far as volumes are mounted in them. */
  get mounting(): MountServers {
    return mountingServers(
      this.store,
      (user, name) => this.rowOf(user, name),
      row => this.lifecycle.publish(row)
    );
  }

  /** Stops a server against its owner's will; one that does not run is left alone. @param reason - for the owner */
  end(serverId: string, reason: string): void {
    const row = this.store.byId(serverId);
    const mayEnd = row !== null && SERVER_ACTIONS[row.state].includes('stop');
    const ended = mayEnd ? this.lifecycle.stop(row, reason) : null;
    if (ended) {
      this.parts.activity.record({
        actorId: null,
        action: 'server.stop',
        resource: { kind: 'server', id: serverId },
        outcome: 'done',
        detail: reason,
        concerns: [ended.ownerId]
      });
    }
  }

  /** Servers that run, as far as the room that they take up is concerned. */
  get roomy(): RoomServers {
    return roomServers(this.store, this.parts.domains, {
      end: (id, reason) => this.end(id, reason),
      announce: id => this.publish(id)
    });
  }

  /** Servers that could start in a domain now; null where any number may. */
  freeIn(domain: string): number | null {
    return this.places.freeIn(domain);
  }

  /** Every server that starts, runs or stops in a domain, whoever's it is. */
  liveIn(domain: string): ServerRow[] {
    return this.store.all().filter(row => row.domain === domain && isLiveState(row.state));
  }

  /** Every server that uses an image or is set to, whoever's it is, as people call it. */
  inImage(imageId: string): { readonly name: string; readonly ownerId: string }[] {
    const rows = this.store.inImage(imageId);
    return rows.map(row => ({ name: titleOf(row), ownerId: row.ownerId }));
  }

  /**
   * The container of a server, to be copied.
   * @throws AppError `not-found`; `conflict` when there is none, or the server is starting or stopping
   */
  containerOf(
    user: User,
    name: string
  ): { readonly serverId: string; readonly container: string; readonly image: string } {
    const row = this.rowOf(user, name);
    if (row.state === 'starting' || row.state === 'stopping') {
      throw new AppError('conflict', `The server is ${row.state}`);
    }
    if (row.container === null) {
      throw new AppError('conflict', 'The server has no container yet; start it first');
    }
    return { serverId: row.id, container: containerName(row.id), image: row.image };
  }

  byOwner(ownerName: string, serverName: string): ServerRow | null {
    const owner = this.parts.users.findUser(ownerName);
    return owner && this.store.byName(owner.id, toRowName(serverName));
  }

  /** Every server of the user as the database has it. */
  rowsOf(user: User): ServerRow[] {
    return this.store.ofOwner(user.id);
  }

  /** See {@link ServerKeeper.reconcile}: to be called at the start, before the gateway is served. */
  reconcile(): Promise<void> {
    return this.keeper.reconcile();
  }

  /** Follows the engine from now on, and stops idle servers, until {@link close}. */
  watch(): void {
    this.keeper.watch();
  }

  /** One look at everything, as {@link watch} does every now and then. */
  look(): Promise<void> {
    return this.keeper.look();
  }

  /** Leaves containers and rows as they are; the next process goes on with them. */
  async close(): Promise<void> {
    this.keeper.close();
    await this.lifecycle.close();
  }

  private rowOf(user: User, name: string): ServerRow {
    const row = this.store.byName(user.id, toRowName(name));
    if (!row) {
      throw new AppError('not-found', `You have no server "${toPublicName(toRowName(name))}"`);
    }
    return row;
  }

  private publish(serverId: string): void {
    const row = this.store.byId(serverId);
    if (row) {
      this.lifecycle.publish(row);
    }
  }

  private record(user: User, row: ServerRow, action: string, detail: string): void {
    this.parts.activity.record({
      actorId: user.id,
      action,
      resource: { kind: 'server', id: row.id },
      outcome: 'done',
      detail
    });
  }
}
