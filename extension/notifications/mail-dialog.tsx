import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { askInDialog } from '../ui/SentDialog.js';
import { MailFormFields } from './components/MailFormFields.js';
import type { MailForm } from './mail-form.js';

/** Shows the dialog that chooses which notifications come by e-mail too. */
export function askMail(form: MailForm, trans: TranslationBundle): Promise<unknown> {
  return askInDialog(form, {
    title: trans.__('Notifications by e-mail'),
    body: <MailFormFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: trans.__('Save'),
    sendingLabel: trans.__('Saving…')
  });
}
