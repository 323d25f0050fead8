import type { User } from '../accounts/types.js';
import type { AccessWatch, SharedResources } from './ports.js';
import type { Access, GrantService } from './service.js';
import type { Resource } from './types.js';

/** Finds out whose access a change touches, by looking before and after it. */
export class AccessChanges {
  constructor(
    private readonly grants: Pick<GrantService, 'accessOf' | 'grantsTo' | 'withdrawAllTo'>,
    private readonly users: { userById(id: string): User | null },
    private readonly resources: SharedResources,
    private readonly watch: AccessWatch
  ) {}

  /**
   * Runs a change that may touch what these users may do with these resources, and tells of each whose privileges are
   * others afterwards. To be called inside the transaction of the change.
   */
  around<Result>(
    users: readonly User[],
    resources: readonly Resource[],
    change: () => Result
  ): Result {
    const before = this.grants.accessOf(users, resources);
    const result = change();
    const after = this.grants.accessOf(users, resources);
    after.forEach((access, index) => this.tell(before[index] as Access, access));
    return result;
  }

  /** Runs what changes who is in a group. */
  whileMembershipChanges<Result>(
    groupId: string,
    userIds: readonly string[],
    change: () => Result
  ): Result {
    const resources = this.grants
      .grantsTo({ kind: 'group', id: groupId })
      .map(({ resource }) => this.resources.find(resource))
      .filter(resource => resource !== null);
    const users = userIds.map(id => this.users.userById(id)).filter(user => user !== null);
    return this.around(users, resources, change);
  }

  withdrawAllFrom(groupId: string): void {
    this.grants.withdrawAllTo({ kind: 'group', id: groupId });
  }

  private tell(before: Access, { user, resource, privileges }: Access): void {
    if (before.privileges.join() === privileges.join()) {
      return;
    }
    if (privileges.length === 0) {
      this.watch.lost(user, resource);
    } else {
      this.watch.changed(user, resource, privileges);
    }
  }
}
