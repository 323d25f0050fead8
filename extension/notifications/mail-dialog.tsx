import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { MailFormFields } from './components/MailFormFields.js';
import type { MailForm } from './mail-form.js';

/** The dialog that chooses which notifications come by e-mail too. */
export class MailDialog extends FormDialog {
  constructor(
    private readonly mailForm: MailForm,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Notifications by e-mail'),
      body: ReactWidget.create(<MailFormFields form={mailForm} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Save'),
      sendingLabel: trans.__('Saving…')
    });
    mailForm.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    this.mailForm.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override send(): Promise<boolean> {
    return this.mailForm.send();
  }

  private onChanged(): void {
    this.showState({ isSending: this.mailForm.isSending, isBlocked: false });
  }
}
