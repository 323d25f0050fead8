import { listGrants, parseResource, putGrant } from '../../hub/contract/grants.js';
import { mayDoInGroup } from '../../hub/contract/groups.js';
import { readAll } from '../api/read-all.js';
import { commandsOn } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { GROUP_ARGS, groupOf, type GroupCommandsOptions } from './commands.js';
import { askToThrowOut } from './questions.js';

const SHARED_ARGS = {
  args: {
    type: 'object',
    properties: {
      ...GROUP_ARGS.args.properties,
      resource: { type: 'string', description: 'What is shared, as kind:id' }
    }
  }
} as const;

/** Adds what those who look after a group do with what is shared with it. */
export function addSharedCommands(options: GroupCommandsOptions): void {
  const { commands, client, events, trans } = options;
  const add = commandsOn({
    commands,
    trans,
    describedBy: SHARED_ARGS,
    meant: args => {
      const group = groupOf(options)(args);
      const { resource } = args;
      return group && typeof resource === 'string' ? { group, resource } : null;
    },
    askToChoose: trans.__('Choose something that is shared with a group first.'),
    whyNot: (action: 'manageMembers', { group }) => {
      if (events.state.kind === 'offline') {
        return trans.__('The hub cannot be reached at the moment.');
      }
      return mayDoInGroup(group, action)
        ? null
        : trans.__('Only those who look after the group may do this.');
    },
    nameOf: ({ group }) => group.name
  });

  add(CommandIDs.throwOutOfGroup, {
    action: 'manageMembers',
    label: trans.__('Throw out of the group…'),
    caption: trans.__('Take it from the members, whoever shared it with the group'),
    run: async ({ group, resource: wanted }) => {
      const resource = parseResource(wanted);
      const grants = await readAll(wish =>
        client.call(listGrants, { query: { group: group.id, ...wish } })
      );
      const grant = grants.find(
        each => each.resource.kind === resource.kind && each.resource.id === resource.id
      );
      if (!grant || !(await askToThrowOut(group, grant, trans))) return;
      const subject = { kind: 'group' as const, id: group.id };
      await client.call(putGrant, { body: { resource, subject, privileges: [] } });
    }
  });
}
