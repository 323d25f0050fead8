import { listGrants, parseResource, putGrant, type Grant } from '../../hub/contract/grants.js';
import { mayDoInGroup } from '../../hub/contract/groups.js';
import { readAll } from '../api/read-all.js';
import { CommandIDs } from './command-ids.js';
import { GROUP_ARGS, groupOf, tell, type GroupCommandsOptions } from './commands.js';
import { askToThrowOut } from './questions.js';

/** Adds what those who look after a group do with what is shared with it. */
export function addSharedCommands(options: GroupCommandsOptions): void {
  const { commands, client, model, events, selection, trans } = options;

  const against = (args: Record<string, unknown>): string | null => {
    const group = groupOf(args, model, selection);
    if (!group || typeof args['resource'] !== 'string') {
      return trans.__('Choose something that is shared with a group first.');
    }
    if (events.state.kind === 'offline') {
      return trans.__('The hub cannot be reached at the moment.');
    }
    return mayDoInGroup(group, 'manageMembers')
      ? null
      : trans.__('Only those who look after the group may do this.');
  };

  commands.addCommand(CommandIDs.throwOutOfGroup, {
    label: trans.__('Throw out of the group…'),
    caption: args =>
      against(args) ?? trans.__('Take it from the members, whoever shared it with the group'),
    isEnabled: args => against(args) === null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...GROUP_ARGS.args.properties,
          resource: { type: 'string', description: 'What is shared, as kind:id' }
        }
      }
    },
    execute: async args => {
      const group = groupOf(args, model, selection);
      const wanted = args['resource'];
      if (!group || typeof wanted !== 'string') return;
      const resource = parseResource(wanted);
      const isMeant = (grant: Grant) =>
        grant.resource.kind === resource.kind && grant.resource.id === resource.id;
      await tell(
        group.name,
        async () => {
          const grants = await readAll(wish =>
            client.call(listGrants, { query: { group: group.id, ...wish } })
          );
          const grant = grants.find(isMeant);
          if (!grant || !(await askToThrowOut(group, grant, trans))) return;
          const subject = { kind: 'group' as const, id: group.id };
          await client.call(putGrant, { body: { resource, subject, privileges: [] } });
        },
        trans
      );
    }
  });
}
