import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Database } from '../../hub/contract/databases.js';
import { askInDialog } from '../ui/SentDialog.js';
import { DatabaseFields } from './components/DatabaseFields.js';
import type { DatabaseForm } from './form.js';

/** Shows the dialog that makes a database, or gives one another name or description. */
export function askDatabase(
  form: DatabaseForm,
  trans: TranslationBundle
): Promise<Database | null> {
  const { database } = form;
  return askInDialog(form, {
    title: database ? trans.__('Rename or describe “%1”', database.name) : trans.__('New database'),
    body: <DatabaseFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: database ? trans.__('Save') : trans.__('Make database'),
    sendingLabel: database ? trans.__('Saving…') : trans.__('Making…')
  });
}
