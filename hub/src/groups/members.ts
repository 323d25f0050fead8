import type { Page } from '../../contract/common.js';
import type {
  GivenRole,
  GroupDetails,
  Invitation,
  InvitationOutcome,
  Member
} from '../../contract/groups.js';
import type { User } from '../accounts/types.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import type { Move } from './records.js';
import { described, type GroupParts } from './service.js';
import type { GroupRow, Membership } from './types.js';

/** Members and open invitations of one group. */
export const MEMBERS_AT_MOST = 5000;

/** After every time and id: the newest invitation comes first. */
const NEWEST = '~';

/** What came of inviting one name. */
export interface InvitedName {
  readonly user: string;
  readonly outcome: InvitationOutcome;
  readonly member: Member | null;
}

interface Guest {
  readonly name: string;
  readonly user: User | null;
  readonly outcome: InvitationOutcome;
}

/** Who is in groups, and how he comes and goes. */
export class MemberService {
  constructor(private readonly parts: GroupParts) {}

  /** Those who look after the group see everybody with a membership, others only who has accepted. By name. */
  list(user: User, id: string, query: { limit: number; cursor?: string | undefined }) {
    const { store, access, view } = this.parts;
    const { mine } = access.open(user, id, 'seeInside');
    const seesAll = mine?.state === 'accepted' && mine.role !== 'member';
    const [after = ''] = decodeCursor(query.cursor, 1);
    const found = store
      .memberships(id)
      .filter(({ state }) => seesAll || state === 'accepted')
      .map(membership => view.member(membership))
      .filter(({ user: { name } }) => name > after)
      .sort((a, b) => (a.user.name < b.user.name ? -1 : 1));
    return pageFrom(found, query.limit, member => [member.user.name]);
  }

  /** Each name is answered on its own, in the order they came. @throws AppError `limit-reached` */
  invite(user: User, id: string, names: readonly string[], role: GivenRole): InvitedName[] {
    const { store, records, access } = this.parts;
    return records.transaction(() => {
      const { group } = access.open(user, id, 'invite');
      const guests = this.guestsOf(group, names);
      const invited = guests.flatMap(guest =>
        guest.outcome === 'invited' && guest.user ? [guest.user] : []
      );
      const present = store
        .memberships(id)
        .filter(({ state }) => state === 'accepted' || state === 'invited').length;
      if (present + invited.length > MEMBERS_AT_MOST) {
        throw new AppError('limit-reached', `A group has at most ${MEMBERS_AT_MOST} members`);
      }
      if (invited.length > 0) {
        records.move(
          group,
          invited.map(guest => ({ userId: guest.id, to: 'invited', role, invitedBy: user.id }))
        );
      }
      invited.forEach(guest => this.tellInvited(user, group, guest));
      return guests.map(({ name, user: guest, outcome }) => ({
        user: name,
        outcome,
        member: guest && this.memberOf(id, guest)
      }));
    });
  }

  /** @throws AppError `not-found`, `conflict` for the owner and for whom the group is over */
  changeRole(user: User, id: string, name: string, role: GivenRole): Member {
    const { records, access, notifier } = this.parts;
    return records.transaction(() => {
      const { group } = access.open(user, id, 'manageMembers');
      const { membership, userId } = this.other(group, name);
      if (membership.state !== 'accepted' && membership.state !== 'invited') {
        throw new AppError('conflict', `${name} is not in the group: invite again`);
      }
      if (membership.role !== role) {
        records.changeRole(group, membership, role);
        if (membership.state === 'accepted' && userId !== user.id) {
          notifier.notify(userId, {
            kind: 'membership',
            title: `${user.displayName} made you ${ROLES[role]} of ${described(group)}`,
            body: '',
            resource: { kind: 'group', id }
          });
        }
        const detail = `Made ${name} ${ROLES[role]} of ${described(group)}`;
        records.record(user, 'group.changeRole', group, detail, [userId]);
      }
      return this.parts.view.member({ ...membership, role });
    });
  }

  /** A member is removed, an invitation withdrawn, anybody else struck off the list. */
  remove(user: User, id: string, name: string): void {
    const { records, access, notifier } = this.parts;
    records.transaction(() => {
      const { group } = access.open(user, id, 'manageMembers');
      const { membership, userId } = this.other(group, name);
      if (membership.state === 'invited') {
        records.move(group, [{ userId, to: 'withdrawn' }]);
        notifier.withdraw('invitation', { kind: 'group', id }, userId);
        const detail = `Withdrew the invitation of ${name} to ${described(group)}`;
        records.record(user, 'group.withdraw', group, detail, [userId]);
        return;
      }
      records.move(group, [{ userId, to: 'none' }]);
      if (membership.state !== 'accepted') {
        const detail = `Struck ${name} off the list of ${described(group)}`;
        records.record(user, 'group.strike', group, detail, [userId]);
        return;
      }
      if (userId !== user.id) {
        notifier.notify(userId, {
          kind: 'membership',
          title: `${user.displayName} removed you from ${described(group)}`,
          body: 'What was shared with it is no longer yours to use.',
          resource: null
        });
      }
      const detail = `Removed ${name} from ${described(group)}`;
      records.record(user, 'group.remove', group, detail, [userId]);
    });
  }

  join(user: User, id: string): GroupDetails {
    const { records, access, view } = this.parts;
    return records.transaction(() => {
      const { group } = access.open(user, id, 'join');
      const joined = this.moveSelf(user, group, {
        to: 'accepted',
        role: 'member',
        invitedBy: null
      });
      records.record(user, 'group.join', group, `Joined ${described(group)}`);
      return view.details(joined, user.id);
    });
  }

  leave(user: User, id: string): void {
    const { records, access } = this.parts;
    records.transaction(() => {
      const { group } = access.open(user, id, 'leave');
      this.moveSelf(user, group, { to: 'none' });
      records.record(user, 'group.leave', group, `Left ${described(group)}`);
    });
  }

  /** What the user has not answered, newest first. @throws AppError `invalid-request` */
  invitations(user: User, query: { limit: number; cursor?: string | undefined }): Page<Invitation> {
    const { store, view } = this.parts;
    const [since, group] = decodeCursor(query.cursor, 2);
    const after = { key: since || NEWEST, id: group || NEWEST };
    const { items, nextCursor } = pageFrom(
      store.invitations(user.id, after, query.limit + 1),
      query.limit,
      invitation => [invitation.since, invitation.groupId]
    );
    return {
      nextCursor,
      items: items.flatMap(membership => {
        const row = store.byId(membership.groupId);
        return row ? [view.invitation(row, membership)] : [];
      })
    };
  }

  accept(user: User, id: string): GroupDetails {
    const { records, view } = this.parts;
    return records.transaction(() => {
      const { group, mine } = this.invitationOf(user, id, 'accept');
      const accepted = this.moveSelf(user, group, { to: 'accepted' });
      this.tellAnswer(user, group, mine, 'accepted');
      records.record(user, 'group.accept', group, `Accepted the invitation to ${described(group)}`);
      return view.details(accepted, user.id);
    });
  }

  decline(user: User, id: string): void {
    const { records } = this.parts;
    records.transaction(() => {
      const { group, mine } = this.invitationOf(user, id, 'decline');
      this.moveSelf(user, group, { to: 'declined' });
      this.tellAnswer(user, group, mine, 'declined');
      const detail = `Declined the invitation to ${described(group)}`;
      records.record(user, 'group.decline', group, detail);
    });
  }

  private guestsOf(group: GroupRow, names: readonly string[]): Guest[] {
    const seen = new Set<string>();
    return names.map(name => {
      const user = this.parts.users.findActive(name.toLowerCase());
      if (!user) {
        return { name, user, outcome: 'unknown' };
      }
      const state = this.parts.store.membership(group.id, user.id)?.state;
      const isSecond = seen.has(user.id);
      seen.add(user.id);
      if (state === 'accepted') {
        return { name, user, outcome: 'alreadyMember' };
      }
      return {
        name,
        user,
        outcome: state === 'invited' || isSecond ? 'alreadyInvited' : 'invited'
      };
    });
  }

  /** A member of the group who is not its owner. */
  private other(group: GroupRow, name: string): { membership: Membership; userId: string } {
    const { store, users } = this.parts;
    const userId = users.findUser(name)?.id;
    const membership = userId === undefined ? null : store.membership(group.id, userId);
    if (userId === undefined || !membership) {
      throw new AppError('not-found', 'Nobody of this name is in the group or invited');
    }
    if (membership.role === 'owner') {
      throw new AppError('conflict', 'The owner stays what he is until he hands the group over');
    }
    return { membership, userId };
  }

  /** @throws AppError `not-found` when there is none that is open */
  private invitationOf(user: User, id: string, action: 'accept' | 'decline') {
    const { store, access } = this.parts;
    const mine = store.membership(id, user.id);
    if (mine?.state !== 'invited') {
      throw new AppError('not-found', 'You have no open invitation to such a group');
    }
    return { group: access.open(user, id, action).group, mine };
  }

  private moveSelf(user: User, group: GroupRow, move: Omit<Move, 'userId'>): GroupRow {
    const moved = this.parts.records.move(group, [{ ...move, userId: user.id }]);
    this.parts.notifier.withdraw('invitation', { kind: 'group', id: group.id }, user.id);
    return moved;
  }

  private tellInvited(by: User, group: GroupRow, guest: User): void {
    this.parts.notifier.notify(guest.id, {
      kind: 'invitation',
      title: `${by.displayName} invites you to ${described(group)}`,
      body: group.description,
      resource: { kind: 'group', id: group.id }
    });
    const detail = `Invited ${guest.name} to ${described(group)}`;
    this.parts.records.record(by, 'group.invite', group, detail, [guest.id]);
  }

  /** Told is who invited, as long as he is in the group himself. */
  private tellAnswer(user: User, group: GroupRow, mine: Membership, answer: string): void {
    const { store, notifier } = this.parts;
    const inviter = mine.invitedBy === null ? null : store.membership(group.id, mine.invitedBy);
    if (inviter?.state === 'accepted') {
      notifier.notify(inviter.userId, {
        kind: 'membership',
        title: `${user.displayName} ${answer} the invitation to ${described(group)}`,
        body: '',
        resource: { kind: 'group', id: group.id }
      });
    }
  }

  private memberOf(groupId: string, user: User): Member | null {
    const membership = this.parts.store.membership(groupId, user.id);
    return membership && this.parts.view.member(membership);
  }
}

const ROLES: Record<GivenRole, string> = { admin: 'an administrator', member: 'a member' };
