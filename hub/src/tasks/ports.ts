import type { User } from '../accounts/types.js';
import type { TreeSize } from '../files/ports.js';
import type { Privilege, Volume } from '../volumes/types.js';

/** What tasks ask the volumes. */
export interface TaskVolumes {
  /** @throws AppError `not-found` also for what the user may not see */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  privileges(user: User, volume: Volume): Privilege[];
}

export interface TaskUsers {
  userById(id: string): User | null;
  /** Null for a disabled account. */
  findActive(name: string): User | null;
}

/** What may be kept in volumes. */
export interface TaskQuotas {
  open(volume: Volume): TaskWriting;
}

/** Something that is being written into a volume. */
export interface TaskWriting {
  /** Takes up room before it is used. @throws AppError `quota-exceeded` */
  take(more: TreeSize): void;
  /** @param change - what the volume holds more than before; nothing when it failed */
  done(change?: TreeSize): void;
}

/** Where things go that are deleted. */
export interface TaskTrash {
  /** @throws AppError `not-found`, `not-allowed`, `conflict` for what lies on another file system than the trash */
  discard(user: User, volume: Volume, path: string, id: string): Promise<void>;
  /** Whether something went into the trash under this id, also if a crash left that open. */
  has(id: string): Promise<boolean>;
}

/** Earlier states of volumes, to copy from. */
export interface TaskSnapshots {
  /** Null when it is gone. `directory` is the top of what it holds; `takenAt` RFC 3339. */
  find(
    id: string
  ): { readonly volumeId: string; readonly directory: string; readonly takenAt: string } | null;
}

/** Milliseconds that never jump. */
export type Monotonic = () => number;
