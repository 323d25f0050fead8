import type { Task, TaskRequest } from '../../contract/tasks.js';
import type { User } from '../accounts/types.js';
import type { Privilege, Volume } from '../volumes/types.js';

/** What snapshots ask the volumes. */
export interface SnapshotVolumes {
  /** @throws AppError `not-found` also for what the user may not see */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  privileges(user: User, volume: Volume): Privilege[];
  all(): Volume[];
}

export interface SnapshotUsers {
  listUsers(): readonly User[];
}

/** What copies out of snapshots. */
export interface SnapshotTasks {
  /** @throws AppError `not-found`, `not-allowed`, `limit-reached` */
  submit(user: User, wanted: TaskRequest, snapshotId: string): Promise<Task>;
  /** Whether one that is not over copies from this snapshot. */
  isCopiedFrom(snapshotId: string): boolean;
}
