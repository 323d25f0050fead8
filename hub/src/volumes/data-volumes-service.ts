import { ulid } from 'ulid';

import type { DataVolume, Maintainer } from '../../contract/data-volumes.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { VolumeFiles } from '../files/ports.js';
import { EVERYONE, type Subject } from '../sharing/types.js';
import type { Database } from '../sqlite/database.js';
import { DATA, formatAddress } from './address.js';
import { belowRoots } from './data-volumes-rules.js';
import { DataVolumeStore, type DataVolumeRow } from './data-volumes-store.js';
import type { VolumeGrants } from './ports.js';
import { resourceOf, type VolumeService } from './service.js';
import { VolumeStore } from './store.js';
import type { Volume } from './types.js';

export interface DataVolumeParts {
  readonly database: Database;
  readonly volumes: Pick<VolumeService, 'byId' | 'toContract'>;
  readonly files: Pick<VolumeFiles, 'stat' | 'names'>;
  readonly grants: VolumeGrants;
  readonly users: {
    listUsers(): readonly User[];
    userById(id: string): User | null;
    findActive(name: string): User | null;
  };
  readonly groups: { nameOf(id: string): string | null };
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  /** Absolute; data volumes are registered below one of them. */
  readonly roots: readonly string[];
  /** Where none may lie: the hub's own data. */
  readonly forbidden: readonly string[];
}

export interface NewDataVolume {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description: string;
  readonly directory: string;
  readonly public: boolean;
  readonly maintainer: Maintainer | null;
}

export type DataVolumeChange = Partial<
  Pick<NewDataVolume, 'title' | 'description' | 'public' | 'maintainer'>
>;

/** Who looks after one may change everything in it, and let others. */
const OF_MAINTAINERS = ['read', 'write', 'grant'] as const;

/** Data volumes that administrators register while the hub runs, beside those of the settings. */
export class DataVolumes {
  private readonly store: DataVolumeStore;
  private readonly rows: VolumeStore;

  constructor(private readonly parts: DataVolumeParts) {
    this.store = new DataVolumeStore(parts.database);
    this.rows = new VolumeStore(parts.database);
  }

  /** @throws AppError `not-allowed` to anybody but administrators */
  list(user: User, { limit, cursor }: { limit: number; cursor?: string | undefined }) {
    mustAdminister(user);
    const [after = ''] = decodeCursor(cursor, 1);
    const page = pageFrom(this.store.page(after, limit + 1), limit, ({ name }) => [name]);
    return { ...page, items: page.items.map(row => this.shown(row)) };
  }

  /**
   * @param by - null for whoever works on the hub's own machine
   * @throws AppError `not-allowed`, `invalid-request` for a directory that may not be registered or read, `not-found` for
   *   an unknown maintainer, `already-exists`
   */
  async register(by: User | null, wanted: NewDataVolume): Promise<DataVolume> {
    if (by) {
      mustAdminister(by);
    }
    await this.mustBeReadable(wanted.directory);
    const { database, grants, clock } = this.parts;
    return database.transaction(() => {
      const maintainer = this.subjectOf(wanted.maintainer);
      const now = clock();
      const id = ulid(now.getTime());
      const isNew = this.rows.claim({
        id,
        kind: 'data',
        root: DATA,
        owner_id: null,
        name: wanted.name,
        title: wanted.title ?? wanted.name,
        description: wanted.description,
        directory: wanted.directory.replace(/\/$/, ''),
        created_at: now.toISOString(),
        deleted_at: null
      });
      if (!isNew) {
        throw new AppError('already-exists', `There is a data volume ${wanted.name} already`);
      }
      this.mark(id, maintainer);
      const resource = { kind: 'volume', id } as const;
      if (wanted.public) {
        grants.grant(resource, EVERYONE, ['read'], by);
      }
      if (maintainer) {
        grants.grant(resource, maintainer, OF_MAINTAINERS, by);
      }
      this.record(by, 'register', id);
      this.announce(id, new Set());
      return this.shown(this.store.byId(id) as DataVolumeRow);
    });
  }

  /** @throws AppError `not-found`, `conflict` for one of the settings, `changed-meanwhile` */
  change(by: User, id: string, version: number | null, change: DataVolumeChange): DataVolume {
    const { database, grants } = this.parts;
    return database.transaction(() => {
      const row = this.ofAdministrators(by, id, version);
      const before = this.readersOf(id);
      const resource = { kind: 'volume', id } as const;
      const { title = row.title, description = row.description } = change;
      this.rows.edit({ id, name: row.name, title, description, version: row.version });
      if (change.public !== undefined) {
        if (change.public) {
          grants.grant(resource, EVERYONE, ['read'], by);
        } else {
          grants.withdraw(resource, EVERYONE);
        }
      }
      if (change.maintainer !== undefined) {
        const former = maintainerOf(row);
        if (former) {
          grants.withdraw(resource, former);
        }
        const maintainer = this.subjectOf(change.maintainer);
        if (maintainer) {
          grants.grant(resource, maintainer, OF_MAINTAINERS, by);
        }
        this.mark(id, maintainer);
      }
      this.record(by, 'change', id);
      this.announce(id, before);
      return this.shown(this.store.byId(id) as DataVolumeRow);
    });
  }

  /** @throws AppError as {@link change} */
  remove(by: User | null, id: string, version: number | null): void {
    const { database, grants, clock } = this.parts;
    database.transaction(() => {
      this.ofAdministrators(by, id, version);
      const before = this.readersOf(id);
      this.record(by, 'delete', id);
      grants.withdrawAllOn({ kind: 'volume', id });
      this.store.remove(id);
      this.rows.delete(id, clock().toISOString());
      this.announce(id, before);
    });
  }

  private async mustBeReadable(directory: string): Promise<void> {
    const { files, roots, forbidden } = this.parts;
    const refuse = (detail: string, cause?: unknown) =>
      new AppError('invalid-request', `/directory ${detail}`, {
        cause,
        fields: [{ pointer: '/directory', detail }]
      });
    const below = belowRoots(directory, roots, forbidden);
    if (!below) {
      throw refuse('must lie below one of the dataRoots of the settings');
    }
    // Reached from the root without following a link: what lies elsewhere is not registered by way of one.
    const place = { directory: below.root, path: below.path };
    try {
      await files.names(place, { limit: 1 });
    } catch (error) {
      if (error instanceof AppError && error.code !== 'files-unavailable') {
        throw refuse(`cannot be read: ${error.message}`, error);
      }
      throw error;
    }
  }

  /** To anybody but administrators there are none. */
  private ofAdministrators(by: User | null, id: string, version: number | null): DataVolumeRow {
    const row = by === null || by.admin ? this.store.byId(id) : null;
    if (!row) {
      throw new AppError('not-found', 'There is no such data volume');
    }
    if (row.origin === 'settings') {
      throw new AppError('conflict', `${row.name} is described by the settings of the hub`);
    }
    if (version !== null && version !== row.version) {
      throw new AppError('changed-meanwhile', `${row.name} was changed meanwhile`);
    }
    return row;
  }

  private subjectOf(maintainer: Maintainer | null): Subject | null {
    const { users, groups } = this.parts;
    if (maintainer === null || maintainer.kind === 'everyone') {
      return null;
    }
    const { kind, id: named } = maintainer;
    const id =
      kind === 'user'
        ? users.findActive(named)?.id
        : groups.nameOf(named) === null
          ? undefined
          : named;
    if (id === undefined) {
      throw new AppError('not-found', `There is no ${kind} ${named}`);
    }
    return { kind, id };
  }

  private mark(id: string, maintainer: Subject | null): void {
    this.store.put({
      id,
      maintainer_kind: maintainer?.kind === 'everyone' ? null : (maintainer?.kind ?? null),
      maintainer_id: maintainer?.id ?? null
    });
  }

  private readersOf(id: string): Set<string> {
    const { users, volumes, grants } = this.parts;
    const volume = volumes.byId(id);
    const readers = volume ? grants.readersAmong(users.listUsers(), resourceOf(volume)) : [];
    return new Set(readers.map(user => user.id));
  }

  /** Tells those who see it how it is now, and those who saw it that it is gone. */
  private announce(id: string, before: ReadonlySet<string>): void {
    const { users, volumes, events } = this.parts;
    const volume: Volume | null = volumes.byId(id);
    const version = this.rows.byId(id)?.version ?? 0;
    const after = this.readersOf(id);
    for (const user of users.listUsers()) {
      if (volume && after.has(user.id)) {
        const body = volumes.toContract(user, volume);
        events.publish(user.id, { type: 'volume', id, version, body });
      } else if (before.has(user.id)) {
        events.publish(user.id, { type: 'volumeDeleted', id, version });
      }
    }
  }

  private record(by: User | null, what: string, id: string): void {
    const { name, directory } = this.store.byId(id) as DataVolumeRow;
    this.parts.activity.record({
      actorId: by?.id ?? null,
      action: `volume.${what}`,
      resource: { kind: 'volume', id },
      outcome: 'done',
      detail: `${name} in ${directory}`
    });
  }

  private shown(row: DataVolumeRow): DataVolume {
    const { grants, users, groups } = this.parts;
    const { id, name, title, description, directory, version } = row;
    const maintainer = maintainerOf(row);
    const nameOf = ({ kind, id: of }: Subject) =>
      (kind === 'user' ? users.userById(of)?.name : groups.nameOf(of)) ?? '';
    return {
      id,
      name,
      address: formatAddress({ kind: 'data', name }),
      title,
      description,
      directory,
      public: grants
        .grantsOn({ kind: 'volume', id })
        .some(({ subject }) => subject.kind === 'everyone'),
      maintainer:
        maintainer === null || maintainer.kind === 'everyone'
          ? null
          : {
              kind: maintainer.kind,
              id: maintainer.kind === 'user' ? nameOf(maintainer) : maintainer.id,
              name: nameOf(maintainer)
            },
      registeredBy: row.origin,
      version,
      createdAt: row.created_at
    };
  }
}

function maintainerOf({ maintainer_kind: kind, maintainer_id: id }: DataVolumeRow): Subject | null {
  return kind === null || id === null ? null : { kind, id };
}

function mustAdminister(user: User): void {
  if (!user.admin) {
    throw new AppError('not-allowed', 'Only administrators register data volumes');
  }
}
