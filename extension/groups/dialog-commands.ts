import { Notification } from '@jupyterlab/apputils';

import { getMe } from '../../hub/contract/accounts.js';
import { putGrant } from '../../hub/contract/grants.js';
import { findUsers, getGroup, listMembers } from '../../hub/contract/groups.js';
import { readAll } from '../api/read-all.js';
import { askGroupShare } from '../sharing/group-share-dialog.js';
import { GroupShareForm } from '../sharing/group-share-form.js';
import { readShareable } from '../sharing/shareable.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { groupCommandsOf, type GroupCommandsOptions } from './commands.js';
import { askGroup, askInvite } from './dialogs.js';
import { GroupForm } from './group-form.js';
import { InviteForm } from './invite-form.js';

interface DialogCommandsOptions extends GroupCommandsOptions {
  /** Shows a group in the panel. */
  readonly reveal: (id: string) => void;
}

/** Adds the commands that ask something first: new group, edit, invite, share. */
export function addDialogCommands(options: DialogCommandsOptions): void {
  const { commands, client, model, events, trans, reveal } = options;
  const add = groupCommandsOf(options);

  commands.addCommand(CommandIDs.newGroup, {
    label: trans.__('New group…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('Make a group and invite others to it'),
    isEnabled: () => events.state.kind !== 'offline',
    describedBy: NO_ARGS,
    execute: () =>
      attempt(
        async () => {
          const me = await client.call(getMe);
          const form = new GroupForm({
            fields: { name: '', description: '', page: '', kind: 'group' },
            isNew: true,
            mayBePublic: me.admin,
            save: (words, kind) => model.create(words, kind),
            trans
          });
          const made = await askGroup(form, trans);
          if (made) reveal(made.id);
        },
        trans,
        trans.__('New group')
      )
  });

  add(CommandIDs.editGroup, {
    action: 'edit',
    label: trans.__('Edit group…'),
    caption: trans.__('Change the name, the description or the page'),
    run: async ({ id }) => {
      const group = await client.call(getGroup, { params: { id } });
      const { name, description, page, kind } = group;
      const form = new GroupForm({
        fields: { name, description, page, kind },
        isNew: false,
        mayBePublic: false,
        save: words => model.edit(id, words),
        trans
      });
      await askGroup(form, trans);
    }
  });

  add(CommandIDs.inviteMembers, {
    action: 'invite',
    label: trans.__('Invite…'),
    caption: trans.__('Invite people to the group, several at once'),
    run: async group => {
      const params = { id: group.id };
      const members = await readAll(wish => client.call(listMembers, { params, query: wish }));
      const form = new InviteForm({
        members,
        findUsers: async q => (await client.call(findUsers, { query: { q } })).items,
        invite: (users, role) => model.invite(group.id, users, role),
        trans
      });
      await askInvite(form, group.name, trans);
      const invited = form.answers.filter(({ isGood }) => isGood).length;
      if (invited === 0) return;
      Notification.success(
        trans._n(
          '%1 person is invited to “%2”',
          '%1 people are invited to “%2”',
          invited,
          group.name
        ),
        { autoClose: 5_000 }
      );
    }
  });

  add(CommandIDs.shareWithGroup, {
    action: 'share',
    label: trans.__('Share with the group…'),
    caption: trans.__('Give every member access to something of yours'),
    run: async group => {
      const [first, ...others] = await readShareable(client, group.id);
      if (!first) {
        Notification.info(
          trans.__('There is nothing else that you may share with “%1”.', group.name),
          { autoClose: 8_000 }
        );
        return;
      }
      const form = new GroupShareForm({
        things: [first, ...others],
        share: async ({ kind, id }, privileges) => {
          const subject = { kind: 'group' as const, id: group.id };
          const body = { resource: { kind, id }, subject, privileges: [...privileges] };
          await client.call(putGrant, { body });
        },
        trans
      });
      await askGroupShare(form, group.name, trans);
    }
  });
}
