import React from 'react';

import { askInDialog } from '../../ui/SentDialog.js';
import { ImportFields } from './ImportFields.js';
import { ImportForm, type ImportFormOptions, type Imported } from './form.js';

/** Shows the dialog *Import CSV as a table*. */
export function askImport(options: ImportFormOptions): Promise<Imported | null> {
  const { source, trans } = options;
  const form = new ImportForm(options);
  return askInDialog(form, {
    title: trans.__('Import “%1” as a table', source.name),
    body: <ImportFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: trans.__('Import'),
    sendingLabel: trans.__('Importing…'),
    focus: 'input'
  });
}
