import type { User } from '../accounts/types.js';

/** Who can be in groups. */
export interface GroupUsers {
  /** Also disabled ones. */
  userById(id: string): User | null;
  /** Also a disabled one. */
  findUser(name: string): User | null;
  /** Null also for a disabled account. */
  findActive(name: string): User | null;
}

/** What is shared with groups. */
export interface GroupSharing {
  /** Runs what changes who is in a group, and tells those of the users whose access changes by it. */
  whileMembershipChanges<Result>(
    groupId: string,
    userIds: readonly string[],
    change: () => Result
  ): Result;
  /** Withdraws everything that was shared with a group. */
  withdrawAllFrom(groupId: string): void;
}
