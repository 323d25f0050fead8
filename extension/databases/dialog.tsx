import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Database } from '../../hub/contract/databases.js';
import { FormDialog } from '../ui/FormDialog.js';
import { DatabaseFields } from './components/DatabaseFields.js';
import type { DatabaseForm } from './form.js';

/** The dialog that makes a database, or gives one another name or description. */
export class DatabaseDialog extends FormDialog {
  constructor(
    private readonly fields: DatabaseForm,
    trans: TranslationBundle
  ) {
    const { database } = fields;
    super({
      title: database
        ? trans.__('Rename or describe “%1”', database.name)
        : trans.__('New database'),
      body: ReactWidget.create(<DatabaseFields form={fields} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: database ? trans.__('Save') : trans.__('Make database'),
      sendingLabel: database ? trans.__('Saving…') : trans.__('Making…')
    });
    fields.changed.connect(this.onChanged, this);
  }

  /** The database as the hub has it now; null as long as nothing was accepted. */
  get saved(): Database | null {
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

  private _saved: Database | null = null;
}
