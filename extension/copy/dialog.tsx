import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { DestinationFields } from './components/DestinationFields.js';
import type { Destination } from './destination.js';

/** The dialogs *Copy to…* and *Move to…*. */
export class DestinationDialog extends FormDialog {
  constructor(
    private readonly destination: Destination,
    what: string,
    trans: TranslationBundle
  ) {
    const isCopy = destination.kind === 'copy';
    super({
      title: isCopy ? trans.__('Copy %1 to…', what) : trans.__('Move %1 to…', what),
      body: ReactWidget.create(<DestinationFields destination={destination} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: isCopy ? trans.__('Copy here') : trans.__('Move here'),
      sendingLabel: trans.__('Submitting…')
    });
    this.addClass('labcommons-DestinationDialog');
    destination.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  override dispose(): void {
    this.destination.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    return (await this.destination.send()) !== null;
  }

  private onChanged(): void {
    const { isSending, against } = this.destination;
    this.showState({ isSending, isBlocked: against !== null });
  }
}
