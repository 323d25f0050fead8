import { join } from 'node:path';

import { ulid } from 'ulid';

import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import type { Database } from '../sqlite/database.js';
import { DataVolumeStore } from './data-volumes-store.js';
import { isDefault } from './default-volumes.js';
import type { VolumeGrants, VolumeUses } from './ports.js';
import type { RootAccess } from './root-access.js';
import { resourceOf, type VolumeService } from './service.js';
import { VolumeStore, type VolumeRow } from './store.js';
import type { Volume } from './types.js';
import { UsageStore } from './usage-store.js';

const MOST_PER_USER = 200;

export interface NewVolume {
  readonly root: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly description: string;
}

export type VolumeChange = Partial<Pick<NewVolume, 'name' | 'title' | 'description'>>;

export interface VolumeEditorParts {
  readonly database: Database;
  readonly volumes: VolumeService;
  readonly files: Pick<VolumeFiles, 'makeDirectory' | 'remove'>;
  readonly grants: Pick<VolumeGrants, 'readersAmong' | 'withdrawAllOn'>;
  readonly uses: VolumeUses;
  readonly users: { listUsers(): readonly User[] };
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly roots: RootAccess;
  /** Absolute; holds `<root>/<volume id>`. */
  readonly volumesDirectory: string;
  readonly log: { warn(fields: object, message: string): void };
}

/** Makes, describes and deletes volumes of users, and tells those who see them. */
export class VolumeEditor {
  private readonly store: VolumeStore;
  private readonly usage: UsageStore;
  private readonly dataVolumes: DataVolumeStore;
  private readonly removals = new Set<Promise<void>>();

  constructor(private readonly parts: VolumeEditorParts) {
    this.store = new VolumeStore(parts.database);
    this.usage = new UsageStore(parts.database);
    this.dataVolumes = new DataVolumeStore(parts.database);
  }

  /**
   * The row comes first, the directory second: what a crash left between the two is healed at the next start.
   * @throws AppError `invalid-request` for a root that is none or not open to him, `already-exists`, `limit-reached`
   */
  async create(user: User, { root, name, title, description }: NewVolume): Promise<Volume> {
    const { database, files, volumes, volumesDirectory, roots } = this.parts;
    const now = this.parts.clock();
    const id = ulid(now.getTime());
    database.transaction(() => {
      roots.mustCreateIn(user, root);
      if (volumes.ownedBy(user.id).length >= MOST_PER_USER) {
        throw new AppError('limit-reached', `You have ${MOST_PER_USER} volumes already`);
      }
      const isNew = this.store.claim({
        id,
        kind: 'user',
        root,
        owner_id: user.id,
        name,
        title: title ?? name,
        description,
        directory: join(volumesDirectory, root, id),
        created_at: now.toISOString(),
        deleted_at: null
      });
      if (!isNew) {
        throw alreadyThere(root, user, name);
      }
      this.usage.put(id, { bytes: 0, files: 0 }, now.toISOString());
    });
    try {
      await files.makeDirectory({ directory: volumesDirectory, path: `${root}/${id}` });
    } catch (error) {
      this.store.delete(id, this.now());
      throw error;
    }
    return database.transaction(() => {
      const volume = volumes.byId(id) as Volume;
      this.record(user, 'create', volume);
      this.announce(volume);
      return volume;
    });
  }

  /**
   * @param version - what the caller saw; null when that does not matter
   * @throws AppError `not-found`, `not-allowed` to anybody but its owner, or who looks after a data volume,
   *   `already-exists`, `changed-meanwhile`, `conflict` for another name of a default volume, of one that is in use, or of
   *   a data volume
   */
  change(user: User, address: string, version: number | null, change: VolumeChange): Volume {
    const { database, volumes } = this.parts;
    return database.transaction(() => {
      const volume = this.describable(user, address, version);
      const { id, root } = volume;
      const wanted = { ...volume, ...definedOf(change) };
      if (wanted.name !== volume.name) {
        if (volume.kind === 'data') {
          throw new AppError('conflict', `${volume.address} keeps its name`);
        }
        this.mustBeFree(volume, 'renamed');
        if (this.store.at(root, user.id, wanted.name)) {
          throw alreadyThere(root, user, wanted.name);
        }
      }
      const { name, title, description } = wanted;
      if (name === volume.name && title === volume.title && description === volume.description) {
        return volume;
      }
      if (!this.store.edit({ id, name, title, description, version: volume.version })) {
        throw new AppError('changed-meanwhile', 'The volume was changed meanwhile');
      }
      const changed = volumes.byId(id) as Volume;
      this.record(user, 'change', changed);
      this.announce(changed);
      return changed;
    });
  }

  /**
   * From now on the volume is not there any more; its files are removed in the background.
   * @throws AppError `not-found`, `not-allowed`, `changed-meanwhile`, `conflict` for a default volume, and naming what
   *   is using it
   */
  remove(user: User, address: string, version: number | null): void {
    const { database, events, grants, volumes } = this.parts;
    database.transaction(() => {
      const volume = this.own(user, volumes.find(user, address), version);
      this.mustBeFree(volume, 'deleted');
      const audience = this.audienceOf(volume);
      this.store.delete(volume.id, this.now());
      grants.withdrawAllOn({ kind: 'volume', id: volume.id });
      this.record(user, 'delete', volume);
      for (const { id } of audience) {
        events.publish(id, { type: 'volumeDeleted', id: volume.id, version: volume.version + 1 });
      }
      database.afterCommit(() => this.removeFiles(this.store.byId(volume.id) as VolumeRow));
    });
  }

  /** Tells everybody who sees the volume how it is now. Called inside the transaction that changed it. */
  announce(volume: Volume): void {
    const { events, volumes } = this.parts;
    const { id, version } = volume;
    for (const user of this.audienceOf(volume)) {
      events.publish(user.id, {
        type: 'volume',
        id,
        version,
        body: volumes.toContract(user, volume)
      });
    }
  }

  /** Removes what a stop left of volumes that were deleted; to be called at the start. */
  finishRemovals(): void {
    this.store.leftovers().forEach(row => this.removeFiles(row));
  }

  /** Resolves once no files of deleted volumes are being removed. */
  async settled(): Promise<void> {
    await Promise.all(this.removals);
  }

  private removeFiles({ id, root }: VolumeRow): void {
    const { files, volumesDirectory, log } = this.parts;
    const removal = files
      .remove({ directory: volumesDirectory, path: `${root}/${id}` })
      .catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'not-found')) {
          throw error;
        }
      })
      .then(() => this.store.filesRemoved(id, this.now()))
      // The next start tries again.
      .catch((err: unknown) => log.warn({ err, volume: id }, 'a deleted volume was not removed'))
      .finally(() => this.removals.delete(removal));
    this.removals.add(removal);
  }

  /** What the user may describe: his own, and data volumes that he looks after. */
  private describable(user: User, address: string, version: number | null): Volume {
    const volume = this.parts.volumes.find(user, address);
    if (volume.kind === 'user') {
      return this.own(user, volume, version);
    }
    if (this.dataVolumes.byId(volume.id)?.origin !== 'administrator') {
      throw new AppError('not-allowed', 'This data volume is described by the settings of the hub');
    }
    const privileges = this.parts.volumes.privileges(user, volume);
    if (!privileges.includes('write') || !privileges.includes('grant')) {
      throw new AppError('not-allowed', `Only who looks after ${volume.address} may do this to it`);
    }
    return this.ofVersion(volume, version);
  }

  private own(user: User, volume: Volume, version: number | null): Volume {
    if (volume.kind === 'data') {
      throw new AppError('not-allowed', 'Data volumes come and go by the hand of administrators');
    }
    if (volume.owner?.id !== user.id) {
      throw new AppError('not-allowed', `Only its owner may do this to ${volume.address}`);
    }
    return this.ofVersion(volume, version);
  }

  private ofVersion(volume: Volume, version: number | null): Volume {
    if (version !== null && version !== volume.version) {
      throw new AppError('changed-meanwhile', `${volume.address} was changed meanwhile`);
    }
    return volume;
  }

  /** Its address is where servers and jobs have it mounted. */
  private mustBeFree(volume: Volume, what: 'renamed' | 'deleted'): void {
    if (isDefault(volume)) {
      throw new AppError('conflict', `${volume.address} is there for good and cannot be ${what}`);
    }
    const users = this.parts.uses.usesOf(volume);
    if (users.length > 0) {
      throw new AppError('conflict', `${volume.address} is in use by ${users.join(', ')}`);
    }
  }

  private audienceOf(volume: Volume): readonly User[] {
    const { grants, users } = this.parts;
    return grants.readersAmong(users.listUsers(), resourceOf(volume));
  }

  private record(user: User, action: string, volume: Volume): void {
    this.parts.activity.record({
      actorId: user.id,
      action: `volume.${action}`,
      resource: { kind: 'volume', id: volume.id },
      outcome: 'done',
      detail: volume.address
    });
  }

  private now(): string {
    return this.parts.clock().toISOString();
  }
}

function alreadyThere(root: string, user: User, name: string): AppError {
  return new AppError('already-exists', `There is ${root}/${user.name}/${name} already`);
}

function definedOf(change: VolumeChange): VolumeChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
