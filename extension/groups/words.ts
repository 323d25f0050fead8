import type { TranslationBundle } from '@jupyterlab/translation';

import type { Grant } from '../../hub/contract/grants.js';
import type { GivenRole, Group, GroupRole, Invitation, Member } from '../../hub/contract/groups.js';
import type { Section } from './sections.js';

/** How many lost things are named one by one. */
const NAMED = 5;

export function sectionTitle(section: Section, trans: TranslationBundle): string {
  const titles: Record<Section, string> = {
    invitations: trans.__('Invitations'),
    mine: trans.__('My groups'),
    domains: trans.__('Science domains')
  };
  return titles[section];
}

export function roleTitle(role: GroupRole, trans: TranslationBundle): string {
  const titles: Record<GroupRole, string> = {
    owner: trans.__('owner'),
    admin: trans.__('admin'),
    member: trans.__('member')
  };
  return titles[role];
}

/** What the right end of a group's row says of the reader's part in it; empty when there is none. */
export function standing(group: Group, trans: TranslationBundle): string {
  if (group.myState !== 'accepted' || !group.myRole) return '';
  if (group.kind === 'scienceDomain' && group.myRole === 'member') return trans.__('joined');
  return roleTitle(group.myRole, trans);
}

export function membersCount(group: Group, trans: TranslationBundle): string {
  return trans._n('%1 member', '%1 members', group.members);
}

/** Who invites, and as what. */
export function invitationWords(invitation: Invitation, trans: TranslationBundle): string {
  const from = invitation.invitedBy?.displayName || invitation.invitedBy?.name;
  const role = roleTitle(invitation.role, trans);
  return from ? trans.__('from %1, %2', from, role) : role;
}

/** What a member is, or how his invitation stands. */
export function memberStanding(member: Member, trans: TranslationBundle): string {
  switch (member.state) {
    case 'accepted':
      return roleTitle(member.role, trans);
    case 'invited':
      return member.role === 'admin' ? trans.__('invited as admin') : trans.__('invited');
    case 'declined':
      return trans.__('declined');
    case 'withdrawn':
      return trans.__('withdrawn');
  }
}

export function asRole(role: GivenRole, trans: TranslationBundle): string {
  return role === 'admin'
    ? trans.__('Admin: may also invite, remove and share')
    : trans.__('Member: sees the group and what is shared with it');
}

/**
 * What somebody loses with a group, in words.
 * @param grants - what is shared with the group; null when that could not be read
 */
export function lossWords(grants: readonly Grant[] | null, trans: TranslationBundle): string {
  if (grants === null) return trans.__('everything that is shared with the group');
  const names = [...new Set(grants.map(({ resource }) => resource.name))];
  if (names.length === 0) return trans.__('nothing: nothing is shared with the group at present');
  const named = names.slice(0, NAMED).join(', ');
  const rest = names.length - NAMED;
  return rest > 0 ? trans._n('%2 and %1 more', '%2 and %1 more', rest, named) : named;
}
