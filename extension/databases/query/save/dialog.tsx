import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../../../ui/FormDialog.js';
import { SaveCsvFields } from './SaveCsvFields.js';
import type { SaveCsvForm, SavedCsv } from './form.js';

/** The dialog *Save as CSV*. */
export class SaveCsvDialog extends FormDialog {
  constructor(
    private readonly fields: SaveCsvForm,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Save as CSV'),
      body: ReactWidget.create(<SaveCsvFields form={fields} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Save'),
      sendingLabel: trans.__('Saving…'),
      focus: 'input'
    });
    fields.changed.connect(this.onChanged, this);
  }

  /** Null as long as nothing was saved. */
  get saved(): SavedCsv | null {
    return this._saved;
  }

  override dispose(): void {
    this.fields.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._saved = await this.fields.send();
    return this._saved !== null;
  }

  private onChanged(): void {
    this.showState({ isSending: this.fields.isSending, isBlocked: false });
  }

  private _saved: SavedCsv | null = null;
}
