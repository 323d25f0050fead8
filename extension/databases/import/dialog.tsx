import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../../ui/FormDialog.js';
import { ImportFields } from './ImportFields.js';
import type { ImportForm, Imported } from './form.js';

/** The dialog *Import CSV as a table*. */
export class ImportDialog extends FormDialog {
  constructor(
    private readonly fields: ImportForm,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Import “%1” as a table', fields.source.name),
      body: ReactWidget.create(<ImportFields form={fields} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Import'),
      sendingLabel: trans.__('Importing…'),
      focus: 'input'
    });
    fields.changed.connect(this.onChanged, this);
  }

  /** What has been made; null as long as nothing was accepted. */
  get imported(): Imported | null {
    return this._imported;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.fields.changed.disconnect(this.onChanged, this);
    this.fields.dispose();
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._imported = await this.fields.send();
    return this._imported !== null;
  }

  private onChanged(): void {
    this.showState({ isSending: this.fields.isSending, isBlocked: false });
  }

  private _imported: Imported | null = null;
}
