import type { User } from '../accounts/types.js';
import type { Privilege, Volume } from '../volumes/types.js';

/** What the trash asks the volumes. */
export interface TrashVolumes {
  /** @throws AppError `not-found` also for what the user may not see */
  find(user: User, addressOrId: string): Volume;
  byId(id: string): Volume | null;
  privileges(user: User, volume: Volume): Privilege[];
  listVisible(user: User): Volume[];
}

export interface TrashUsers {
  userById(id: string): User | null;
}

/** Whom to tell that a volume holds less than before. */
export interface TrashUsage {
  countAll(volumes: readonly Volume[]): void;
}

/** Who has to know that a folder comes back. */
export interface TrashArrivals {
  /** Called before the folder of this number in its file system is there again. */
  arrives(volume: Volume, inode: string, at: string): void;
}
