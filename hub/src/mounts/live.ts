import { difference, type Difference, type WantedMount } from './difference.js';
import type { MountPlans } from './plans.js';
import type { Mounted, MountServers, MountTable, MountUsers } from './ports.js';
import type { MountStore } from './store.js';
import type { MountingServer } from './types.js';

const SERVERS_AT_ONCE = 4;
const MOUNTS_AT_ONCE = 4;

export interface LiveVolumesParts {
  readonly table: MountTable;
  readonly plans: MountPlans;
  readonly store: Pick<MountStore, 'containerOf'>;
  readonly servers: MountServers;
  readonly users: MountUsers;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Makes what is mounted in workspaces what it should be. Nothing is remembered about it: what should be is in the
 * database, what is in the kernel's table, and each look compares the two; so it does not matter where a look before
 * was killed.
 */
export class LiveVolumes {
  private readonly failures = new Map<string, ReadonlyMap<string, string>>();
  private readonly turns = new Map<string, Promise<void>>();

  constructor(private readonly parts: LiveVolumesParts) {}

  /** Why volumes could not be mounted in a server, by their ids. */
  failed(serverId: string): ReadonlyMap<string, string> {
    return this.failures.get(serverId) ?? new Map();
  }

  /** Brings a server in line; one look after the other. Resolves also when something failed: see {@link failed}. */
  look(serverId: string): Promise<void> {
    return this.inTurn(serverId, async () => {
      const server = this.parts.servers.byId(serverId);
      if (server && (await this.bringInLine(server))) {
        this.parts.servers.announce(serverId);
      }
    });
  }

  /** Takes everything out of a server, whose container has ended. @throws Error when something stays mounted */
  release(serverId: string): Promise<void> {
    return this.inTurn(serverId, async () => {
      const server = this.parts.servers.byId(serverId);
      this.failures.delete(serverId);
      for (const mount of server ? this.mountedIn(server.workspace) : []) {
        await this.parts.table.unmount(mount);
      }
    });
  }

  /** Looks at all servers, and takes away what belongs to none. */
  async lookAtAll(): Promise<void> {
    const servers = this.parts.servers.all();
    const known = new Set(servers.map(({ workspace }) => workspace));
    for (const mount of this.parts.table.list()) {
      if (!known.has(mount.workspace)) {
        await this.unmount(mount);
      }
    }
    await inBatches(servers, SERVERS_AT_ONCE, ({ id }) => this.look(id));
  }

  /** Looks again at what failed, and at what is mounted in servers that do not run. */
  async tidy(): Promise<void> {
    const mounted = new Set(this.parts.table.list().map(({ workspace }) => workspace));
    const servers = this.parts.servers
      .all()
      .filter(({ id, workspace, phase }) =>
        phase === 'ended' ? mounted.has(workspace) : this.failures.has(id)
      );
    await inBatches(servers, SERVERS_AT_ONCE, ({ id }) => this.look(id));
  }

  /** Servers that have a directory mounted, as the kernel says. */
  async mounting(directory: string): Promise<MountingServer[]> {
    const source = await this.identify(directory);
    const workspaces = new Set(
      this.parts.table
        .list()
        .filter(mount => mount.source === source)
        .map(({ workspace }) => workspace)
    );
    return this.parts.servers.all().filter(({ workspace }) => workspaces.has(workspace));
  }

  private mountedIn(workspace: string): Mounted[] {
    return this.parts.table.list().filter(mount => mount.workspace === workspace);
  }

  /** @returns whether the server is another than before */
  private async bringInLine(server: MountingServer): Promise<boolean> {
    const failed = new Map<string, string>();
    const { unmount, mount } = await this.differenceOf(server, failed);
    for (const there of unmount) {
      await this.unmount(there);
    }
    if (mount.length > 0) {
      await this.mountAll(server, mount, failed);
    }
    const before = this.failed(server.id);
    if (failed.size > 0) {
      this.failures.set(server.id, failed);
    } else {
      this.failures.delete(server.id);
    }
    return unmount.length + mount.length > 0 || before.size !== failed.size;
  }

  private async differenceOf(
    server: MountingServer,
    failed: Map<string, string>
  ): Promise<Difference> {
    const isLive = this.parts.store.containerOf(server.id)?.kind === 'live';
    const wanted = isLive && server.phase !== 'ended' ? await this.wantedIn(server, failed) : [];
    const found = difference(this.mountedIn(server.workspace), wanted);
    return server.phase === 'live' ? found : { ...found, mount: [] };
  }

  private async wantedIn(
    { id, ownerId, workspace }: MountingServer,
    failed: Map<string, string>
  ): Promise<WantedMount[]> {
    const owner = this.parts.users.userById(ownerId);
    const plans = owner ? this.parts.plans.of(owner, id).plans : [];
    const wanted = await Promise.all(
      plans.map(async ({ volume, access, path }): Promise<WantedMount | null> => {
        const { id: volumeId, directory } = volume;
        const source = await this.identify(directory);
        if (source === null) {
          failed.set(volumeId, 'Its files are out of reach');
          return null;
        }
        return { workspace, path, volumeId, directory, access, source };
      })
    );
    return wanted.filter(mount => mount !== null);
  }

  private async mountAll(
    { id, workspace }: MountingServer,
    wanted: readonly WantedMount[],
    failed: Map<string, string>
  ): Promise<void> {
    const { table, log } = this.parts;
    await inBatches(wanted, MOUNTS_AT_ONCE, async point => {
      try {
        await table.prepare(workspace, [point.path]);
        await table.mount(point, point.directory, point.access);
      } catch (error) {
        log.warn({ err: error, server: id, path: point.path }, 'a volume was not mounted');
        failed.set(point.volumeId, 'It could not be mounted while the server runs');
      }
    });
  }

  private async unmount(mount: Mounted): Promise<void> {
    const { table, log } = this.parts;
    await table.unmount(mount).catch((error: unknown) => {
      log.warn({ err: error, ...mount }, 'a volume was not unmounted');
    });
  }

  private identify(directory: string): Promise<string | null> {
    return this.parts.table.identify(directory).catch(() => null);
  }

  private inTurn(serverId: string, work: () => Promise<void>): Promise<void> {
    const before = this.turns.get(serverId) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.turns.get(serverId) === settled) {
          this.turns.delete(serverId);
        }
      });
    this.turns.set(serverId, settled);
    return turn;
  }
}

async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>
): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    await Promise.all(items.slice(at, at + size).map(work));
  }
}
