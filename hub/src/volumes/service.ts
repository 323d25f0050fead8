import { join } from 'node:path';

import { ulid } from 'ulid';

import type { Access, VolumeMount } from '../../contract/common.js';
import type { Volume as ContractVolume } from '../../contract/volumes.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import type { DataVolumeConfig } from '../settings-file.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import type { PlatformIdentity } from '../identity.js';
import type { Grant, GrantedPrivilege, Resource } from '../sharing/types.js';
import type { Database } from '../sqlite/database.js';
import { ROOTS } from './address.js';
import { VolumeCatalogue } from './catalogue.js';
import { registerDataVolumes } from './data-volumes.js';
import { DEFAULT_VOLUMES, isDefault } from './default-volumes.js';
import { mountPlans } from './mount-plans.js';
import type { VolumeFacts, VolumeGrants, VolumeOwners } from './ports.js';
import { VolumeStore } from './store.js';
import type { MountPlan, Privilege, Volume } from './types.js';
import { UsageStore } from './usage-store.js';
import { probeRoot } from './write-probe.js';

export type VolumeKind = 'mine' | 'shared' | 'data';

/** Users whose directories are looked after at the same time. */
const HEALED_AT_ONCE = 16;

/** Nobody has it, and nothing was granted on it. */
const NO_VOLUME: Resource = { kind: 'volume', id: '', ownerId: null };

export function resourceOf(volume: Volume): Resource {
  return { kind: 'volume', id: volume.id, ownerId: volume.owner?.id ?? null };
}

function sharingOf(grants: readonly Grant[]): ContractVolume['sharing'] {
  const reaching = grants.filter(grant => grant.privileges.length > 0);
  if (reaching.some(({ subject }) => subject.kind === 'everyone')) {
    return 'public';
  }
  return reaching.length > 0 ? 'shared' : 'private';
}

const NO_FACTS: VolumeFacts = { expiryOf: () => null, isReadOnly: () => false };

function isPrivilege(privilege: GrantedPrivilege): privilege is Privilege {
  return privilege !== 'use';
}

/** Volumes: which there are, who may do what with them, and where they are mounted. */
export class VolumeService {
  private readonly store: VolumeStore;
  private readonly catalogue: VolumeCatalogue;
  private readonly usage: UsageStore;
  /** Ids of data volumes whose directory was not there at the start. */
  private readonly missing = new Set<string>();

  /** @param volumesDirectory - absolute; holds `<root>/<volume id>` */
  constructor(
    private readonly database: Database,
    private readonly files: VolumeFiles,
    private readonly grants: VolumeGrants,
    owners: VolumeOwners,
    private readonly clock: Clock,
    private readonly volumesDirectory: string,
    private readonly roots: readonly string[] = ROOTS,
    private readonly facts: VolumeFacts = NO_FACTS
  ) {
    this.store = new VolumeStore(database);
    this.usage = new UsageStore(database);
    this.catalogue = new VolumeCatalogue(database, owners);
  }

  /**
   * Makes what a user has from the beginning, as far as it is missing. The row comes first, the directory second: what
   * a crash left between the two is healed here and at the next start.
   */
  async ensureDefaults(user: User): Promise<void> {
    const owned = new Map(this.catalogue.ownedBy(user.id).map(v => [`${v.root}/${v.name}`, v]));
    const missing = DEFAULT_VOLUMES.filter(({ root, name }) => !owned.has(`${root}/${name}`));
    this.database.transaction(() => missing.forEach(volume => this.claim(user, volume)));
    await Promise.all(
      this.catalogue.ownedBy(user.id).map(volume => this.ensureDirectory(volume.directory))
    );
  }

  /**
   * Makes rows, grants and directories agree at the start.
   * @returns the data volumes whose directory is not there: they are mounted nowhere, since a missing one would keep
   *   every server from starting
   */
  async heal(
    users: readonly User[],
    dataVolumes: readonly DataVolumeConfig[]
  ): Promise<readonly Volume[]> {
    registerDataVolumes(dataVolumes, this.database, this.grants, this.clock);
    for (let at = 0; at < users.length; at += HEALED_AT_ONCE) {
      const some = users.slice(at, at + HEALED_AT_ONCE);
      await Promise.all(some.map(user => this.ensureDefaults(user)));
    }
    await Promise.all(this.catalogue.dataVolumes().map(volume => this.lookFor(volume)));
    return this.catalogue.dataVolumes().filter(volume => this.missing.has(volume.id));
  }

  /**
   * Makes sure at the start that each root volume can hold the platform identity's files.
   * @throws Error with a text for the administrator
   */
  async writeProbe(identity: PlatformIdentity): Promise<void> {
    for (const root of this.roots) {
      await this.ensureDirectory(join(this.volumesDirectory, root));
      await probeRoot(this.files, join(this.volumesDirectory, root), identity);
    }
  }

  /** Whoever may see it or not; null when there is none. */
  byId(id: string): Volume | null {
    return this.catalogue.byId(id);
  }

  /** By id or address, whoever may see it or not: for operators; null when there is none. */
  at(addressOrId: string): Volume | null {
    return this.catalogue.at(addressOrId);
  }

  /** Addresses of those of these volumes that there are, by id, whoever may see them. */
  addressesOf(ids: readonly string[]): ReadonlyMap<string, string> {
    return this.catalogue.addressesOf(ids);
  }

  /** @throws AppError `not-found` also when the user may not see it */
  find(user: User, addressOrId: string): Volume {
    const volume = this.catalogue.at(addressOrId);
    // Asked for in any case: the time must not tell a hidden volume from a missing one.
    const privileges = this.grants.accessTo(user, volume ? resourceOf(volume) : NO_VOLUME);
    if (!volume || !privileges.includes('read')) {
      throw new AppError('not-found', 'There is no such volume, or you may not see it');
    }
    return volume;
  }

  privileges(user: User, volume: Volume): Privilege[] {
    return this.grants.accessTo(user, resourceOf(volume)).filter(isPrivilege);
  }

  /** In the order of their addresses. */
  listVisible(user: User, kind?: VolumeKind): Volume[] {
    const own = kind === undefined || kind === 'mine' ? this.catalogue.ownedBy(user.id) : [];
    const data = kind === undefined || kind === 'data' ? this.catalogue.dataVolumes() : [];
    const isShared = kind === undefined || kind === 'shared';
    return [
      ...[...own, ...data].filter(volume => this.privileges(user, volume).includes('read')),
      ...(isShared ? this.sharedWith(user) : [])
    ].sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** What a new server or job gets unless something else is chosen. */
  mountsFor(user: User): MountPlan[] {
    return mountPlans(
      [
        ...this.listVisible(user, 'mine').map(volume => ({
          volume,
          access: this.possible(volume, 'write')
        })),
        ...this.listVisible(user, 'data')
          .filter(volume => !this.missing.has(volume.id))
          .map(volume => ({ volume, access: 'read' as const }))
      ],
      this.roots
    );
  }

  /**
   * A volume whose owner keeps too much for too long is mounted for reading, whatever is wanted.
   * @throws AppError `not-found` for what the user may not see, `not-allowed` for what he may only read, `conflict` when
   *   the files are out of reach
   */
  plan(user: User, wanted: readonly VolumeMount[]): MountPlan[] {
    return mountPlans(
      wanted.map(({ volume: address, access }) => {
        const volume = this.find(user, address);
        if (access === 'write' && !this.privileges(user, volume).includes('write')) {
          throw new AppError('not-allowed', `You may not write to ${volume.address}`);
        }
        if (this.missing.has(volume.id)) {
          throw new AppError('conflict', `The files of ${volume.address} are out of reach`);
        }
        return { volume, access: this.possible(volume, access) };
      }),
      this.roots
    );
  }

  toContract(user: User, volume: Volume): ContractVolume {
    return this.toContracts(user, [volume])[0] as ContractVolume;
  }

  toContracts(user: User, volumes: readonly Volume[]): ContractVolume[] {
    const paths = new Map(this.mountsFor(user).map(plan => [plan.volume.id, plan.path]));
    return volumes.map(volume => {
      const { directory: _, owner, ...shown } = volume;
      return {
        ...shown,
        owner: owner?.name ?? null,
        privileges: this.privileges(user, volume),
        sharing: sharingOf(this.grants.grantsOn({ kind: 'volume', id: volume.id })),
        isDefault: volume.kind === 'user' && isDefault(volume),
        mountPath: paths.get(volume.id) ?? null,
        usage: this.usage.of(volume.id),
        expiry: volume.kind === 'user' ? this.facts.expiryOf(volume) : null,
        overQuota: this.facts.isReadOnly(volume)
      };
    });
  }

  /**
   * Everything that a user may use at this moment, with the most that he may do with it, in the order of the addresses.
   * @param most - so many of what others share at most, the oldest
   */
  usableBy(user: User, most = Infinity): { volume: Volume; access: 'read' | 'write' }[] {
    const inReach = this.listVisible(user).filter(({ id }) => !this.missing.has(id));
    const isShared = ({ kind, owner }: Volume) => kind === 'user' && owner?.id !== user.id;
    const shared = inReach.filter(isShared).sort((a, b) => (a.id < b.id ? -1 : 1));
    const tooMany = new Set(shared.slice(most));
    return inReach
      .filter(volume => !tooMany.has(volume))
      .map(volume => ({
        volume,
        access: this.privileges(user, volume).includes('write') ? 'write' : 'read'
      }));
  }

  /** Gives volumes their places below the workspace. */
  place(volumes: readonly { volume: Volume; access: Access }[]): MountPlan[] {
    return mountPlans(volumes, this.roots);
  }

  /** Whether the files of a data volume were not to be found at the start. */
  isOutOfReach({ id }: Volume): boolean {
    return this.missing.has(id);
  }

  /** User volumes of others that he may read: there may be thousands, so that they are decided about at once. */
  private sharedWith(user: User): Volume[] {
    const reaching = this.grants.grantsReaching(user, 'volume');
    const others = this.catalogue
      .many([...new Set(reaching.map(grant => grant.resource.id))])
      .filter(volume => volume.kind === 'user' && volume.owner?.id !== user.id);
    const access = this.grants.accessThrough(user, reaching, others.map(resourceOf));
    return others.filter((_volume, index) => access[index]?.includes('read'));
  }

  /** Volumes that a user owns, in no order. */
  ownedBy(userId: string): Volume[] {
    return this.catalogue.ownedBy(userId);
  }

  /** Of whomever, data volumes too. */
  all(): Volume[] {
    return this.store
      .live()
      .map(({ id }) => this.catalogue.byId(id))
      .filter(volume => volume !== null);
  }

  private possible(volume: Volume, wanted: Access): Access {
    return this.facts.isReadOnly(volume) ? 'read' : wanted;
  }

  private claim(user: User, volume: (typeof DEFAULT_VOLUMES)[number]): void {
    const now = this.clock();
    const id = ulid(now.getTime());
    const isNew = this.store.claim({
      id,
      kind: 'user',
      ...volume,
      owner_id: user.id,
      directory: join(this.volumesDirectory, volume.root, id),
      created_at: now.toISOString(),
      deleted_at: null
    });
    if (isNew) {
      this.usage.put(id, { bytes: 0, files: 0 }, now.toISOString());
    }
  }

  private async lookFor({ id, directory }: Volume): Promise<void> {
    const top = await this.files.stat({ directory, path: '' }).catch((error: unknown) => {
      if (error instanceof AppError && error.code !== 'files-unavailable') {
        return null;
      }
      throw error;
    });
    if (top) {
      this.missing.delete(id);
    } else {
      this.missing.add(id);
    }
  }

  private ensureDirectory(directory: string): Promise<void> {
    const path = directory.slice(this.volumesDirectory.length + 1);
    return this.files.makeDirectory({ directory: this.volumesDirectory, path });
  }
}
