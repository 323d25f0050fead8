import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { RootConfig } from '../settings-file.js';
import type { VolumeFiles } from '../files/ports.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { SnapshotMaker } from './maker.js';
import { SnapshotPlaces } from './places.js';
import type { SnapshotTasks, SnapshotUsers, SnapshotVolumes } from './ports.js';
import { SnapshotService } from './service.js';
import { SnapshotStore } from './store.js';

/** What snapshots need of the rest of the hub. */
export interface SnapshotsNeeds {
  readonly database: Database;
  readonly files: VolumeFiles;
  readonly volumes: SnapshotVolumes;
  readonly users: SnapshotUsers;
  readonly tasks: SnapshotTasks;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly notifier: Notifier;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  readonly roots: readonly RootConfig[];
  readonly minFreePercent: number;
  /** Absolute; belongs to the platform identity, and is mounted nowhere. */
  readonly directory: string;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Snapshots {
  readonly service: SnapshotService;
  readonly maker: SnapshotMaker;
}

export function composeSnapshots(needs: SnapshotsNeeds): Snapshots {
  const store = new SnapshotStore(needs.database);
  const places = new SnapshotPlaces(needs.directory);
  const maker = new SnapshotMaker({ ...needs, store, places });
  return { maker, service: new SnapshotService({ ...needs, store, places, maker }) };
}
