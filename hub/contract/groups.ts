import { z } from 'zod';

import { Id, PageQuery, Time, UserName, pageOf } from './common.js';
import { defineEndpoint } from './endpoint.js';

/** A science domain is public: anybody may find and join it. Only administrators of the site make one. */
export const GroupKind = z.enum(['group', 'scienceDomain']);
export type GroupKind = z.infer<typeof GroupKind>;

/** Each group has exactly one owner, who has accepted. */
export const GroupRole = z.enum(['owner', 'admin', 'member']);
export type GroupRole = z.infer<typeof GroupRole>;

/** Roles that are given; ownership is handed over instead. */
export const GivenRole = z.enum(['admin', 'member']);
export type GivenRole = z.infer<typeof GivenRole>;

/** Only who has accepted is in the group. Who left or was removed has no membership at all. */
export const MembershipState = z.enum(['invited', 'accepted', 'declined', 'withdrawn']);
export type MembershipState = z.infer<typeof MembershipState>;

/**
 * The legal transitions of a membership; `none` is nobody's. An accepted one begins with an invitation, by joining a
 * science domain, or with the group itself.
 */
export const MEMBERSHIP_TRANSITIONS: Record<
  MembershipState | 'none',
  readonly (MembershipState | 'none')[]
> = {
  none: ['invited', 'accepted'],
  invited: ['accepted', 'declined', 'withdrawn'],
  accepted: ['none'],
  declined: ['invited', 'accepted', 'none'],
  withdrawn: ['invited', 'accepted', 'none']
};

export type GroupAction =
  | 'see'
  | 'seeInside'
  | 'seeActivity'
  | 'share'
  | 'edit'
  | 'delete'
  | 'handOver'
  | 'invite'
  | 'manageMembers'
  | 'accept'
  | 'decline'
  | 'join'
  | 'leave';

/** Members, and what is shared with the group, are inside. */
const OF_MEMBERS: readonly GroupAction[] = ['see', 'seeInside', 'seeActivity', 'share'];
const OF_ADMINS: readonly GroupAction[] = [...OF_MEMBERS, 'edit', 'invite', 'manageMembers'];
const OF_ROLE: Record<GroupRole, readonly GroupAction[]> = {
  owner: [...OF_ADMINS, 'delete', 'handOver'],
  admin: [...OF_ADMINS, 'leave'],
  member: [...OF_MEMBERS, 'leave']
};

/**
 * What somebody may do in a group: the hub enforces it, the panel disables buttons with it.
 * @param role - null for somebody without a membership
 * @param state - null for somebody without a membership
 */
export function whatMayDoInGroup(
  kind: GroupKind,
  role: GroupRole | null,
  state: MembershipState | null
): readonly GroupAction[] {
  if (role !== null && state === 'accepted') {
    // Sharing with a science domain reaches whoever joins: it is left to those who look after it.
    return kind === 'scienceDomain' && role === 'member'
      ? OF_ROLE.member.filter(action => action !== 'share')
      : OF_ROLE[role];
  }
  return [
    ...(kind === 'scienceDomain' ? (['see', 'seeInside', 'join'] as const) : []),
    ...(state === 'invited' ? (['see', 'accept', 'decline'] as const) : [])
  ];
}

const ACTS_OF_ADMINS = [
  'group.invite',
  'group.withdraw',
  'group.decline',
  'group.changeRole',
  'group.strike'
];
const ACTS_OF_MEMBERS = ['group.join', 'group.accept', 'group.leave', 'group.remove'];

/**
 * Acts in a group that are not shown to its plain members: whom it invited in vain, and in a science domain who comes
 * and goes.
 */
export function actsHiddenIn(group: Pick<Group, 'kind' | 'myRole'>): readonly string[] {
  if (group.myRole === 'owner' || group.myRole === 'admin') {
    return [];
  }
  return group.kind === 'scienceDomain' ? [...ACTS_OF_ADMINS, ...ACTS_OF_MEMBERS] : ACTS_OF_ADMINS;
}

export function mayDoInGroup(
  group: Pick<Group, 'kind' | 'myRole' | 'myState'>,
  action: GroupAction
): boolean {
  return whatMayDoInGroup(group.kind, group.myRole, group.myState).includes(action);
}

/** A user as others see one. */
export const Person = z.object({ name: UserName, displayName: z.string() }).meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const Group = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string(),
    kind: GroupKind,
    owner: Person,
    myRole: GroupRole.nullable().describe("The caller's role; null for who is not in it"),
    myState: MembershipState.nullable(),
    members: z.number().int().describe('How many have accepted, the owner among them'),
    version: z.number().int(),
    createdAt: Time
  })
  .meta({ id: 'Group' });
export type Group = z.infer<typeof Group>;

export const GroupDetails = Group.extend({
  page: z.string().describe('Text for those who look at the group, as Markdown, with its links')
}).meta({ id: 'GroupDetails' });
export type GroupDetails = z.infer<typeof GroupDetails>;

export const Member = z
  .object({
    user: Person,
    role: GroupRole,
    state: MembershipState,
    invitedBy: Person.nullable().describe('Null for who founded or joined'),
    since: Time.describe('When the state was reached')
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const Invitation = z
  .object({
    group: Group,
    role: GivenRole,
    invitedBy: Person.nullable(),
    invitedAt: Time
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

const GroupParams = z.strictObject({ id: Id });
const MemberParams = GroupParams.extend({ user: UserName });

const GroupName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'must hold no control characters');
const Description = z.string().trim().max(2000);
const PageText = z.string().max(20_000);

export const listGroups = defineEndpoint({
  id: 'listGroups',
  method: 'GET',
  path: '/groups',
  summary: "The caller's groups, or all science domains; by name",
  query: PageQuery.extend({
    which: z
      .enum(['mine', 'scienceDomains'])
      .default('mine')
      .describe('Groups and science domains that the caller is in, or every science domain'),
    q: z.string().trim().max(100).optional().describe('Part of the name or description')
  }),
  response: pageOf(Group)
});

export const createGroup = defineEndpoint({
  id: 'createGroup',
  method: 'POST',
  path: '/groups',
  summary: 'Make a group; names are unique, also beside groups that the caller does not see',
  body: z.strictObject({
    name: GroupName,
    description: Description.default(''),
    page: PageText.default(''),
    kind: GroupKind.default('group')
  }),
  response: GroupDetails,
  status: 201,
  problems: ['already-exists', 'not-allowed', 'limit-reached']
});

export const getGroup = defineEndpoint({
  id: 'getGroup',
  method: 'GET',
  path: '/groups/{id}',
  summary: 'One group: of the caller, that he is invited to, or a science domain',
  params: GroupParams,
  response: GroupDetails,
  problems: ['not-found']
});

export const editGroup = defineEndpoint({
  id: 'editGroup',
  method: 'PATCH',
  path: '/groups/{id}',
  summary: 'Change what is said of a group; honours If-Match',
  params: GroupParams,
  body: z.strictObject({
    name: GroupName.optional(),
    description: Description.optional(),
    page: PageText.optional()
  }),
  response: GroupDetails,
  problems: ['not-found', 'not-allowed', 'already-exists', 'changed-meanwhile']
});

export const deleteGroup = defineEndpoint({
  id: 'deleteGroup',
  method: 'DELETE',
  path: '/groups/{id}',
  summary: 'Delete a group and everything that was shared with it; honours If-Match',
  params: GroupParams,
  problems: ['not-found', 'not-allowed', 'changed-meanwhile']
});

export const handOverGroup = defineEndpoint({
  id: 'handOverGroup',
  method: 'PUT',
  path: '/groups/{id}/owner',
  summary:
    'Make a member the owner; who was it stays as an administrator of the group. Honours If-Match',
  params: GroupParams,
  body: z.strictObject({ user: UserName }),
  response: GroupDetails,
  problems: ['not-found', 'not-allowed', 'conflict', 'changed-meanwhile']
});

export const listMembers = defineEndpoint({
  id: 'listMembers',
  method: 'GET',
  path: '/groups/{id}/members',
  summary:
    'Members by name; those who look after the group also see who was invited, declined or whose invitation was withdrawn',
  params: GroupParams,
  query: PageQuery,
  response: pageOf(Member),
  problems: ['not-found', 'not-allowed']
});

/** What came of inviting one name. */
export const InvitationOutcome = z.enum(['invited', 'alreadyInvited', 'alreadyMember', 'unknown']);
export type InvitationOutcome = z.infer<typeof InvitationOutcome>;

/** How many users are invited at once. */
export const INVITED_AT_ONCE = 50;

export const inviteMembers = defineEndpoint({
  id: 'inviteMembers',
  method: 'POST',
  path: '/groups/{id}/members',
  summary: 'Invite users, also those who declined before; each name is answered on its own',
  params: GroupParams,
  body: z.strictObject({
    users: z.array(z.string().trim().min(1).max(64)).min(1).max(INVITED_AT_ONCE),
    role: GivenRole.default('member')
  }),
  response: z.object({
    items: z.array(
      z.object({
        user: z.string().describe('The name as it was sent'),
        outcome: InvitationOutcome,
        member: Member.nullable().describe('The membership as it is now; null for who is unknown')
      })
    )
  }),
  problems: ['not-found', 'not-allowed', 'limit-reached']
});

export const changeMemberRole = defineEndpoint({
  id: 'changeMemberRole',
  method: 'PATCH',
  path: '/groups/{id}/members/{user}',
  summary: 'Change the role of a member or of somebody invited; never of the owner',
  params: MemberParams,
  body: z.strictObject({ role: GivenRole }),
  response: Member,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const removeMember = defineEndpoint({
  id: 'removeMember',
  method: 'DELETE',
  path: '/groups/{id}/members/{user}',
  summary:
    'Remove a member, withdraw an invitation, or strike somebody who declined or was withdrawn off the list; never the owner',
  params: MemberParams,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const joinGroup = defineEndpoint({
  id: 'joinGroup',
  method: 'POST',
  path: '/groups/{id}/join',
  summary: 'Join a science domain',
  params: GroupParams,
  response: GroupDetails,
  problems: ['not-found', 'not-allowed', 'conflict']
});

export const leaveGroup = defineEndpoint({
  id: 'leaveGroup',
  method: 'POST',
  path: '/groups/{id}/leave',
  summary:
    'Leave a group, and what was shared with it; the owner hands it over or deletes it instead',
  params: GroupParams,
  problems: ['not-found', 'not-allowed']
});

export const listInvitations = defineEndpoint({
  id: 'listInvitations',
  method: 'GET',
  path: '/invitations',
  summary: 'Invitations that the caller has not answered, newest first',
  query: PageQuery,
  response: pageOf(Invitation)
});

const InvitationParams = z.strictObject({ group: Id });

export const acceptInvitation = defineEndpoint({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/invitations/{group}/accept',
  summary: 'Become a member of the group',
  params: InvitationParams,
  response: GroupDetails,
  problems: ['not-found']
});

export const declineInvitation = defineEndpoint({
  id: 'declineInvitation',
  method: 'POST',
  path: '/invitations/{group}/decline',
  summary: 'Turn the invitation down; the caller may be invited again',
  params: InvitationParams,
  problems: ['not-found']
});

/** How many users a search answers at most. */
export const USERS_FOUND = 20;

export const findUsers = defineEndpoint({
  id: 'findUsers',
  method: 'GET',
  path: '/users',
  summary: `Users whose name, or a word of whose display name, begins like this; those who do not want to be found only by their exact name. At most ${USERS_FOUND}`,
  query: z.strictObject({ q: z.string().trim().min(1).max(64) }),
  response: z.object({ items: z.array(Person) })
});
