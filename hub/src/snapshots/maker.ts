import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError, hasCode } from '../errors.js';
import { gone } from '../files/gone.js';
import type { SnapshotMade, VolumeFiles } from '../files/ports.js';
import { RESERVED } from '../files/reserved.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { nameAt, type SnapshotPlaces } from './places.js';
import type { SnapshotUsers, SnapshotVolumes } from './ports.js';
import type { SnapshotStore } from './store.js';
import type { SnapshotRow } from './types.js';

const SECOND_MS = 1000;
/** How often administrators are told that the disk is too full. */
const NOTICE_EVERY_MS = 24 * 3600 * 1000;

export interface MakerParts {
  readonly database: Database;
  readonly store: SnapshotStore;
  readonly places: SnapshotPlaces;
  readonly files: Pick<VolumeFiles, 'snapshotTree' | 'remove'>;
  readonly volumes: SnapshotVolumes;
  readonly users: SnapshotUsers;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  readonly minFreePercent: number;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Makes snapshots and removes them, one after the other in the background. The row comes first: one that was being made
 * when a process died is removed at the next start, so that every other is whole.
 */
export class SnapshotMaker {
  private readonly closing = new AbortController();
  private background: Promise<void> = Promise.resolve();
  private noticeAtMs = -Infinity;

  constructor(private readonly parts: MakerParts) {}

  /** Settles what the process before this one left. */
  start(): void {
    const { store } = this.parts;
    store.inState('making').forEach(row => store.update({ ...row, state: 'deleting' }));
    this.finishRemovals();
  }

  /** One that was asked for; made when it is its turn. Called inside the transaction that allows it. */
  begin(volume: Volume, madeBy: string): SnapshotRow {
    const row = this.claim(volume, 'asked', madeBy);
    this.parts.database.afterCommit(() => {
      this.later(() => this.make(row, volume));
    });
    return row;
  }

  /** Makes scheduled ones, until the disk is too full. @returns resolves when all had their turn */
  scheduled(volumes: readonly Volume[]): Promise<void> {
    return this.later(async () => {
      for (const volume of volumes) {
        if (this.closing.signal.aborted) {
          return;
        }
        const row = this.parts.database.transaction(() => this.claim(volume, 'schedule', null));
        if ((await this.make(row, volume)) === 'full') {
          return;
        }
      }
    });
  }

  /** From now on it is not there any more; its bytes go in the background. Called inside a transaction. */
  discard(row: SnapshotRow): void {
    const { store, database } = this.parts;
    store.update({ ...row, state: 'deleting' });
    database.afterCommit(() => void this.later(() => this.remove(row)));
  }

  /** Tries again to remove what could not be removed. */
  finishRemovals(): void {
    this.parts.store.inState('deleting').forEach(row => void this.later(() => this.remove(row)));
  }

  /** Resolves once nothing is made or removed any more. */
  async idle(): Promise<void> {
    await this.background;
  }

  /** Nothing is begun any more; what is under way ends. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.background;
  }

  private claim(volume: Volume, cause: SnapshotRow['cause'], madeBy: string | null): SnapshotRow {
    const { store, newId, clock } = this.parts;
    const takenAt = clock();
    while (store.isNamed(volume.id, nameAt(takenAt))) {
      takenAt.setTime(takenAt.getTime() + SECOND_MS);
    }
    const row: SnapshotRow = {
      id: newId(),
      volumeId: volume.id,
      name: nameAt(takenAt),
      state: 'making',
      cause,
      madeBy,
      files: 0,
      bytes: 0,
      addedBytes: 0,
      warnings: [],
      takenAt: takenAt.toISOString()
    };
    store.insert(row);
    this.publish(volume, madeBy);
    return row;
  }

  private async make(row: SnapshotRow, volume: Volume): Promise<'made' | 'failed' | 'full'> {
    const { files, places, store, minFreePercent } = this.parts;
    const previous = store.of(volume.id).find(({ state }) => state === 'whole');
    try {
      const made = await files.snapshotTree(
        { directory: volume.directory, path: '' },
        places.shelf(volume.id),
        {
          id: row.id,
          name: row.name,
          previous: previous ? { id: previous.id, name: previous.name } : null,
          without: RESERVED,
          minFreePercent,
          onlyIfChanged: row.cause === 'schedule',
          signal: this.closing.signal,
          onProgress: () => undefined
        }
      );
      this.done(row, volume, made);
      return 'made';
    } catch (error) {
      // What is stopped with the hub is settled by its next start.
      if (this.closing.signal.aborted) {
        return 'failed';
      }
      this.failed(row, volume, error);
      return hasCode(error, 'disk-full') ? 'full' : 'failed';
    }
  }

  private done(row: SnapshotRow, volume: Volume, made: SnapshotMade): void {
    const { database, store, activity } = this.parts;
    const { files, bytes, addedBytes, warnings } = made;
    database.transaction(() => {
      store.looked(volume.id, row.takenAt);
      if (made.made) {
        store.update({ ...row, state: 'whole', files, bytes, addedBytes, warnings });
        activity.record({
          actorId: row.madeBy,
          action: 'snapshot.make',
          resource: { kind: 'volume', id: volume.id },
          outcome: 'done',
          detail: `Made a snapshot of ${volume.address}`,
          concerns: volume.owner ? [volume.owner.id] : []
        });
      } else {
        store.delete(row.id);
      }
      this.publish(volume, row.madeBy);
    });
  }

  private failed(row: SnapshotRow, volume: Volume, error: unknown): void {
    const { database, store, log, activity, notifier } = this.parts;
    const reason = error instanceof AppError ? error.message : 'The log of the hub says why';
    log.warn({ err: error, volume: volume.address }, 'a snapshot was not made');
    database.transaction(() => {
      this.discard(row);
      if (!hasCode(error, 'disk-full') && !hasCode(error, 'files-unavailable')) {
        store.looked(volume.id, row.takenAt);
      }
      activity.record({
        actorId: row.madeBy,
        action: 'snapshot.make',
        resource: { kind: 'volume', id: volume.id },
        outcome: 'failed',
        detail: `No snapshot of ${volume.address}: ${reason}`,
        concerns: volume.owner ? [volume.owner.id] : []
      });
      if (row.madeBy !== null) {
        notifier.notify(row.madeBy, {
          kind: 'taskFailed',
          title: `No snapshot of ${volume.address} was made`,
          body: reason,
          resource: { kind: 'volume', id: volume.id }
        });
      }
      if (hasCode(error, 'disk-full')) {
        this.tellAdministrators(reason);
      }
      this.publish(volume, row.madeBy);
    });
  }

  private tellAdministrators(reason: string): void {
    const { clock, users, notifier } = this.parts;
    const nowMs = clock().getTime();
    if (nowMs - this.noticeAtMs < NOTICE_EVERY_MS) {
      return;
    }
    this.noticeAtMs = nowMs;
    for (const { id } of users.listUsers().filter(({ admin }) => admin)) {
      notifier.notify(id, {
        kind: 'quota',
        title: 'Snapshots of volumes are not made',
        body: reason,
        resource: null
      });
    }
  }

  /** What fails is told and tried again later. */
  private async remove(row: SnapshotRow): Promise<void> {
    const { files, places, store, log } = this.parts;
    try {
      for (const place of places.all(row)) {
        await gone(files.remove(place));
      }
      store.delete(row.id);
    } catch (error) {
      log.warn({ err: error, snapshot: row.id }, 'a snapshot is removed later');
    }
  }

  private publish(volume: Volume, actorId: string | null): void {
    const users = [volume.owner?.id, actorId].filter(id => typeof id === 'string');
    for (const userId of new Set(users)) {
      this.parts.activity.publish(userId, { type: 'snapshots', id: volume.id });
    }
  }

  private later(work: () => Promise<unknown>): Promise<void> {
    this.background = this.background
      .then(async () => {
        if (!this.closing.signal.aborted) {
          await work();
        }
      })
      .catch((error: unknown) => this.parts.log.warn({ err: error }, 'snapshots'));
    return this.background;
  }
}
