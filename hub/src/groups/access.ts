import { type GroupAction, whatMayDoInGroup } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { GroupStore } from './store.js';
import type { GroupRow, Membership } from './types.js';

/** A group that somebody may do something in. */
export interface Opened {
  readonly group: GroupRow;
  readonly mine: Membership | null;
}

const WHY_NOT: Partial<Record<GroupAction, string>> = {
  seeInside: 'Only members see this: accept the invitation first',
  delete: 'Only the owner deletes a group',
  handOver: 'Only the owner hands a group over',
  leave: 'The owner cannot leave: hand the group over, or delete it',
  join: 'You are in it already, or it is joined by invitation'
};

/** Who may do what in which group. Every use of a group goes through {@link GroupAccess.open}. */
export class GroupAccess {
  constructor(private readonly store: GroupStore) {}

  /**
   * @throws AppError `not-found` for a group that the user may not see, `not-allowed` for what he may not do in one that
   *   he sees
   */
  open(user: Pick<User, 'id'>, groupId: string, action: GroupAction): Opened {
    const group = this.store.byId(groupId);
    // Looked for in any case: the time must not tell a hidden group from a missing one.
    const mine = this.store.membership(groupId, user.id);
    const may = group
      ? whatMayDoInGroup(group.kind, mine?.role ?? null, mine?.state ?? null)
      : ([] as const);
    if (!group || !may.includes('see')) {
      throw new AppError('not-found', 'There is no such group, or you may not see it');
    }
    if (!may.includes(action)) {
      throw new AppError(
        'not-allowed',
        WHY_NOT[action] ?? 'Only those who look after the group do this'
      );
    }
    return { group, mine };
  }
}
