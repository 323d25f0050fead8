import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { DestinationFields } from './components/DestinationFields.js';
import type { Destination } from './destination.js';

/** The dialogs *Copy to…*, *Move to…* and *Compress to zip…*. */
export class DestinationDialog extends FormDialog {
  constructor(
    private readonly destination: Destination,
    what: string,
    trans: TranslationBundle
  ) {
    const words = {
      copy: { title: trans.__('Copy %1 to…', what), ok: trans.__('Copy here') },
      move: { title: trans.__('Move %1 to…', what), ok: trans.__('Move here') },
      zip: { title: trans.__('Compress %1 to a zip in…', what), ok: trans.__('Compress here') }
    }[destination.kind];
    super({
      title: words.title,
      body: ReactWidget.create(<DestinationFields destination={destination} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: words.ok,
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
