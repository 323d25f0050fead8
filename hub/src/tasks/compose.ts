import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { VolumeFiles } from '../files/ports.js';
import type { Database } from '../sqlite/database.js';
import { TaskAccess } from './access.js';
import type {
  Monotonic,
  TaskQuotas,
  TaskSnapshots,
  TaskTrash,
  TaskUsers,
  TaskVolumes
} from './ports.js';
import { TaskRecords } from './records.js';
import { TaskRuns } from './runs.js';
import { TaskService } from './service.js';
import { TaskStore } from './store.js';
import type { TaskRow } from './types.js';

/** What tasks need of the rest of the hub. */
export interface TasksNeeds {
  readonly database: Database;
  readonly files: VolumeFiles;
  readonly volumes: TaskVolumes;
  readonly users: TaskUsers;
  readonly trash: TaskTrash;
  readonly snapshots: TaskSnapshots;
  readonly quotas: TaskQuotas;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  /** Of this start of the machine. */
  readonly bootId: string;
  /** Until a files worker that is away is tried again. */
  readonly restMs: number;
  readonly log: { error(fields: object, message: string): void };
}

/** The use cases, and what does the tasks. */
export interface Tasks {
  readonly service: TaskService;
  readonly runs: TaskRuns;
  find(id: string): TaskRow | null;
  /** Whether a task that is not over copies from this snapshot. */
  isCopiedFrom(snapshotId: string): boolean;
}

export function composeTasks(needs: TasksNeeds): Tasks {
  const { database, volumes, users, activity, clock, snapshots } = needs;
  const store = new TaskStore(database);
  const records = new TaskRecords(database, store, volumes, activity, clock, snapshots);
  const access = new TaskAccess(volumes, users, snapshots);
  const runs = new TaskRuns({ ...needs, store, records, access });
  const service = new TaskService({ ...needs, store, records, runs, access });
  return {
    runs,
    service,
    find: id => store.find(id),
    isCopiedFrom: snapshotId => store.countLiveFrom(snapshotId) > 0
  };
}
