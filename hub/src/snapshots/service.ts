import { Id, VolumePath, type Page, type VolumeFile } from '../../contract/common.js';
import type { Entries, Entry } from '../../contract/files.js';
import {
  MAX_ASKED_SNAPSHOTS,
  type Snapshot,
  type SnapshotSchedule
} from '../../contract/snapshots.js';
import type { Task, TaskConflict } from '../../contract/tasks.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { RootConfig } from '../settings-file.js';
import { AppError, hasCode } from '../errors.js';
import { cursorOf, placeAt } from '../files/cursor.js';
import type { Located } from '../files/places.js';
import type { EntryStat, Place, VolumeFiles } from '../files/ports.js';
import { isReserved } from '../files/reserved.js';
import type { Listing } from '../files/service.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import type { SnapshotMaker } from './maker.js';
import type { SnapshotPlaces } from './places.js';
import { isDue, scheduleOf, surplusOf } from './policy.js';
import type { SnapshotTasks, SnapshotVolumes } from './ports.js';
import type { SnapshotStore } from './store.js';
import type { SnapshotRow } from './types.js';

export interface SnapshotParts {
  readonly database: Database;
  readonly store: SnapshotStore;
  readonly places: SnapshotPlaces;
  readonly maker: SnapshotMaker;
  readonly files: Pick<VolumeFiles, 'stat' | 'page' | 'makeDirectory'>;
  readonly volumes: SnapshotVolumes;
  readonly tasks: SnapshotTasks;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  readonly roots: readonly RootConfig[];
}

export interface Restoring {
  readonly path: string;
  readonly target?: VolumeFile | undefined;
  readonly conflict: TaskConflict;
}

/**
 * Earlier states of volumes. Who may read a volume may read its snapshots; whoever restores something needs to write to
 * where it goes; only the owner of a volume makes and deletes its snapshots.
 */
export class SnapshotService {
  constructor(private readonly parts: SnapshotParts) {}

  /** Newest first. @throws AppError `not-found`, `invalid-request` for a cursor of another list */
  async list(
    user: User,
    query: { volume: string; path?: string | undefined; limit: number; cursor?: string | undefined }
  ): Promise<Page<Snapshot> & { schedule: SnapshotSchedule | null }> {
    const { store, volumes } = this.parts;
    const volume = volumes.find(user, query.volume);
    if (query.cursor !== undefined && !Id.safeParse(query.cursor).success) {
      throw new AppError('invalid-request', '?cursor is not a cursor of this list', {
        fields: [{ pointer: '?cursor', detail: 'is not a cursor of this list' }]
      });
    }
    const found = store.page(volume.id, query.cursor ?? null, query.limit + 1);
    const rows = found.slice(0, query.limit);
    return {
      items: await Promise.all(rows.map(row => this.shown(row, volume, query.path))),
      nextCursor: found.length > rows.length ? (rows.at(-1)?.id ?? null) : null,
      schedule: this.scheduleOf(volume)
    };
  }

  /**
   * Has one made; it stays until somebody deletes it.
   * @throws AppError `not-found`, `not-allowed` to anybody but the owner, `conflict` while one is being made,
   *   `limit-reached`
   */
  make(user: User, address: string): Snapshot {
    const { store, maker, volumes, database } = this.parts;
    return database.transaction(() => {
      const volume = volumes.find(user, address);
      mustOwn(user, volume);
      const present = store.of(volume.id);
      if (present.some(({ state }) => state === 'making')) {
        throw new AppError('conflict', `A snapshot of ${volume.address} is being made just now`);
      }
      if (present.filter(({ cause }) => cause === 'asked').length >= MAX_ASKED_SNAPSHOTS) {
        throw new AppError(
          'limit-reached',
          `${volume.address} has ${MAX_ASKED_SNAPSHOTS} snapshots that were asked for: delete one of them`
        );
      }
      return snapshotOf(maker.begin(volume, user.id), volume, null);
    });
  }

  /** @throws AppError `not-found`, `not-allowed`, `conflict` while it is being made or copied from */
  delete(user: User, id: string): void {
    const { database, maker, activity, tasks } = this.parts;
    database.transaction(() => {
      const { row, volume } = this.find(user, id);
      mustOwn(user, volume);
      if (row.state === 'making') {
        throw new AppError('conflict', 'It is being made just now');
      }
      if (tasks.isCopiedFrom(id)) {
        throw new AppError('conflict', 'Something is being restored from it just now');
      }
      maker.discard(row);
      activity.record({
        actorId: user.id,
        action: 'snapshot.delete',
        resource: { kind: 'volume', id: volume.id },
        outcome: 'done',
        detail: `Deleted the snapshot ${row.name} of ${volume.address}`
      });
      activity.publish(user.id, { type: 'snapshots', id: volume.id });
    });
  }

  /** A folder of it page by page. @throws AppError `not-found` */
  async entries(user: User, id: string, path: string, listing: Listing): Promise<Entries> {
    const { sort, descending, hidden, cursor } = listing;
    const { entry, items, next } = await this.parts.files.page(this.inside(user, id, path), {
      sort,
      descending,
      hidden,
      limit: listing.stat ? 0 : listing.limit,
      ...(cursor === undefined ? {} : { after: placeAt(sort, cursor) })
    });
    return {
      entry: entryOf(entry),
      items: items.map(entryOf),
      nextCursor: next && cursorOf(sort, next)
    };
  }

  /** Where the bytes of a file are, and a name for them. @throws AppError `not-found` */
  reading(user: User, id: string, path: string): { place: Place; name: string } {
    const { volume } = this.whole(user, id);
    return { place: this.inside(user, id, path), name: path.split('/').at(-1) || volume.name };
  }

  /** For a file that is named with its volume. @throws AppError `not-found` also when it is another one's snapshot */
  toRead(user: User, id: string, { volume: address, path }: VolumeFile): Located {
    const { volume } = this.whole(user, id);
    if (this.parts.volumes.find(user, address).id !== volume.id) {
      throw new AppError('not-found', 'This is no snapshot of that volume');
    }
    return { volume, path, place: this.inside(user, id, path) };
  }

  /** As {@link reading}, for a folder. @throws AppError `not-found` when it is none */
  async folder(user: User, id: string, path: string): Promise<{ place: Place; name: string }> {
    const reading = this.reading(user, id, path);
    const stat = await this.parts.files.stat(reading.place);
    if (stat?.kind !== 'directory') {
      throw new AppError('not-found', 'There is no such folder in the snapshot');
    }
    return reading;
  }

  /**
   * Has something copied back; nothing is replaced unless that is asked for, and what is replaced goes to the trash.
   * @throws AppError `not-found`, `not-allowed`, `limit-reached`
   */
  async restore(user: User, id: string, { path, target, conflict }: Restoring): Promise<Task> {
    const { files, volumes, tasks, activity } = this.parts;
    const { row, volume } = this.whole(user, id);
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const into = target ?? { volume: volume.id, path: above };
    if (target === undefined) {
      mustWrite(volumes.privileges(user, volume), volume);
      if (!(await files.stat(this.inside(user, id, path)))) {
        throw new AppError('not-found', 'There is no such thing in the snapshot');
      }
      if (above !== '' && !isReserved(above)) {
        await files.makeDirectory({ directory: volume.directory, path: above });
      }
    }
    const task = await tasks.submit(
      user,
      { kind: 'copy', sources: [{ volume: volume.id, path }], target: into, conflict },
      row.id
    );
    activity.record({
      actorId: user.id,
      action: 'snapshot.restore',
      resource: { kind: 'volume', id: volume.id },
      outcome: 'done',
      detail: `Restored ${volume.address}/${path} as of ${row.name}`,
      concerns: volume.owner ? [volume.owner.id] : []
    });
    return task;
  }

  /** Where a whole one lies, whoever asks; null when it is gone. */
  placeOf(id: string): { volumeId: string; directory: string; takenAt: string } | null {
    const row = this.parts.store.find(id);
    return row?.state === 'whole'
      ? {
          volumeId: row.volumeId,
          directory: this.parts.places.tree(row),
          takenAt: row.takenAt
        }
      : null;
  }

  /** Has made what is due, and removed what has had its time. @returns resolves when it is all done */
  async sweep(): Promise<void> {
    const { store, volumes, maker, clock, database, tasks } = this.parts;
    const all = volumes.all().filter(({ kind }) => kind === 'user');
    const present = new Set(all.map(({ id }) => id));
    database.transaction(() => {
      for (const volumeId of store.volumes().filter(id => !present.has(id))) {
        store.of(volumeId).forEach(row => maker.discard(row));
      }
      for (const volume of all) {
        const schedule = this.scheduleOf(volume);
        const taken = store
          .of(volume.id)
          .filter(({ state, cause }) => state === 'whole' && cause === 'schedule');
        (schedule ? surplusOf(schedule, taken) : [])
          .filter(({ id }) => !tasks.isCopiedFrom(id))
          .forEach(row => maker.discard(row));
      }
    });
    maker.finishRemovals();
    const due = all.filter(volume => {
      const schedule = this.scheduleOf(volume);
      return schedule && isDue(schedule, store.lookedAt(volume.id), clock());
    });
    await maker.scheduled(due);
  }

  private scheduleOf(volume: Volume): SnapshotSchedule | null {
    return volume.kind === 'user'
      ? scheduleOf(this.parts.roots.find(({ name }) => name === volume.root))
      : null;
  }

  private async shown(
    row: SnapshotRow,
    volume: Volume,
    path: string | undefined
  ): Promise<Snapshot> {
    if (path === undefined || row.state !== 'whole') {
      return snapshotOf(row, volume, null);
    }
    const place = { directory: this.parts.places.tree(row), path: parsed(path) };
    const stat = await this.parts.files.stat(place).catch((error: unknown) => {
      if (hasCode(error, 'not-found')) {
        return null;
      }
      throw error;
    });
    return snapshotOf(row, volume, stat && entryOf(stat));
  }

  private find(user: User, id: string): { row: SnapshotRow; volume: Volume } {
    const { store, volumes } = this.parts;
    const row = store.find(id);
    const volume = row && volumes.byId(row.volumeId);
    const isHidden =
      !volume || !volumes.privileges(user, volume).includes('read') || row.state === 'deleting';
    if (isHidden) {
      throw new AppError('not-found', 'There is no such snapshot, or you may not see it');
    }
    return { row, volume };
  }

  private whole(user: User, id: string): { row: SnapshotRow; volume: Volume } {
    const found = this.find(user, id);
    if (found.row.state !== 'whole') {
      throw new AppError('not-found', 'The snapshot is being made just now');
    }
    return found;
  }

  private inside(user: User, id: string, path: string): Place {
    const { row } = this.whole(user, id);
    return { directory: this.parts.places.tree(row), path: parsed(path) };
  }
}

function parsed(path: string): string {
  return VolumePath.parse(path);
}

function mustOwn(user: User, volume: Volume): void {
  if (volume.owner?.id !== user.id || volume.kind !== 'user') {
    throw new AppError('not-allowed', `Only its owner may do this to ${volume.address}`);
  }
}

function mustWrite(privileges: readonly string[], volume: Volume): void {
  if (!privileges.includes('write')) {
    throw new AppError('not-allowed', `You may not write to ${volume.address}`);
  }
}

/** What lies in a snapshot is not removed for its age. */
function entryOf(stat: EntryStat): Entry {
  const { name, kind, sizeBytes, modifiedAt, etag } = stat;
  return { name, kind, sizeBytes, modifiedAt, etag, expiresAt: null };
}

function snapshotOf(row: SnapshotRow, volume: Volume, entry: Entry | null): Snapshot {
  const { id, cause, takenAt, files, bytes, addedBytes, warnings, state } = row;
  return {
    id,
    volume: volume.address,
    state: state === 'making' ? 'making' : 'whole',
    cause,
    takenAt,
    files,
    bytes,
    addedBytes,
    warnings: [...warnings],
    entry
  };
}
