import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Image } from '../../hub/contract/compute.js';
import { FormDialog } from '../ui/FormDialog.js';
import { SaveFields } from './components/SaveFields.js';
import type { SaveForm } from './save-form.js';

/** The dialog “Save my environment as an image”. */
export class SaveDialog extends FormDialog {
  constructor(
    private readonly saving: SaveForm,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Save my environment as an image'),
      body: ReactWidget.create(<SaveFields form={saving} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Save image'),
      sendingLabel: trans.__('Sending…')
    });
    this.addClass('labcommons-SaveDialog');
    saving.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  /** The image that is being made, once the hub has accepted it. */
  get image(): Image | null {
    return this._image;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.saving.changed.disconnect(this.onChanged, this);
    this.saving.dispose();
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._image = await this.saving.send();
    return this._image !== null;
  }

  private onChanged(): void {
    this.showState({ isSending: this.saving.isSending, isBlocked: this.saving.isBlocked });
  }

  private _image: Image | null = null;
}
