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
  /** Null for a disabled account too. */
  userById(id: string): User | null;
}
