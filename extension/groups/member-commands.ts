import type { Group, Member } from '../../hub/contract/groups.js';
import { commandsOn } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { GROUP_ARGS, grantsThrough, groupOf, type GroupCommandsOptions } from './commands.js';
import { nameOf, whyNotMember, type MemberAction } from './members.js';
import { askToHandOver, askToRemove } from './questions.js';

const MEMBER_ARGS = {
  args: {
    type: 'object',
    properties: {
      ...GROUP_ARGS.args.properties,
      user: {
        type: 'string',
        description: 'Name of a user; without it, the member chosen last in the panel or the page'
      }
    }
  }
} as const;

interface MemberCommandsOptions extends GroupCommandsOptions {
  /** Name of the user at the screen. */
  readonly me: string;
}

/** Adds what those who look after a group do with one of its members. */
export function addMemberCommands(options: MemberCommandsOptions): void {
  const { commands, client, model, events, selection, trans, me } = options;

  const add = commandsOn<{ group: Group; member: Member }, MemberAction>({
    commands,
    trans,
    describedBy: MEMBER_ARGS,
    meant: args => {
      const group = groupOf(options)(args);
      const user = typeof args['user'] === 'string' ? args['user'] : selection.member;
      const member = group && user ? model.memberOf(group.id, user) : null;
      return group && member ? { group, member } : null;
    },
    askToChoose: trans.__('Choose a member first.'),
    whyNot: (action, { group, member }) =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : whyNotMember(action, group, member, me, trans),
    nameOf: ({ member }) => nameOf(member)
  });

  add(CommandIDs.makeAdmin, {
    action: 'makeAdmin',
    label: trans.__('Make admin'),
    caption: trans.__('Let them invite, remove and share'),
    run: ({ group, member }) => model.changeRole(group.id, member.user.name, 'admin')
  });
  add(CommandIDs.makeMember, {
    action: 'makeMember',
    label: trans.__('Make ordinary member'),
    caption: trans.__('Let them no longer look after the group'),
    run: ({ group, member }) => model.changeRole(group.id, member.user.name, 'member')
  });
  add(CommandIDs.handOverGroup, {
    action: 'handOver',
    label: trans.__('Hand group over…'),
    caption: trans.__('Make this member the owner'),
    run: async ({ group, member }) => {
      if (await askToHandOver(nameOf(member), group, trans)) {
        await model.handOver(group.id, member.user.name);
      }
    }
  });
  add(CommandIDs.inviteAgain, {
    action: 'inviteAgain',
    label: trans.__('Invite again'),
    caption: trans.__('Send another invitation'),
    run: ({ group, member: { user, role } }) =>
      model.invite(group.id, [user.name], role === 'admin' ? 'admin' : 'member')
  });
  add(CommandIDs.withdrawInvitation, {
    action: 'withdraw',
    label: trans.__('Withdraw invitation'),
    caption: trans.__('Take the invitation back; they may be invited again'),
    run: ({ group, member }) => model.removeMember(group.id, member.user.name)
  });
  add(CommandIDs.removeMember, {
    action: 'remove',
    label: trans.__('Remove…'),
    caption: trans.__('Take this name off the list of members'),
    run: async ({ group, member }) => {
      const isIn = member.state === 'accepted';
      const grants = isIn ? await grantsThrough(client, group) : [];
      if (!isIn || (await askToRemove(nameOf(member), group, grants, trans))) {
        await model.removeMember(group.id, member.user.name);
      }
    }
  });
}
