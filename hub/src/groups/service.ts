import type { Page } from '../../contract/common.js';
import type { Group, GroupDetails, GroupKind } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { Notifier } from '../notifications/ports.js';
import type { GroupAccess } from './access.js';
import { sortKeyOf } from './names.js';
import type { GroupUsers } from './ports.js';
import type { GroupRecords } from './records.js';
import type { GroupStore } from './store.js';
import type { GroupRow } from './types.js';
import type { GroupView } from './view.js';

/** How many groups one user may own: enough for any purpose, too few to fill the disk. */
export const OWNED_AT_MOST = 200;

export interface GroupParts {
  readonly store: GroupStore;
  readonly records: GroupRecords;
  readonly access: GroupAccess;
  readonly view: GroupView;
  readonly users: GroupUsers;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly newId: () => string;
}

interface NewGroup {
  readonly name: string;
  readonly description: string;
  readonly page: string;
  readonly kind: GroupKind;
}

/** Groups themselves; who is in them is the business of {@link MemberService}. */
export class GroupService {
  constructor(private readonly parts: GroupParts) {}

  /** By name. @throws AppError `invalid-request` */
  list(
    user: User,
    query: {
      limit: number;
      cursor?: string | undefined;
      which: 'mine' | 'scienceDomains';
      q?: string | undefined;
    }
  ): Page<Group> {
    const { store, view } = this.parts;
    const [key = '', id = ''] = decodeCursor(query.cursor, 2);
    const filter = {
      text: sortKeyOf(query.q ?? ''),
      after: { key, id },
      limit: query.limit + 1
    };
    const found =
      query.which === 'mine' ? store.mine(user.id, filter) : store.scienceDomains(filter);
    const { items, nextCursor } = pageFrom(found, query.limit, group => [
      sortKeyOf(group.name),
      group.id
    ]);
    return { items: items.map(group => view.summary(group, user.id)), nextCursor };
  }

  get(user: User, id: string): GroupDetails {
    return this.parts.view.details(this.parts.access.open(user, id, 'see').group, user.id);
  }

  /** Whoever may see it; null when there is none. */
  nameOf(id: string): string | null {
    return this.parts.store.byId(id)?.name ?? null;
  }

  /** Ids of the groups that have accepted a user. */
  groupsOf(userId: string): readonly string[] {
    return this.parts.store.groupsOf(userId);
  }

  /** Names of the groups that have accepted a user, sorted; one that two of them share stands twice. */
  namesOf(userId: string): string[] {
    return this.parts.store.namesOf(userId);
  }

  /** Ids of those whom the group has accepted. */
  acceptedIn(id: string): string[] {
    return this.parts.store
      .memberships(id)
      .filter(({ state }) => state === 'accepted')
      .map(({ userId }) => userId);
  }

  /** @throws AppError `not-allowed`, `already-exists`, `limit-reached` */
  create(user: User, wish: NewGroup): GroupDetails {
    const { store, records, view, clock, newId } = this.parts;
    if (wish.kind === 'scienceDomain' && !user.admin) {
      throw new AppError('not-allowed', 'Only administrators of the site make science domains');
    }
    return records.transaction(() => {
      this.refuseSecond(user, wish.name, null);
      if (store.ownedBy(user.id) >= OWNED_AT_MOST) {
        throw new AppError('limit-reached', `You own ${OWNED_AT_MOST} groups already`);
      }
      const group = { ...wish, id: newId(), createdAt: clock().toISOString(), version: 1 };
      records.create(group, user.id);
      records.record(user, 'group.create', group, `Made ${described(group)}`);
      return view.details(group, user.id);
    });
  }

  /** @param version - what the caller saw, from `If-Match`; null when it does not matter */
  edit(
    user: User,
    id: string,
    changes: Partial<Pick<GroupRow, 'name' | 'description' | 'page'>>,
    version: number | null
  ): GroupDetails {
    const { records, access, view } = this.parts;
    return records.transaction(() => {
      const { group } = access.open(user, id, 'edit');
      requireVersion(group, version);
      if (changes.name !== undefined && changes.name !== group.name) {
        this.refuseSecond(user, changes.name, id);
      }
      const edited = records.edit(group, changes);
      records.record(user, 'group.edit', edited, `Changed ${described(edited)}`);
      return view.details(edited, user.id);
    });
  }

  /** Everything that was shared with the group is withdrawn with it. */
  delete(user: User, id: string, version: number | null): void {
    const { records, access, notifier } = this.parts;
    records.transaction(() => {
      const { group } = access.open(user, id, 'delete');
      requireVersion(group, version);
      const concerns = this.acceptedIn(id);
      records.delete(group);
      notifier.withdraw('invitation', { kind: 'group', id });
      for (const userId of concerns.filter(concerned => concerned !== user.id)) {
        notifier.notify(userId, {
          kind: 'membership',
          title: `${user.displayName} deleted ${described(group)}`,
          body: 'What was shared with it is no longer yours to use.',
          resource: null
        });
      }
      records.record(user, 'group.delete', group, `Deleted ${described(group)}`, concerns);
    });
  }

  /** @throws AppError `conflict` when the other is no member */
  handOver(user: User, id: string, name: string, version: number | null): GroupDetails {
    const { store, records, access, users, view, notifier } = this.parts;
    return records.transaction(() => {
      const { group, mine } = access.open(user, id, 'handOver');
      requireVersion(group, version);
      const heir = users.findActive(name);
      const his = heir && store.membership(id, heir.id);
      if (!heir || !mine || his?.state !== 'accepted' || his.role === 'owner') {
        throw new AppError('conflict', 'A group is handed over to another member of it');
      }
      const handed = records.handOver(group, mine, his);
      notifier.notify(heir.id, {
        kind: 'membership',
        title: `${user.displayName} made you the owner of ${described(group)}`,
        body: '',
        resource: { kind: 'group', id }
      });
      const detail = `Handed ${described(group)} over to ${heir.name}`;
      records.record(user, 'group.handOver', group, detail, [heir.id]);
      return view.details(handed, user.id);
    });
  }

  /**
   * Makes another member the owner of a group whose owner can do nothing any more: by who runs the site.
   * @param nameOrId - a name that only one group has, or an id
   * @returns the group, and who owned it
   * @throws AppError `not-found`, `conflict` for a name of several groups, an owner who can hand it over himself, and
   *   somebody who is no active member
   */
  replaceOwner(nameOrId: string, heirName: string): { group: GroupRow; before: User } {
    const { store, records, users, notifier } = this.parts;
    return records.transaction(() => {
      const group = this.only(nameOrId);
      const present = store.owner(group.id);
      const before = present && users.userById(present.userId);
      const heir = users.findActive(heirName);
      const his = heir && store.membership(group.id, heir.id);
      if (!present || !before) {
        throw new TypeError(`The group ${group.id} has no owner`);
      }
      if (users.findActive(before.name)) {
        throw new AppError('conflict', `${before.name} owns it and can hand it over himself`);
      }
      if (!heir || his?.state !== 'accepted') {
        throw new AppError('conflict', `${heirName} is no member of it who can sign in`);
      }
      records.handOver(group, present, his);
      const title = `${heir.displayName} is the owner of ${described(group)} now`;
      const body = `The account of ${before.name} is disabled; an administrator of the site did it.`;
      const told = store
        .memberships(group.id)
        .filter(({ state, role }) => state === 'accepted' && role !== 'member')
        .map(({ userId }) => userId);
      for (const userId of told) {
        const resource = { kind: 'group', id: group.id };
        notifier.notify(userId, { kind: 'membership', title, body, resource });
      }
      const detail = `Handed ${described(group)} over from ${before.name}, who is disabled, to ${heir.name}`;
      records.record(null, 'group.handOver', group, detail, told);
      return { group, before };
    });
  }

  private only(nameOrId: string): GroupRow {
    const byId = this.parts.store.byId(nameOrId);
    const found = byId ? [byId] : this.parts.store.named(nameOrId);
    const [group] = found;
    if (!group) {
      throw new AppError('not-found', `There is no group ${nameOrId}`);
    }
    if (found.length > 1) {
      const ids = found.map(({ id }) => id).join(', ');
      throw new AppError('conflict', `Several groups have this name; say which: ${ids}`);
    }
    return group;
  }

  /** Two groups of one name side by side would be taken for each other; those that one does not see do not count. */
  private refuseSecond(user: User, name: string, besideId: string | null): void {
    if (this.parts.store.ofName(name, user.id).some(({ id }) => id !== besideId)) {
      throw new AppError('already-exists', `There is a group “${name}” already`);
    }
  }
}

/** A group in a sentence. */
export function described({ kind, name }: Pick<GroupRow, 'kind' | 'name'>): string {
  return kind === 'scienceDomain' ? `the science domain “${name}”` : `the group “${name}”`;
}

function requireVersion(group: GroupRow, version: number | null): void {
  if (version !== null && version !== group.version) {
    throw new AppError('changed-meanwhile', 'The group has changed since you read it');
  }
}
