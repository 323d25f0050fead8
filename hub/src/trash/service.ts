import type { Page, VolumeFile } from '../../contract/common.js';
import type { TrashItem } from '../../contract/trash.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError, hasCode } from '../errors.js';
import { numberedName } from '../files/numbered-name.js';
import type { VolumeFiles } from '../files/ports.js';
import { isReserved } from '../files/reserved.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { nameOf, parentOf, trashPlaces } from './places.js';
import type { TrashArrivals, TrashUsage, TrashUsers, TrashVolumes } from './ports.js';
import { Settling } from './settling.js';
import { TrashStore } from './store.js';
import type { TrashRow } from './types.js';

const DAY_MS = 24 * 3600 * 1000;

/** Names tried for something whose place is taken. */
const MAX_NUMBER = 1000;

export interface TrashParts {
  readonly database: Database;
  readonly files: VolumeFiles;
  readonly volumes: TrashVolumes;
  readonly users: TrashUsers;
  readonly usage: TrashUsage;
  readonly arrivals: TrashArrivals;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  /** After so many days what is in the trash is removed for good. */
  readonly keepDays: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * The second chance: what is deleted through the hub goes to `.trash` of its volume, by a rename, and comes back from
 * there. Who may write to a volume may use its trash.
 */
export class TrashService {
  private readonly store: TrashStore;
  private readonly settling: Settling;
  /** What is being moved by this process, and therefore not left open by another. */
  private readonly moving = new Set<string>();
  private background: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();

  constructor(private readonly parts: TrashParts) {
    this.store = new TrashStore(parts.database);
    this.settling = new Settling(this.store, parts.files);
  }

  /**
   * Puts a file or folder into the trash.
   * @param id - under which it goes there; one chosen beforehand tells after a crash whether it did
   * @throws AppError `not-found`, `not-allowed`, `conflict` for what lies on another file system than the trash
   */
  async discard(user: User, volume: Volume, path: string, id = this.parts.newId()): Promise<void> {
    this.mustWrite(user, volume);
    if (path === '' || isReserved(path)) {
      throw new AppError(
        'invalid-request',
        'The volume itself cannot be discarded, nor what the hub keeps in it'
      );
    }
    const entry = await this.parts.files.stat({ directory: volume.directory, path });
    if (!entry) {
      throw new AppError('not-found', 'There is nothing at this path');
    }
    const row: TrashRow = {
      id,
      volumeId: volume.id,
      state: 'discarding',
      path,
      target: null,
      kind: entry.kind,
      sizeBytes: entry.kind === 'directory' ? null : entry.sizeBytes,
      discardedBy: user.id,
      discardedAt: this.now()
    };
    await this.alone(id, async () => {
      this.store.insert(row);
      await this.move(row, volume, 'discarding');
    });
    const { database, activity } = this.parts;
    database.transaction(() => {
      this.store.update({ ...row, state: 'kept' }, 'discarding');
      this.publish(volume, user);
      activity.record({
        actorId: user.id,
        action: 'file.discard',
        resource: { kind: 'volume', id: volume.id },
        outcome: 'done',
        detail: `${volume.address}/${path}`
      });
    });
    this.later(() => this.measure(row));
  }

  /** Whether something went into the trash under this id, also if a crash left that open. */
  async has(id: string): Promise<boolean> {
    const row = this.store.find(id);
    const volume = row && this.parts.volumes.byId(row.volumeId);
    return !!row && !!volume && (await this.settling.settle(row, volume)) !== null;
  }

  /** Newest first. @param address - of one volume; default: all that the user may write to */
  async list(
    user: User,
    { volume: address, limit, cursor }: { volume?: string; limit: number; cursor?: string }
  ): Promise<Page<TrashItem>> {
    const volumes = address === undefined ? this.writable(user) : [this.open(user, address)];
    await Promise.all(volumes.map(volume => this.settling.adopt(volume)));
    const byId = new Map(volumes.map(volume => [volume.id, volume]));
    const found = this.store.kept([...byId.keys()], cursor ?? null, limit + 1);
    const items = found.slice(0, limit);
    return {
      items: items.map(row => this.itemOf(row, byId.get(row.volumeId) as Volume)),
      nextCursor: found.length > items.length ? (items.at(-1)?.id ?? null) : null
    };
  }

  /**
   * Puts something back where it was.
   * @returns where it is now
   * @throws AppError `already-exists` when its place is taken and `fail` was said, or a file stands where a folder
   *   above it was
   */
  async restore(user: User, id: string, conflict: 'fail' | 'keepBoth'): Promise<VolumeFile> {
    const { row, volume } = this.own(user, id);
    const { files } = this.parts;
    const above = parentOf(row.path);
    await files.makeDirectory({ directory: volume.directory, path: above });
    for (let number = 1; ; number++) {
      const name = nameOf(row.path);
      const free = number === 1 ? name : numberedName(name, number, row.kind === 'directory');
      const target = above === '' ? free : `${above}/${free}`;
      try {
        await this.putBack(row, volume, target);
        this.changed(volume, user, row, 'file.restore');
        return { volume: volume.address, path: target };
      } catch (error) {
        const isTaken = hasCode(error, 'already-exists');
        if (!isTaken || conflict === 'fail' || number === MAX_NUMBER) {
          throw error;
        }
      }
    }
  }

  /** How much lies in the trash of these volumes, as far as it is known. */
  bytesIn(volumeIds: readonly string[]): number {
    return this.store.bytesIn(volumeIds);
  }

  /** Deletes something for good: it is gone from the list at once, its bytes follow. */
  delete(user: User, id: string): void {
    const { row, volume } = this.own(user, id);
    this.deleteAll([row]);
    this.changed(volume, user, row, 'file.delete');
  }

  /** @returns how many things were deleted */
  async empty(user: User, address: string): Promise<number> {
    const volume = this.open(user, address);
    await this.settling.adopt(volume);
    const rows = this.store.keptIn(volume.id);
    this.deleteAll(rows);
    this.changed(volume, user, null, 'trash.empty');
    return rows.length;
  }

  /** Settles what a crash left open, and removes for good what has been in the trash for too long. */
  async sweep(): Promise<void> {
    for (const row of this.store.unsettled().filter(({ id }) => !this.moving.has(id))) {
      await this.trying(row, async volume => {
        await this.settling.settle(row, volume);
      });
    }
    const oldest = new Date(this.parts.clock().getTime() - this.parts.keepDays * DAY_MS);
    this.deleteAll(this.store.olderThan(oldest.toISOString()));
    await this.background;
  }

  /** Nothing is begun any more; what is under way ends. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.background;
  }

  private async putBack(row: TrashRow, volume: Volume, target: string): Promise<void> {
    const restoring: TrashRow = { ...row, state: 'restoring', target };
    await this.alone(row.id, async () => {
      await this.tellArrival(row, volume);
      if (!this.store.update(restoring, 'kept')) {
        throw new AppError('conflict', 'Somebody else is restoring or deleting it');
      }
      await this.move(restoring, volume, 'restoring');
      await this.settling.forget(volume, restoring);
    });
  }

  /** A folder's files show by none of their times that they were away. */
  private async tellArrival(row: TrashRow, volume: Volume): Promise<void> {
    if (row.kind === 'directory') {
      const stat = await this.parts.files.stat(trashPlaces(volume, row.id, row.path).thing);
      if (stat) {
        this.parts.arrivals.arrives(volume, stat.inode, this.now());
      }
    }
  }

  private async alone(id: string, work: () => Promise<void>): Promise<void> {
    this.moving.add(id);
    try {
      await work();
    } finally {
      this.moving.delete(id);
    }
  }

  /** Into the trash or out of it. Whatever goes wrong, the row says afterwards where the thing is, or that it is open. */
  private async move(row: TrashRow, volume: Volume, state: 'discarding' | 'restoring') {
    const { thing } = trashPlaces(volume, row.id, row.path);
    const other = { directory: volume.directory, path: row.target ?? row.path };
    const [from, to] = state === 'discarding' ? [other, thing] : [thing, other];
    try {
      await this.parts.files.rename(from, to, { parents: true });
    } catch (error) {
      const settled = await this.settling.settle(row, volume).catch(() => undefined);
      const isDone = state === 'discarding' ? !!settled : settled === null;
      if (!isDone) {
        throw error;
      }
    }
  }

  private own(user: User, id: string): { row: TrashRow; volume: Volume } {
    const { volumes } = this.parts;
    const row = this.store.find(id);
    const volume = row && volumes.byId(row.volumeId);
    if (!row || !volume || !volumes.privileges(user, volume).includes('read')) {
      throw new AppError('not-found', 'There is no such thing in the trash');
    }
    this.mustWrite(user, volume);
    if (row.state === 'deleting') {
      throw new AppError('not-found', 'There is no such thing in the trash');
    }
    if (row.state !== 'kept') {
      throw new AppError('conflict', 'It is being moved just now');
    }
    return { row, volume };
  }

  private open(user: User, address: string): Volume {
    const volume = this.parts.volumes.find(user, address);
    this.mustWrite(user, volume);
    return volume;
  }

  private mustWrite(user: User, volume: Volume): void {
    if (!this.parts.volumes.privileges(user, volume).includes('write')) {
      throw new AppError('not-allowed', `You may not write to ${volume.address}`);
    }
  }

  private writable(user: User): Volume[] {
    const { volumes } = this.parts;
    return volumes
      .listVisible(user)
      .filter(volume => volumes.privileges(user, volume).includes('write'));
  }

  private deleteAll(rows: readonly TrashRow[]): void {
    const deleting = rows
      .map((row): TrashRow => ({ ...row, state: 'deleting' }))
      .filter(row => this.store.update(row, 'kept'));
    for (const row of deleting) {
      this.later(() =>
        this.trying(row, async volume => {
          await this.settling.forget(volume, row);
          this.parts.usage.countAll([volume]);
        })
      );
    }
  }

  private async measure({ id, kind }: TrashRow): Promise<void> {
    const row = this.store.find(id);
    const volume = row && this.parts.volumes.byId(row.volumeId);
    if (row?.state !== 'kept' || kind !== 'directory' || !volume) {
      return;
    }
    await this.trying(row, async () => {
      const { thing } = trashPlaces(volume, id, row.path);
      const { bytes } = await this.parts.files.measure(thing, {
        signal: this.closing.signal,
        onProgress: () => undefined
      });
      this.store.update({ ...row, sizeBytes: bytes }, 'kept');
    });
  }

  /** One after the other: nobody waits for it. */
  private later(work: () => Promise<void>): void {
    this.background = this.background
      .then(() => (this.closing.signal.aborted ? undefined : work()))
      .catch((error: unknown) => this.parts.log.warn({ err: error }, 'trash'));
  }

  /** What fails is told and tried again at the next sweep. What a volume took with it is forgotten. */
  private async trying(row: TrashRow, work: (volume: Volume) => Promise<void>): Promise<void> {
    const volume = this.parts.volumes.byId(row.volumeId);
    if (!volume) {
      this.store.delete(row.id);
      return;
    }
    try {
      await work(volume);
    } catch (error) {
      this.parts.log.warn(
        { err: error, trash: row.id },
        'something in the trash is left for later'
      );
    }
  }

  private changed(volume: Volume, user: User, row: TrashRow | null, action: string): void {
    const { database, activity } = this.parts;
    database.transaction(() => {
      this.publish(volume, user);
      activity.record({
        actorId: user.id,
        action,
        resource: { kind: 'volume', id: volume.id },
        outcome: 'done',
        detail: row ? `${volume.address}/${row.path}` : volume.address
      });
    });
  }

  private publish(volume: Volume, user: User): void {
    for (const userId of new Set([user.id, volume.owner?.id ?? user.id])) {
      this.parts.activity.publish(userId, { type: 'trash', id: volume.id });
    }
  }

  private itemOf(row: TrashRow, volume: Volume): TrashItem {
    const { users, keepDays } = this.parts;
    const { id, path, kind, sizeBytes, discardedBy, discardedAt } = row;
    return {
      id,
      volume: volume.address,
      path,
      name: nameOf(path),
      kind,
      sizeBytes,
      discardedBy: discardedBy === null ? null : (users.userById(discardedBy)?.name ?? null),
      discardedAt,
      expiresAt: new Date(Date.parse(discardedAt) + keepDays * DAY_MS).toISOString()
    };
  }

  private now(): string {
    return this.parts.clock().toISOString();
  }
}
