import type { TranslationBundle } from '@jupyterlab/translation';

import {
  mayDoInGroup,
  type GivenRole,
  type Group,
  type Member,
  type MembershipState
} from '../../hub/contract/groups.js';

/** What somebody who looks after a group may do with one of its members. */
export type MemberAction =
  'makeAdmin' | 'makeMember' | 'handOver' | 'remove' | 'withdraw' | 'inviteAgain';

const IS_IN: readonly MembershipState[] = ['invited', 'accepted'];
const WEIGHT: Record<Member['role'], number> = { owner: 0, admin: 1, member: 2 };

/** Who is in the group, those who look after it first; then those who are not in it yet, or no more. */
export function inOrder(members: readonly Member[]): Member[] {
  const weight = ({ role, state }: Member) =>
    state === 'accepted' ? WEIGHT[role] : state === 'invited' ? 3 : 4;
  return [...members].sort(
    (a, b) => weight(a) - weight(b) || a.user.displayName.localeCompare(b.user.displayName)
  );
}

/** Why something cannot be done with a member, in words; null when it can. */
export function whyNotMember(
  action: MemberAction,
  group: Group,
  member: Member,
  me: string,
  trans: TranslationBundle
): string | null {
  if (!mayDoInGroup(group, action === 'handOver' ? 'handOver' : 'manageMembers')) {
    return action === 'handOver'
      ? trans.__('Only the owner hands the group over.')
      : trans.__('Only those who look after the group may do this.');
  }
  if (member.role === 'owner') return trans.__('%1 owns the group.', nameOf(member));
  const name = nameOf(member);
  switch (action) {
    case 'makeAdmin':
      return roleAgainst(member, 'admin', name, trans);
    case 'makeMember':
      return roleAgainst(member, 'member', name, trans);
    case 'handOver':
      return member.state === 'accepted' ? null : trans.__('%1 is not in the group.', name);
    case 'remove':
      if (member.user.name === me) return trans.__('Leave the group instead.');
      return member.state === 'invited' ? trans.__('Withdraw the invitation instead.') : null;
    case 'withdraw':
      return member.state === 'invited' ? null : trans.__('%1 has no open invitation.', name);
    case 'inviteAgain':
      return IS_IN.includes(member.state) ? trans.__('%1 is invited or in the group.', name) : null;
  }
}

export function nameOf({ user }: Pick<Member, 'user'>): string {
  return user.displayName || user.name;
}

function roleAgainst(
  member: Member,
  role: GivenRole,
  name: string,
  trans: TranslationBundle
): string | null {
  if (!IS_IN.includes(member.state)) return trans.__('%1 is not in the group.', name);
  if (member.role !== role) return null;
  return role === 'admin'
    ? trans.__('%1 is an administrator of the group already.', name)
    : trans.__('%1 is an ordinary member already.', name);
}
