import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Volume } from '../../hub/contract/volumes.js';
import { FormDialog } from '../ui/FormDialog.js';
import { VolumeFormFields } from './components/VolumeFormFields.js';
import type { VolumeForm } from './form.js';

/** The dialog that makes a volume, or gives one another name, title or description. */
export class VolumeDialog extends FormDialog {
  constructor(
    private readonly volumeForm: VolumeForm,
    trans: TranslationBundle
  ) {
    const { volume } = volumeForm;
    super({
      title: volume ? trans.__('Rename or describe “%1”', volume.title) : trans.__('New volume'),
      body: ReactWidget.create(<VolumeFormFields form={volumeForm} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: volume ? trans.__('Save') : trans.__('Make volume'),
      sendingLabel: volume ? trans.__('Saving…') : trans.__('Making…')
    });
    volumeForm.changed.connect(this.onChanged, this);
  }

  /** The volume as the hub has it now; null as long as nothing was accepted. */
  get saved(): Volume | null {
    return this._saved;
  }

  override dispose(): void {
    this.volumeForm.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._saved = await this.volumeForm.send();
    return this._saved !== null;
  }

  private onChanged(): void {
    this.showState({ isSending: this.volumeForm.isSending, isBlocked: false });
  }

  private _saved: Volume | null = null;
}
