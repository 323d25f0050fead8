import {
  GivenRole,
  type Group,
  type GroupDetails,
  type Invitation,
  type Member,
  type Person
} from '../../contract/groups.js';
import type { GroupUsers } from './ports.js';
import type { GroupStore } from './store.js';
import type { GroupRow, Membership } from './types.js';

/** Groups in the words of the contract, each as one user sees it. */
export class GroupView {
  constructor(
    private readonly store: GroupStore,
    private readonly users: Pick<GroupUsers, 'userById'>
  ) {}

  summary(group: GroupRow, userId: string): Group {
    return this.summaries(group, [this.store.membership(group.id, userId)])[0] as Group;
  }

  /** One for each membership, null for that of somebody who has none. */
  summaries(group: GroupRow, memberships: readonly (Membership | null)[]): Group[] {
    const { id, kind, name, description, createdAt, version } = group;
    const owner = this.person(this.store.owner(id)?.userId ?? null) ?? NOBODY;
    const members = this.store.acceptedIn(id);
    return memberships.map(mine => ({
      id,
      name,
      description,
      kind,
      owner,
      myRole: mine?.state === 'accepted' ? mine.role : null,
      // Whose invitation was withdrawn need not know that there was one.
      myState: mine?.state === 'withdrawn' ? null : (mine?.state ?? null),
      members,
      version,
      createdAt
    }));
  }

  details(group: GroupRow, userId: string): GroupDetails {
    return { ...this.summary(group, userId), page: group.page };
  }

  member({ userId, role, state, invitedBy, since }: Membership): Member {
    return {
      user: this.person(userId) ?? NOBODY,
      role,
      state,
      invitedBy: this.person(invitedBy),
      since
    };
  }

  invitation(group: GroupRow, { userId, role, invitedBy, since }: Membership): Invitation {
    return {
      group: this.summary(group, userId),
      role: GivenRole.parse(role),
      invitedBy: this.person(invitedBy),
      invitedAt: since
    };
  }

  private person(userId: string | null): Person | null {
    const user = userId === null ? null : this.users.userById(userId);
    return user && { name: user.name, displayName: user.displayName };
  }
}

/** Rows refer to users who exist: this is never seen. */
const NOBODY: Person = { name: '', displayName: '' };
