import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { askInDialog } from '../ui/SentDialog.js';
import { GroupShareFields } from './components/GroupShareFields.js';
import type { GroupShareForm } from './group-share-form.js';

/** Shows the dialog that shares something of the user's with a group. */
export function askGroupShare(
  form: GroupShareForm,
  groupName: string,
  trans: TranslationBundle
): Promise<unknown> {
  return askInDialog(form, {
    title: trans.__('Share with “%1”', groupName),
    body: <GroupShareFields form={form} groupName={groupName} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: trans.__('Share'),
    sendingLabel: trans.__('Sharing…'),
    focus: 'select',
    className: 'labcommons-PickerDialog'
  });
}
