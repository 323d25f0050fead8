import type { Grant, Privilege } from '../../hub/contract/grants.js';
import type {
  Group,
  GroupRole,
  Invitation,
  Member,
  MembershipState
} from '../../hub/contract/groups.js';

const SINCE = '2026-11-20T10:00:00Z';

export function groupId(number: number): string {
  return `01K9GGGGGGGGGGGGGGGGGG${String(number).padStart(4, '0')}`;
}

/** A group of Ana's that Kim is in, for unit tests. */
export function makeGroup(number: number, name: string, more: Partial<Group> = {}): Group {
  return {
    id: groupId(number),
    name,
    description: '',
    kind: 'group',
    owner: { name: 'ana', displayName: 'Ana Pereira' },
    myRole: 'member',
    myState: 'accepted',
    members: 3,
    version: 1,
    createdAt: SINCE,
    ...more
  };
}

export function makeInvitation(group: Group): Invitation {
  return {
    group: { ...group, myRole: 'member', myState: 'invited' },
    role: 'member',
    invitedBy: group.owner,
    invitedAt: SINCE
  };
}

export function makeMember(name: string, role: GroupRole, state: MembershipState): Member {
  return {
    user: { name, displayName: name.toUpperCase() },
    role,
    state,
    invitedBy: null,
    since: SINCE
  };
}

/** A grant of Kim's on one of his volumes. */
export function makeGrant(
  volume: { id: string; address: string },
  subject: Grant['subject'],
  privileges: Privilege[]
): Grant {
  const kim = { name: 'kim', displayName: 'Kim Lee' };
  return {
    resource: { kind: 'volume', id: volume.id, name: volume.address, owner: kim },
    subject,
    privileges,
    grantedBy: kim,
    createdAt: SINCE
  };
}
