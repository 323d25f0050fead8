import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { listGrants, type Grant } from '../../hub/contract/grants.js';
import { mayDoInGroup, type Group, type GroupAction } from '../../hub/contract/groups.js';
import type { HubClient } from '../api/hub-client.js';
import { problemText } from '../api/hub-error.js';
import { readAll } from '../api/read-all.js';
import type { IGroupSelection, IGroupsModel, IHubEvents } from '../tokens.js';
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

/** Which group arguments mean. */
export function groupOf(
  args: { id?: unknown },
  model: IGroupsModel,
  selection: IGroupSelection
): Group | null {
  const id = typeof args.id === 'string' ? args.id : selection.group;
  return id ? model.find(id) : null;
}

/** What is shared with a group; null when that cannot be read. */
export function grantsThrough(client: HubClient, group: Group): Promise<Grant[] | null> {
  return readAll(wish => client.call(listGrants, { query: { group: group.id, ...wish } })).catch(
    () => null
  );
}

/** Says where the act was what came of it when it failed. */
export async function tell(
  name: string,
  act: () => Promise<void>,
  trans: TranslationBundle
): Promise<void> {
  try {
    await act();
  } catch (error) {
    Notification.error(trans.__('“%1”: %2', name, problemText(error, trans)), {
      autoClose: 10_000
    });
  }
}

interface GroupCommand {
  readonly action: GroupAction;
  readonly label: string;
  readonly caption: string;
  readonly run: (group: Group) => Promise<void>;
}

/** Adds a command on one group that is on when the table of the contract allows it. */
export function addGroupCommand(
  id: string,
  command: GroupCommand,
  options: GroupCommandsOptions
): void {
  const { commands, model, events, selection, trans } = options;
  const against = (args: object): string | null => {
    const group = groupOf(args, model, selection);
    if (!group) return trans.__('Choose a group first.');
    if (events.state.kind === 'offline') {
      return trans.__('The hub cannot be reached at the moment.');
    }
    return mayDoInGroup(group, command.action) ? null : whyNot(command.action, group, trans);
  };
  commands.addCommand(id, {
    label: command.label,
    caption: args => against(args) ?? command.caption,
    isEnabled: args => against(args) === null,
    describedBy: GROUP_ARGS,
    execute: async args => {
      const group = groupOf(args, model, selection);
      if (group) await tell(group.name, () => command.run(group), trans);
    }
  });
}

/** Adds what a member does for himself and what those who look after a group do with it as a whole. */
export function addGroupCommands(options: GroupCommandsOptions): void {
  const { client, model, trans } = options;
  const add = (id: string, command: GroupCommand) => addGroupCommand(id, command, options);

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
