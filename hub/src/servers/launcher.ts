import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { ProblemCode } from '../../contract/problem.js';
import type { User } from '../accounts/types.js';
import type { ContainerEngine, ContainerStatus } from '../compute/engine.js';
import { rowLabels } from '../compute/labels.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import { abortable } from './abortable.js';
import { makeWay, type ServerFiles } from './directories.js';
import { credentialsEnvironment } from './environment.js';
import type { KindOfServer } from './kinds/kind.js';
import { kindFor } from './kinds/kinds.js';
import { containerSpec } from './plan.js';
import type { PlannedServer, ServerPlanner } from './planner.js';
import { workspaceDirectory } from './mounts.js';
import type {
  ServerCredentials,
  ServerImages,
  ServerMounts,
  ServerTokens,
  ServerVolumes
} from './ports.js';
import type { ProgressLog } from './progress.js';
import type { ServerAddress } from './readiness.js';
import type { StartQueue } from './start-queue.js';
import type { StartPlaces } from './start-queue-places.js';
import type { ServerStore } from './store.js';
import type { ServerRow } from './types.js';

/** Label with the digest of the plan and the claim that a container was made for. */
export const SPEC_LABEL = 'labcommons.spec';

const POLL_MS = 75;
const LOOK_AT_CONTAINER_MS = 500;
const ANSWER_MS = 120_000;
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;
const LOG_LINES = 40;
const PASSING: readonly ProblemCode[] = ['engine-unavailable', 'files-unavailable'];

/** Why a server did not come up, in words for its owner. */
export class LaunchFailure extends Error {
  constructor(
    reason: string,
    readonly logTail: string | null = null
  ) {
    super(reason);
    this.name = 'LaunchFailure';
  }
}

export interface Launch {
  readonly row: ServerRow;
  readonly owner: User;
  /** Of a claim made just now; null makes new ones where a container has to be made. */
  readonly credentials: ServerCredentials | null;
  readonly log: ProgressLog;
  readonly signal: AbortSignal;
}

/** Name of a server's container. */
export function containerName(serverId: string): string {
  return `labcommons-server-${serverId.toLowerCase()}`;
}

/** Takes a claimed server from nothing, or from wherever a crash left it, to the first answer of its readiness path. */
export class ServerLauncher {
  constructor(
    private readonly database: Database,
    private readonly store: ServerStore,
    private readonly engine: ContainerEngine,
    private readonly images: ServerImages,
    private readonly volumes: ServerVolumes,
    private readonly files: ServerFiles,
    private readonly tokens: ServerTokens,
    private readonly mounts: ServerMounts,
    private readonly planner: ServerPlanner,
    private readonly places: Pick<StartPlaces, 'admitted'>,
    private readonly queue: StartQueue
  ) {}

  /**
   * Every step may be repeated: a lost answer or an engine that goes away for a moment leads back to the first one.
   * @throws LaunchFailure, or whatever aborted `signal`
   */
  async run(launch: Launch): Promise<ServerAddress> {
    const { log, row, signal } = launch;
    await this.places.admitted(
      row.id,
      ({ position, length }) =>
        log.add({ progress: 1, message: `Waiting for room: number ${position} of ${length}` }),
      signal
    );
    return this.queue.run(
      before => log.add({ progress: 2, message: `Waiting: ${before} before this one` }),
      signal,
      async () => {
        const deadline = Date.now() + PATIENCE_MS;
        for (;;) {
          signal.throwIfAborted();
          try {
            return await this.attempt(launch);
          } catch (error) {
            if (!(error instanceof AppError)) {
              throw error;
            }
            if (!PASSING.includes(error.code) || Date.now() > deadline) {
              throw new LaunchFailure(error.message);
            }
            log.add({ progress: 2, message: `${error.message}; trying again` });
            await pause(RETRY_MS, undefined, { signal });
          }
        }
      }
    );
  }

  private async attempt(launch: Launch): Promise<ServerAddress> {
    const { row, owner, log, signal } = launch;
    log.add({ progress: 5, message: 'Looking for the image' });
    const ensured = this.images.ensure(row.image, (message, fraction) =>
      log.add({ progress: 5 + Math.round((fraction ?? 0) * 40), message })
    );
    // Getting an image takes long, and others may want it too: it goes on when this start is stopped.
    const image = await abortable(ensured, signal);
    const refusal = image.probe && kindFor(image.app).whyNot(image.probe);
    if (refusal) {
      throw new LaunchFailure(refusal);
    }
    signal.throwIfAborted();
    await this.volumes.ensureDefaults(owner);
    const planned = this.planner.plan(owner, row, image);
    log.add({ progress: 50, message: 'Preparing folders' });
    await this.prepare(row, planned);
    signal.throwIfAborted();
    const container = await this.container(launch, planned);
    await this.mounts.attach(row.id);
    signal.throwIfAborted();
    log.add({ progress: 70, message: 'Starting the container' });
    await this.engine.start(container, { again: true });
    log.add({ progress: 80, message: `Waiting for ${planned.kind.program}` });
    return this.waitUntilReady(launch, container.id, planned.kind);
  }

  private async prepare(row: ServerRow, { directories, volumes }: PlannedServer): Promise<void> {
    const workspace = workspaceDirectory(row.ownerId, row.name);
    const paths = volumes.map(({ path }) => path);
    const aside = `.moved-${Date.now()}`;
    for (const place of directories) {
      await makeWay(this.files, place, aside);
    }
    if (!(await this.mounts.prepare(workspace, paths))) {
      for (const path of paths) {
        const place = { directory: this.planner.serversDirectory, path: `${workspace}/${path}` };
        await makeWay(this.files, place, aside);
      }
    }
  }

  /** The container of this claim, if there is one that fits the plan, else a new one. */
  private async container(
    { row, owner, credentials, log }: Launch,
    { kind, plan, digest, volumes }: PlannedServer
  ): Promise<ContainerStatus> {
    const name = containerName(row.id);
    const existing = await this.engine.inspect(name);
    const expected = this.store.byId(row.id)?.specDigest ?? null;
    const isOfClaim = existing !== null && existing.labels[SPEC_LABEL] === expected;
    if (isOfClaim && expected?.split('.')[0] === digest) {
      log.add({ progress: 60, message: 'Waking up the container' });
      this.store.setContainer(row.id, existing.id);
      this.mounts.noteContainer(row.id, volumes);
      return existing;
    }
    log.add({
      progress: 60,
      message: isOfClaim
        ? 'Making the container anew, since its image, mounts or limits changed'
        : 'Making the container'
    });
    if (existing) {
      await this.engine.remove(existing.id);
    }
    // The claim in the digest: an answer that got lost is told from a container with other credentials.
    const specDigest = `${digest}.${randomBytes(8).toString('hex')}`;
    const issued = this.database.transaction(() => {
      this.store.expectContainer(row.id, specDigest);
      this.store.setKind(row.id, kind.kind);
      this.mounts.noteContainer(row.id, volumes);
      const mustRegister = kind.hasCredentials && (expected !== null || credentials === null);
      return mustRegister ? this.register(row, owner) : credentials;
    });
    if (!kind.hasCredentials) {
      await this.tokens.withdrawServer(row.id);
    }
    const made = await this.engine.create(
      containerSpec(plan, {
        name,
        labels: { ...rowLabels('server', row.id, owner.id), [SPEC_LABEL]: specDigest },
        port: kind.port,
        secrets: kind.hasCredentials && issued ? credentialsEnvironment(issued) : {}
      })
    );
    if (made.labels[SPEC_LABEL] !== specDigest) {
      throw new AppError('engine-unavailable', 'The engine still made the container of before');
    }
    this.store.setContainer(row.id, made.id);
    return made;
  }

  private register(row: ServerRow, owner: User): ServerCredentials {
    return this.tokens.registerServer({
      serverId: row.id,
      owner,
      serverName: row.name,
      prefix: this.planner.prefix(owner, row)
    });
  }

  private async waitUntilReady(
    { row, owner, signal }: Launch,
    container: string,
    kind: KindOfServer
  ): Promise<ServerAddress> {
    const prefix = this.planner.prefix(owner, row);
    const deadline = Date.now() + ANSWER_MS;
    let address: ServerAddress | null = null;
    let lookAt = 0;
    for (;;) {
      if (Date.now() >= lookAt) {
        await this.mustRun(container);
        lookAt = Date.now() + LOOK_AT_CONTAINER_MS;
      }
      address ??= await this.engine.reachServer(container, kind.port);
      const readiness = await kind.askReadiness(address, prefix);
      if (readiness === 'ready') {
        return address;
      }
      if (readiness === 'foreign') {
        throw new LaunchFailure(
          'The image did not start jupyterhub-singleuser, but something else that answers in its place',
          await this.logTail(container)
        );
      }
      if (Date.now() > deadline) {
        throw new LaunchFailure(
          `It did not answer within ${ANSWER_MS / 1000} seconds`,
          await this.logTail(container)
        );
      }
      await pause(POLL_MS, undefined, { signal });
    }
  }

  private async mustRun(container: string): Promise<void> {
    const status = await this.engine.inspect(container);
    if (status?.phase === 'running') {
      return;
    }
    throw new LaunchFailure(whyEnded(status), status ? await this.logTail(container) : null);
  }

  private logTail(container: string): Promise<string | null> {
    return this.engine.logTail(container, LOG_LINES).catch(() => null);
  }
}

/** How a container came to its end, in words; null is one that is gone. */
export function whyEnded(status: ContainerStatus | null): string {
  if (status === null) {
    return 'Its container is gone';
  }
  if (status.outOfMemory) {
    return 'It used up its memory and was ended';
  }
  return status.exitCode === 0
    ? 'It was shut down'
    : `It ended unexpectedly (exit code ${status.exitCode ?? 'unknown'})`;
}
