import type { User } from '../accounts/types.js';
import type { Action, Resource } from '../sharing/types.js';
import type { Volume } from '../volumes/types.js';

/** What links ask of volumes. */
export interface LinkVolumes {
  /** @throws AppError `not-found` also when the user may not see it */
  find(user: User, addressOrId: string): Volume;
  /** Null when there is none, or no longer. */
  byId(id: string): Volume | null;
}

export interface LinkUsers {
  userById(id: string): User | null;
  /** Null also for a disabled account. */
  findActive(name: string): User | null;
}

/** Who may do what. */
export interface LinkAccess {
  may(user: User, action: Action, resource: Resource): boolean;
}

/** Passwords, as those of accounts are kept. */
export interface LinkPasswords {
  /** @throws AppError `invalid-request` */
  hash(password: string): Promise<string>;
  matches(hash: string, password: string): Promise<boolean>;
}

/** Slows guessing down. */
export interface LinkAttempts {
  /** @throws AppError `too-many-requests` */
  take(link: string, address: string): Promise<void>;
  /** A right password takes its try back. */
  forgive(link: string, address: string): Promise<void>;
}
