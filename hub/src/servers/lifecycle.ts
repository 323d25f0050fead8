import type { Logger } from 'pino';
import { ulid } from 'ulid';

import type { User } from '../accounts/types.js';
import type { EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { containerName, LaunchFailure, type ServerLauncher, whyEnded } from './launcher.js';
import { Operations } from './operations.js';
import type { ServerPlanner } from './planner.js';
import {
  ownerOf,
  type ServerCredentials,
  type ServerMounts,
  type ServerTokens,
  type ServerUsers
} from './ports.js';
import { type ProgressLog, ProgressLogs } from './progress.js';
import type { ServerAddress } from './readiness.js';
import { type ServerRouting, toTarget } from './routing.js';
import { type Choice, isOther, type ServerSetups, type StartChoice } from './setup.js';
import type { StartPlaces } from './start-queue-places.js';
import {
  type NewServer,
  NOTHING_OF_BEFORE,
  NOTHING_PENDING,
  type ServerChange,
  type ServerStore
} from './store.js';
import { titleOf } from './titles.js';
import { isLiveState, type ServerRow } from './types.js';
import type { ServerView } from './view.js';

const STOP_GRACE_MS = 10_000;
const LOG_LINES = 40;

const BEING_DELETED = 'It is being deleted';
const NOT_DELETED = 'Deleting it was interrupted: delete it again, or start it';

/**
 * The changes of a server's state, each claimed in the database before the engine is asked. One operation at a time
 * works on a server; whoever loses the race for the row's version does nothing.
 */
export class ServerLifecycle {
  private readonly operations: Operations;
  private readonly logs = new ProgressLogs();
  private isClosed = false;

  constructor(
    private readonly database: Database,
    private readonly store: ServerStore,
    private readonly engine: ContainerEngine,
    private readonly routing: ServerRouting,
    private readonly tokens: ServerTokens,
    private readonly mounts: Pick<ServerMounts, 'release'>,
    private readonly users: ServerUsers,
    private readonly events: EventPublisher,
    private readonly launcher: Pick<ServerLauncher, 'run'>,
    private readonly planner: Pick<ServerPlanner, 'prefix' | 'address' | 'kindOf'>,
    private readonly view: ServerView,
    private readonly setups: Pick<ServerSetups, 'forStart'>,
    private readonly places: Pick<StartPlaces, 'claim' | 'settle'>,
    private readonly clock: Clock,
    private readonly logger: Pick<Logger, 'error'>
  ) {
    this.operations = new Operations(logger);
  }

  /** Whether something goes on with the server in this process. */
  isBusy(serverId: string): boolean {
    return this.operations.isBusy(serverId);
  }

  /** Resolves once nothing goes on with the server any more. */
  settled(serverId: string): Promise<void> {
    return this.operations.settled(serverId);
  }

  /** The steps of the present or last start, null when this process saw none. */
  log(serverId: string): ProgressLog | null {
    return this.logs.of(serverId);
  }

  /**
   * Claims a new or an ended server, with the credentials of its container in the same transaction, and starts it.
   * @param seen - its row; null when there is none yet
   * @returns the row in state `starting`, or null when somebody else was faster
   */
  start(owner: User, name: string, seen: ServerRow | null, start: StartChoice): ServerRow | null {
    const { without: reason, ...choice } = start;
    const claimed = this.database.transaction(() => {
      const row = seen
        ? this.store.change(seen, { state: 'starting', ...choice, ...NOTHING_OF_BEFORE, reason })
        : this.insert(owner, name, { state: 'starting', displayName: '', ...choice });
      if (row === null) {
        return null;
      }
      let credentials: ServerCredentials | null = null;
      if (row.container === null || (seen && isOther(seen, choice))) {
        this.store.expectContainer(row.id, null);
        // A program with pages of its own gets none: nobody would take them away again after a crash.
        if (this.planner.kindOf({ ...row, container: null }).hasCredentials) {
          credentials = this.tokens.registerServer({
            serverId: row.id,
            owner,
            serverName: row.name,
            prefix: this.planner.prefix(owner, row)
          });
        }
      }
      this.places.claim(row, seen);
      this.publish(row, owner);
      return { row, credentials };
    });
    if (claimed) {
      this.launch(claimed.row, owner, claimed.credentials);
    }
    return claimed?.row ?? null;
  }

  /** Makes a server that does not run yet. @returns null when there is one of this name */
  create(owner: User, name: string, displayName: string, choice: Choice): ServerRow | null {
    const row = this.insert(owner, name, { state: 'stopped', displayName, ...choice });
    if (row) {
      void this.operations.run(row.id, () => this.routing.close(row));
    }
    return row;
  }

  /** Goes on with a start that a former process began. */
  resume(row: ServerRow): void {
    this.launch(row, this.ownerOf(row), null);
  }

  /**
   * Claims the stop of a server that starts or runs.
   * @param next - whether it starts again when it has stopped, whoever makes it stop then
   * @returns null when it does neither any more
   */
  stop(
    seen: ServerRow,
    reason: string | null,
    next: { restart: boolean } = { restart: false }
  ): ServerRow | null {
    const row = this.change(seen, {
      state: 'stopping',
      reason,
      restarting: next.restart ? 1 : 0
    });
    if (row) {
      this.operations.abort(row.id);
      this.logs.of(row.id)?.add({ progress: 100, failed: true, message: 'It was stopped' });
      this.finishStop(row);
    }
    return row;
  }

  /** Ends what a server in state `stopping` still has: its route, its container, its sessions. */
  finishStop(row: ServerRow): void {
    if (row.restarting) {
      this.logs.open(row.id).add({ progress: 1, message: 'Stopping the server' });
    }
    void this.operations.run(row.id, async signal => {
      await this.routing.close(row);
      const container = await this.engine.inspect(containerName(row.id));
      if (container) {
        await this.engine.stop(container.id, { graceMs: STOP_GRACE_MS });
      }
      await this.release(row.id);
      await this.tokens.endServerSessions(row.id);
      if (!signal.aborted) {
        this.view.noteMemory(row.id, null);
        if (row.restarting) {
          this.startAgain(row);
        } else {
          // The hub that deleted it died on the way.
          const reason = row.reason === BEING_DELETED ? NOT_DELETED : row.reason;
          this.change(row, { state: 'stopped', reason, target: null, keepUntil: null });
        }
      }
    });
  }

  /** A running server's container has ended or is gone. */
  async ended(seen: ServerRow, status: ContainerStatus | null): Promise<void> {
    const logTail = status
      ? await this.engine.logTail(status.id, LOG_LINES).catch(() => null)
      : null;
    const isShutDown = status?.exitCode === 0 && !status.outOfMemory;
    const row = this.change(seen, {
      state: isShutDown ? 'stopped' : 'failed',
      reason: whyEnded(status),
      logTail: isShutDown ? null : logTail,
      target: null,
      keepUntil: null
    });
    if (row) {
      this.view.noteMemory(row.id, null);
      // In turn: its owner may start it again at once, and what is taken away here belongs to the time before.
      await this.operations.run(row.id, async () => {
        await this.routing.close(row);
        await this.release(row.id);
        await this.tokens.endServerSessions(row.id);
      });
    }
  }

  /** A container runs that should not: its server has ended. In turn, so that no start finds it while it is stopping. */
  async stopContainer(row: ServerRow, container: string): Promise<void> {
    await this.operations.run(row.id, () =>
      this.engine.stop(container, { graceMs: STOP_GRACE_MS })
    );
  }

  /** Tells the gateway where a running server is. @throws AppError `engine-unavailable`, `engine-refused` */
  async confirmRoute(row: ServerRow, container: string): Promise<void> {
    const address = await this.engine.reachServer(container, this.planner.kindOf(row).port);
    const target = toTarget(address);
    const isSame = target === row.target && this.store.byId(row.id)?.version === row.version;
    const current = isSame ? row : this.change(row, { state: 'running', target });
    if (current) {
      await this.routing.add(current, address);
    }
  }

  /**
   * Removes an ended server with its container.
   * @throws AppError `conflict` when it is not ended any more, `engine-unavailable` and then nothing has changed
   */
  async remove(seen: ServerRow): Promise<void> {
    // As long as it takes nobody can start it.
    const row = this.change(seen, { state: 'stopping', reason: BEING_DELETED, restarting: 0 });
    if (!row) {
      throw new AppError('conflict', 'The server changed meanwhile');
    }
    let failure: unknown;
    void this.operations.run(row.id, async () => {
      try {
        await this.engine.remove(containerName(row.id));
        // A server that is gone has nothing mounted: nobody would know where that belongs.
        await this.mounts.release(row.id);
        await this.routing.remove(row);
      } catch (error) {
        failure = error;
        const { state, reason, logTail } = seen;
        this.change(row, { state, reason, logTail });
        return;
      }
      await this.tokens.withdrawServer(row.id);
      this.database.transaction(() => {
        this.store.delete(row.id);
        this.events.publish(row.ownerId, {
          type: 'serverDeleted',
          id: row.id,
          version: row.version + 1
        });
        this.places.settle();
      });
      this.logs.forget(row.id);
    });
    await this.settled(row.id);
    if (failure !== undefined) {
      throw failure;
    }
  }

  /** What an ended server is to be made of at its next start. @returns null when it changed meanwhile */
  choose(seen: ServerRow, choice: Choice): ServerRow | null {
    return this.database.transaction(() => {
      const row = this.change(seen, { state: seen.state, ...choice, ...NOTHING_PENDING });
      if (row && isOther(seen, choice)) {
        this.store.expectContainer(row.id, null);
      }
      return row;
    });
  }

  /** Changes a row if nobody else did meanwhile, and says so to its owner. */
  change(seen: ServerRow, change: ServerChange): ServerRow | null {
    if (this.isClosed) {
      return null;
    }
    return this.database.transaction(() => {
      const row = this.store.change(seen, change);
      if (row) {
        this.publish(row, this.ownerOf(row));
        if (!isLiveState(row.state)) {
          this.places.settle();
        }
      }
      return row;
    });
  }

  /** Tells its owner how a server is. */
  publish(row: ServerRow, owner = this.ownerOf(row)): void {
    this.events.publish(owner.id, {
      type: 'server',
      id: row.id,
      version: row.version,
      body: this.view.toContract(row, owner)
    });
  }

  /** Leaves everything as it is, for the next process. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.operations.close();
  }

  ownerOf(row: ServerRow): User {
    return ownerOf(this.users, row);
  }

  private insert(
    owner: User,
    name: string,
    row: Pick<NewServer, 'state' | 'displayName' | 'domain' | 'image'>
  ): ServerRow | null {
    const at = this.clock();
    // Two first starts at once: the second finds the row of the first.
    return this.store.byName(owner.id, name)
      ? null
      : this.store.insert({
          id: ulid(at.getTime()),
          ownerId: owner.id,
          name,
          ...row,
          at: at.toISOString()
        });
  }

  private launch(row: ServerRow, owner: User, credentials: ServerCredentials | null): void {
    const log = this.logs.open(row.id);
    void this.operations.run(row.id, async signal => {
      try {
        await this.routing.close(row);
        const address = await this.launcher.run({ row, owner, credentials, log, signal });
        await this.routing.add(row, address);
        signal.throwIfAborted();
        this.nowRunning(row, owner, address, log);
      } catch (error) {
        if (!signal.aborted) {
          await this.launchFailed(row, error, log);
        }
      }
    });
  }

  /** The second half of a restart. Who may no longer have a server at all gets to know that. */
  private startAgain(row: ServerRow): void {
    const owner = this.ownerOf(row);
    try {
      this.start(owner, row.name, row, this.setups.forStart(owner, row));
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      const { message: reason } = error;
      this.change(row, { state: 'failed', reason, target: null, restarting: 0 });
      this.logs.open(row.id).add({ progress: 100, failed: true, message: reason });
    }
  }

  private nowRunning(row: ServerRow, owner: User, address: ServerAddress, log: ProgressLog): void {
    const now = this.clock().toISOString();
    const running = this.change(row, {
      state: 'running',
      target: toTarget(address),
      startedAt: now,
      lastActivityAt: now
    });
    if (running) {
      log.add({
        progress: 100,
        ready: true,
        message: `${titleOf(running)} is ready`,
        url: this.planner.address(owner, running)
      });
    }
  }

  private async launchFailed(row: ServerRow, error: unknown, log: ProgressLog): Promise<void> {
    const isExplained = error instanceof LaunchFailure;
    const reason = isExplained ? error.message : 'Something went wrong in the hub';
    const logTail = isExplained ? error.logTail : null;
    await this.engine
      .stop(containerName(row.id), { graceMs: 0 })
      .catch(() => undefined /* none, or the engine is away: the reconciler stops it */);
    await this.release(row.id);
    const failed = this.change(row, { state: 'failed', reason, logTail, target: null });
    if (failed) {
      log.add({
        progress: 100,
        failed: true,
        message: reason,
        ...(logTail ? { logTail } : {})
      });
      await this.tokens.endServerSessions(row.id);
    }
    if (!isExplained) {
      throw error;
    }
  }

  /** What stays mounted is taken away at the next look at everything. */
  private async release(serverId: string): Promise<void> {
    await this.mounts
      .release(serverId)
      .catch((error: unknown) =>
        this.logger.error({ err: error, serverId }, 'volumes stay mounted in a server that ended')
      );
  }
}
