import React from 'react';

import { askInDialog } from '../../../ui/SentDialog.js';
import { SaveCsvFields } from './SaveCsvFields.js';
import { SaveCsvForm, type SaveCsvOptions, type SavedCsv } from './form.js';

/** Shows the dialog *Save as CSV*. */
export function askSaveCsv(options: SaveCsvOptions): Promise<SavedCsv | null> {
  const { trans } = options;
  const form = new SaveCsvForm(options);
  return askInDialog(form, {
    title: trans.__('Save as CSV'),
    body: <SaveCsvFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: trans.__('Save'),
    sendingLabel: trans.__('Saving…'),
    focus: 'input'
  });
}
