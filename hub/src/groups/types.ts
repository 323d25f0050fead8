import type { GroupKind, GroupRole, MembershipState } from '../../contract/groups.js';

/** A group as its row knows it. */
export interface GroupRow {
  readonly id: string;
  readonly kind: GroupKind;
  readonly name: string;
  readonly description: string;
  readonly page: string;
  readonly createdAt: string;
  /** Counts changes of the group and of its members. */
  readonly version: number;
}

/** What ties a user to a group. Who left or was removed has none. */
export interface Membership {
  readonly groupId: string;
  readonly userId: string;
  readonly role: GroupRole;
  readonly state: MembershipState;
  readonly invitedBy: string | null;
  /** When the state was reached. */
  readonly since: string;
}
