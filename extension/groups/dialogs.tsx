import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Group } from '../../hub/contract/groups.js';
import { askInDialog } from '../ui/SentDialog.js';
import { GroupFields } from './components/GroupFields.js';
import { InviteFields } from './components/InviteFields.js';
import type { GroupForm } from './group-form.js';
import type { InviteForm } from './invite-form.js';

/** Shows the dialog that makes a group, or changes what is said of one. */
export function askGroup(form: GroupForm, trans: TranslationBundle): Promise<Group | null> {
  const { isNew, fields } = form.options;
  return askInDialog(form, {
    title: isNew ? trans.__('New group') : trans.__('Edit “%1”', fields.name),
    body: <GroupFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: isNew ? trans.__('Create group') : trans.__('Save'),
    sendingLabel: isNew ? trans.__('Creating…') : trans.__('Saving…'),
    focus: 'input'
  });
}

/** Shows the dialog that invites several users at once; it stays open where not all of them could be. */
export function askInvite(
  form: InviteForm,
  groupName: string,
  trans: TranslationBundle
): Promise<unknown> {
  return askInDialog(form, {
    title: trans.__('Invite to “%1”', groupName),
    body: <InviteFields form={form} trans={trans} />,
    cancelLabel: trans.__('Close'),
    okLabel: trans.__('Invite'),
    sendingLabel: trans.__('Inviting…'),
    focus: 'input',
    className: 'labcommons-PickerDialog'
  });
}
