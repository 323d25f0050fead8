import type { Access, VolumeMount } from '../../contract/common.js';
import type { Server } from '../../contract/servers.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder } from '../activity/ports.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import type { MountPlan, Volume } from '../volumes/types.js';
import type { LiveVolumes } from './live.js';
import type { MountPlans } from './plans.js';
import type { LiveMounts, MountServers, MountTable, MountUsers, MountVolumes } from './ports.js';
import { shownMounts } from './shown.js';
import type { MountStops } from './stops.js';
import type { MountStore } from './store.js';
import type { ContainerMounts, MountingServer } from './types.js';
import type { MountSetups } from './setups.js';
import { wishFor } from './wanted.js';
import type { MountFollower } from './watch.js';

export interface MountServiceParts {
  readonly database: Database;
  readonly store: MountStore;
  readonly plans: MountPlans;
  readonly setups: MountSetups;
  /** Null where nothing can be mounted while servers run. */
  readonly live: LiveVolumes | null;
  /** Null where the hub cannot make mount points that only it can change. */
  readonly table: MountTable | null;
  readonly stops: MountStops;
  readonly volumes: MountVolumes;
  readonly servers: MountServers;
  readonly users: MountUsers;
  readonly activity: ActivityRecorder;
}

/** Volumes in servers: what is to be there, and what is. */
export class MountService implements LiveMounts, MountFollower {
  constructor(private readonly parts: MountServiceParts) {}

  get setups(): MountSetups {
    return this.parts.setups;
  }

  get possible(): boolean {
    return this.parts.live !== null;
  }

  /**
   * Mounts a volume in one of the user's servers, now where that can be, and at each of its starts. Who asks for as much
   * as he may have at this moment gets more when he may have more.
   * @throws AppError `not-found`, `not-allowed`, `conflict` when its files are out of reach
   */
  async mount(user: User, name: string, { volume: address, access }: VolumeMount): Promise<void> {
    const { servers, volumes } = this.parts;
    const server = servers.ofUser(user, name);
    const volume = volumes.find(user, address);
    const wish = wishFor(access, volume, volumes.privileges(user, volume));
    if (volumes.isOutOfReach(volume)) {
      throw new AppError('conflict', `The files of ${volume.address} are out of reach`);
    }
    await this.choose(user, server, volume, wish, `Mounted ${volume.address} in “${server.title}”`);
  }

  /**
   * Takes a volume out of one of the user's servers, and out of what he chose for it, also one that he may not see any
   * more.
   * @throws AppError `not-found` also when the server does not have it
   */
  async unmount(user: User, name: string, address: string): Promise<void> {
    const { servers, volumes, store, plans } = this.parts;
    const server = servers.ofUser(user, name);
    const { plans: wanted, lost } = plans.of(user, server.id);
    const gone = lost.find(choice => choice.address === address || choice.volumeId === address);
    if (gone) {
      store.forgetChoice(server.id, gone.volumeId);
      servers.announce(server.id);
      return;
    }
    const volume = volumes.at(address);
    if (!volume || !wanted.some(plan => plan.volume.id === volume.id)) {
      throw new AppError('not-found', `${address} is not mounted in this server`);
    }
    await this.choose(
      user,
      server,
      volume,
      null,
      `Took ${volume.address} out of “${server.title}”`
    );
  }

  async withdraw(volumeId: string, userIds?: readonly string[]): Promise<void> {
    const volume = this.parts.volumes.byId(volumeId);
    const servers = userIds
      ? userIds.flatMap(id => this.parts.servers.ofOwner(id))
      : volume
        ? await this.mountingNow(volume)
        : this.parts.servers.all();
    await this.lookAt(servers);
    this.parts.stops.look(userIds);
  }

  async setAccess(volumeId: string, access: Access): Promise<void> {
    const volume = this.parts.volumes.byId(volumeId);
    if (this.parts.store.setAccess(volumeId, access) && volume) {
      await this.lookAt(await this.mountingNow(volume));
    }
  }

  /** What users may do has changed: their servers get what they may have now, and lose the rest. */
  async accessChanged(userIds: readonly string[]): Promise<void> {
    await this.lookAt(userIds.flatMap(id => this.parts.servers.ofOwner(id)));
    this.parts.stops.look(userIds);
  }

  /** A volume came, went or is called otherwise. */
  async volumeChanged(volumeId: string): Promise<void> {
    const owner = this.parts.volumes.byId(volumeId)?.owner;
    await Promise.all([
      this.withdraw(volumeId),
      ...(owner ? [this.lookAt(this.parts.servers.ofOwner(owner.id))] : [])
    ]);
  }

  /** What a user's servers are called that have a volume, or will have it when they have started. */
  mounting(volume: Volume): string[] {
    const { servers, plans, store, users } = this.parts;
    const owner = users.userById(volume.owner?.id ?? '');
    if (!owner) {
      return [];
    }
    return servers
      .ofOwner(owner.id)
      .filter(({ phase }) => phase !== 'ended')
      .filter(({ id }) => {
        const container = store.containerOf(id);
        return container?.kind === 'fixed'
          ? container.mounts.some(({ volumeId }) => volumeId === volume.id)
          : plans.of(owner, id).plans.some(p => p.volume.id === volume.id);
      })
      .map(({ title }) => title);
  }

  // What servers ask while they start and stop.

  plansFor(owner: User, serverId: string): MountPlan[] {
    return this.parts.plans.of(owner, serverId).plans;
  }

  /** The container of a server is, or is going to be, one with these volumes: from outside, or for as long as it exists. */
  noteContainer(serverId: string, plans: readonly MountPlan[]): void {
    const container: ContainerMounts = this.possible
      ? { kind: 'live' }
      : {
          kind: 'fixed',
          mounts: plans.map(({ volume, access, path }) => ({
            volumeId: volume.id,
            address: volume.address,
            access,
            path
          }))
        };
    this.parts.store.noteContainer(serverId, container);
  }

  /** Makes mount points in a workspace. @returns false where the hub cannot do it itself */
  async prepare(workspace: string, paths: readonly string[]): Promise<boolean> {
    await this.parts.table?.prepare(workspace, paths);
    return this.parts.table !== null;
  }

  /** Before its container starts: everything that it is to have is there, or known not to be. */
  async attach(serverId: string): Promise<void> {
    await this.parts.live?.look(serverId);
  }

  /** After its container has ended. @throws Error when something stays mounted */
  async release(serverId: string): Promise<void> {
    await this.parts.live?.release(serverId);
  }

  shown(owner: User, server: MountingServer): Pick<Server, 'mounts' | 'liveMounts'> {
    const { plans, lost } = this.parts.plans.of(owner, server.id);
    return {
      mounts: shownMounts({
        wanted: plans,
        lost,
        container: this.containerNow(server),
        mayHave: mount => this.parts.plans.mayHave(owner.id, mount)
      }),
      liveMounts: this.possible
    };
  }

  /** To be called at the start: makes what is mounted what it should be, whatever a former process left. */
  async settle(): Promise<void> {
    await this.parts.live?.lookAtAll();
    this.parts.stops.look();
  }

  /** To be called every now and then. */
  async tidy(): Promise<void> {
    await this.parts.live?.tidy();
    this.parts.stops.endDue();
  }

  private async mountingNow({ directory }: Volume): Promise<readonly MountingServer[]> {
    return (await this.parts.live?.mounting(directory)) ?? [];
  }

  private containerNow(server: MountingServer): Parameters<typeof shownMounts>[0]['container'] {
    const container = server.phase === 'ended' ? null : this.parts.store.containerOf(server.id);
    if (container === null) {
      return { kind: 'none' };
    }
    if (container.kind === 'fixed') {
      return container;
    }
    return this.parts.live
      ? { kind: 'live', failed: this.parts.live.failed(server.id) }
      : { kind: 'fixed', mounts: [] };
  }

  private async choose(
    user: User,
    server: MountingServer,
    volume: Volume,
    access: Access | null,
    detail: string
  ): Promise<void> {
    const { database, store, servers, activity, live } = this.parts;
    database.transaction(() => {
      store.choose(server.id, { volumeId: volume.id, address: volume.address, access });
      activity.record({
        actorId: user.id,
        action: access === null ? 'server.unmount' : 'server.mount',
        resource: { kind: 'server', id: server.id },
        outcome: 'done',
        detail
      });
      servers.announce(server.id);
    });
    await live?.look(server.id);
  }

  private async lookAt(servers: readonly MountingServer[]): Promise<void> {
    const { live } = this.parts;
    await Promise.all(
      servers.filter(({ phase }) => phase !== 'ended').map(({ id }) => live?.look(id))
    );
  }
}
