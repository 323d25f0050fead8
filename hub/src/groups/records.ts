import type { GivenRole, MembershipState } from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import { AppError } from '../errors.js';
import type { Database } from '../sqlite/database.js';
import type { GroupSharing } from './ports.js';
import type { GroupStore } from './store.js';
import { assertLegal } from './transitions.js';
import type { GroupRow, Membership } from './types.js';
import type { GroupView } from './view.js';

/** What a membership becomes. */
export interface Move {
  readonly userId: string;
  readonly to: MembershipState | 'none';
  /** Default: as it is. */
  readonly role?: Membership['role'];
  /** Default: as it is. */
  readonly invitedBy?: string | null;
}

/**
 * The only way to change groups and memberships: rows, access and events in one transaction. What was done is put on
 * record here too.
 */
export class GroupRecords {
  constructor(
    private readonly database: Database,
    private readonly store: GroupStore,
    private readonly view: GroupView,
    private readonly sharing: GroupSharing,
    private readonly activity: ActivityRecorder & EventPublisher,
    private readonly clock: Clock
  ) {}

  transaction<Result>(work: () => Result): Result {
    return this.database.transaction(work);
  }

  /** Puts on record what was done. @param by - null for who runs the site */
  record(
    by: User | null,
    action: string,
    { id }: GroupRow,
    detail: string,
    concerns: readonly string[] = []
  ): void {
    const resource = { kind: 'group', id };
    const actorId = by?.id ?? null;
    this.activity.record({ actorId, action, resource, outcome: 'done', detail, concerns });
  }

  create(group: GroupRow, ownerId: string): void {
    this.database.transaction(() => {
      this.store.insert(group);
      this.store.put({
        groupId: group.id,
        userId: ownerId,
        role: 'owner',
        state: 'accepted',
        invitedBy: null,
        since: group.createdAt
      });
      this.publish(group, this.store.memberships(group.id));
    });
  }

  edit(
    group: GroupRow,
    changes: Partial<Pick<GroupRow, 'name' | 'description' | 'page'>>
  ): GroupRow {
    return this.database.transaction(() => {
      const edited = this.advance({ ...group, ...changes });
      this.publish(edited, this.store.memberships(group.id));
      return edited;
    });
  }

  /** Changes memberships of one group, as the table of transitions allows. */
  move(group: GroupRow, moves: readonly Move[]): GroupRow {
    return this.database.transaction(() => {
      const before = new Map(
        moves.map(({ userId }) => [userId, this.store.membership(group.id, userId)])
      );
      this.sharing.whileMembershipChanges(
        group.id,
        moves.map(({ userId }) => userId),
        () => moves.forEach(move => this.moveOne(group.id, move, before.get(move.userId) ?? null))
      );
      const moved = this.advance(group);
      this.tellOfMoves(moved, before);
      return moved;
    });
  }

  changeRole(group: GroupRow, membership: Membership, role: GivenRole): GroupRow {
    return this.database.transaction(() => {
      this.store.put({ ...membership, role });
      const changed = this.advance(group);
      this.tellOfMoves(changed, new Map([[membership.userId, membership]]));
      return changed;
    });
  }

  /** Another owner; who was it becomes an administrator of the group. */
  handOver(group: GroupRow, from: Membership, to: Membership): GroupRow {
    return this.database.transaction(() => {
      this.store.put({ ...from, role: 'admin' });
      this.store.put({ ...to, role: 'owner' });
      const handed = this.advance(group);
      this.publish(handed, this.store.memberships(group.id));
      return handed;
    });
  }

  delete(group: GroupRow): void {
    this.database.transaction(() => {
      const memberships = this.store.memberships(group.id);
      const accepted = memberships.filter(({ state }) => state === 'accepted');
      this.sharing.whileMembershipChanges(
        group.id,
        accepted.map(({ userId }) => userId),
        () => {
          this.sharing.withdrawAllFrom(group.id);
          this.store.delete(group.id);
        }
      );
      for (const membership of memberships) {
        this.publishEnd({ ...group, version: group.version + 1 }, membership);
      }
    });
  }

  private moveOne(groupId: string, move: Move, before: Membership | null): void {
    assertLegal(before?.state ?? 'none', move.to);
    if (move.to === 'none') {
      this.store.remove(groupId, move.userId);
      return;
    }
    const { role = before?.role ?? 'member', invitedBy = before?.invitedBy ?? null } = move;
    const since = this.clock().toISOString();
    this.store.put({ groupId, userId: move.userId, role, state: move.to, invitedBy, since });
  }

  private advance(group: GroupRow): GroupRow {
    const next = { ...group, version: group.version + 1 };
    if (!this.store.update(next)) {
      throw new AppError('changed-meanwhile', 'The group has changed since you read it');
    }
    return next;
  }

  private tellOfMoves(group: GroupRow, before: ReadonlyMap<string, Membership | null>): void {
    for (const membership of before.values()) {
      const now = membership && this.store.membership(group.id, membership.userId);
      if (membership && membership.state !== now?.state) {
        this.publishEnd(group, membership);
      }
    }
    // Who comes and goes in a science domain is told to those who look after it, not to its thousand members.
    const interested = this.store
      .memberships(group.id)
      .filter(
        ({ userId, role }) => group.kind === 'group' || role !== 'member' || before.has(userId)
      );
    this.publish(group, interested);
  }

  /** Tells members and those invited how the group is now. */
  private publish(group: GroupRow, memberships: readonly Membership[]): void {
    const accepted = memberships.filter(({ state }) => state === 'accepted');
    const { id, version } = group;
    this.view.summaries(group, accepted).forEach((body, index) => {
      this.activity.publish(accepted[index]?.userId ?? '', { type: 'group', id, version, body });
    });
    for (const membership of memberships) {
      if (membership.state === 'invited') {
        const body = this.view.invitation(group, membership);
        this.activity.publish(membership.userId, { type: 'invitation', id, version, body });
      }
    }
  }

  /** Tells a user that what he was in the group is over. */
  private publishEnd({ id, version }: GroupRow, { userId, state }: Membership): void {
    if (state === 'accepted') {
      this.activity.publish(userId, { type: 'groupDeleted', id, version });
    } else if (state === 'invited') {
      this.activity.publish(userId, { type: 'invitationDeleted', id, version });
    }
  }
}
