import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { copyText } from '../sharing/links/copy-text.js';
import { FormDialog } from '../ui/FormDialog.js';
import type { LinkForm } from './link-form.js';
import { LinkFields } from './LinkFields.js';

/** The dialog “Make link”: puts the address of a link on the clipboard. */
export class MakeLinkDialog extends FormDialog {
  constructor(
    private readonly fields: LinkForm,
    private readonly trans: TranslationBundle
  ) {
    const name = fields.file?.path.split('/').pop();
    super({
      title: name ? trans.__('Link that opens “%1”', name) : trans.__('Link that opens a server'),
      body: ReactWidget.create(<LinkFields form={fields} trans={trans} />),
      cancelLabel: trans.__('Close'),
      okLabel: trans.__('Copy link'),
      sendingLabel: trans.__('Copying…')
    });
    this.addClass('labcommons-LinkDialog');
    fields.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.fields.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    const { fields, trans } = this;
    if (fields.mistake !== null) return false;
    if (await copyText(fields.url)) {
      Notification.success(trans.__('The link is on the clipboard.'), { autoClose: 3_000 });
      return true;
    }
    // The browser keeps us from it: marked, it is copied by the keyboard.
    this.node.querySelector<HTMLInputElement>('.labcommons-LinkFields-url')?.focus();
    return false;
  }

  private onChanged(): void {
    this.showState({ isSending: false, isBlocked: this.fields.mistake !== null });
  }
}
