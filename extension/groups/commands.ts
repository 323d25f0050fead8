import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { listGrants, type Grant } from '../../hub/contract/grants.js';
import { mayDoInGroup, type Group, type GroupAction } from '../../hub/contract/groups.js';
import type { HubClient } from '../api/hub-client.js';
import { readAll } from '../api/read-all.js';
import type { IGroupSelection, IGroupsModel, IHubEvents } from '../tokens.js';
import { byId, commandsOn } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { askToDecline, askToDelete, askToLeave } from './questions.js';

/** JSON Schema of the arguments of every command on one group. */
export const GROUP_ARGS = {
  args: {
    type: 'object',
    properties: {
      id: {
        type: 'string',
        description: 'Id of the group; without it, the group chosen last in the panel or its page'
      }
    }
  }
} as const;

export interface GroupCommandsOptions {
  readonly commands: CommandRegistry;
  readonly client: HubClient;
  readonly model: IGroupsModel;
  readonly events: IHubEvents;
  readonly selection: IGroupSelection;
  readonly trans: TranslationBundle;
}

/** @returns which group arguments mean */
export function groupOf({ model, selection }: GroupCommandsOptions) {
  return byId(model, () => selection.group);
}

/** What is shared with a group; null when that cannot be read. */
export function grantsThrough(client: HubClient, group: Group): Promise<Grant[] | null> {
  return readAll(wish => client.call(listGrants, { query: { group: group.id, ...wish } })).catch(
    () => null
  );
}

/** @returns what adds a command on one group, which is on when the table of the contract allows it */
export function groupCommandsOf(options: GroupCommandsOptions) {
  const { commands, events, trans } = options;
  return commandsOn<Group, GroupAction>({
    commands,
    trans,
    describedBy: GROUP_ARGS,
    meant: groupOf(options),
    askToChoose: trans.__('Choose a group first.'),
    whyNot: (action, group) => {
      if (events.state.kind === 'offline') {
        return trans.__('The hub cannot be reached at the moment.');
      }
      return mayDoInGroup(group, action) ? null : whyNot(action, group, trans);
    },
    nameOf: ({ name }) => name
  });
}

/** Adds what a member does for himself and what those who look after a group do with it as a whole. */
export function addGroupCommands(options: GroupCommandsOptions): void {
  const { client, model, trans } = options;
  const add = groupCommandsOf(options);

  add(CommandIDs.acceptInvitation, {
    action: 'accept',
    label: trans.__('Accept invitation'),
    caption: trans.__('Become a member of the group'),
    run: group => model.accept(group.id)
  });
  add(CommandIDs.declineInvitation, {
    action: 'decline',
    label: trans.__('Decline invitation…'),
    caption: trans.__('Turn the invitation down'),
    run: async group => {
      if (await askToDecline(group, trans)) await model.decline(group.id);
    }
  });
  add(CommandIDs.joinGroup, {
    action: 'join',
    label: trans.__('Join'),
    caption: trans.__('Become a member of the science domain'),
    run: group => model.join(group.id)
  });
  add(CommandIDs.leaveGroup, {
    action: 'leave',
    label: trans.__('Leave group…'),
    caption: trans.__('Be no longer a member, and lose what is shared with the group'),
    run: async group => {
      if (await askToLeave(group, await grantsThrough(client, group), trans)) {
        await model.leave(group.id);
      }
    }
  });
  add(CommandIDs.deleteGroup, {
    action: 'delete',
    label: trans.__('Delete group…'),
    caption: trans.__('Remove the group and everything that was shared with it'),
    run: async group => {
      if (await askToDelete(group, await grantsThrough(client, group), trans)) {
        await model.remove(group.id);
      }
    }
  });
}

function whyNot(action: GroupAction, group: Group, trans: TranslationBundle): string {
  if (action === 'accept' || action === 'decline') return trans.__('You are not invited.');
  if (action === 'join') {
    return group.myState === 'accepted'
      ? trans.__('You are in it already.')
      : trans.__('Members are invited.');
  }
  if (group.myState !== 'accepted') return trans.__('You are not a member.');
  if (action === 'leave') return trans.__('Hand the group over first, or delete it.');
  if (action === 'delete') return trans.__('Only the owner deletes the group.');
  return trans.__('Only those who look after the group may do this.');
}
