import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { ShareFields } from './components/ShareFields.js';
import type { ShareForm } from './share-form.js';
import type { SharedThing } from './shared-thing.js';

/** The dialog “Share …”: stays open, since what it shows is what holds. Who may not share sees why he has access. */
export class ShareDialog extends FormDialog {
  constructor(
    private readonly sharing: ShareForm,
    thing: SharedThing,
    trans: TranslationBundle
  ) {
    const { name } = thing;
    const mayGrant = thing.privileges.includes('grant');
    super({
      title: !mayGrant
        ? trans.__('Access to “%1”', name)
        : thing.kind === 'job'
          ? trans.__('Share the results of “%1”', name)
          : trans.__('Share “%1”', name),
      body: ReactWidget.create(<ShareFields form={sharing} trans={trans} />),
      cancelLabel: trans.__('Close'),
      okLabel: mayGrant ? trans.__('Share') : null,
      sendingLabel: trans.__('Sharing…'),
      focus: 'input'
    });
    this.addClass('labcommons-PickerDialog');
    this.addClass('labcommons-ShareDialog');
    sharing.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.sharing.changed.disconnect(this.onChanged, this);
    this.sharing.dispose();
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    if (this.sharing.chosen.length > 0 && !this.sharing.isSending) await this.sharing.share();
    return false;
  }

  private onChanged(): void {
    const { isSending, chosen, state } = this.sharing;
    if (state.kind === 'givenUp') return this.reject();
    this.showState({ isSending: isSending && chosen.length > 0, isBlocked: chosen.length === 0 });
  }
}
