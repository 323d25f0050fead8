import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { GroupShareFields } from './components/GroupShareFields.js';
import type { GroupShareForm } from './group-share-form.js';

/** The dialog that shares one of the user's volumes with a group. */
export class GroupShareDialog extends FormDialog {
  constructor(
    private readonly fields: GroupShareForm,
    groupName: string,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Share a volume with “%1”', groupName),
      body: ReactWidget.create(
        <GroupShareFields form={fields} groupName={groupName} trans={trans} />
      ),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Share'),
      sendingLabel: trans.__('Sharing…'),
      focus: 'select'
    });
    this.addClass('labcommons-PickerDialog');
    fields.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    this.fields.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override send(): Promise<boolean> {
    return this.fields.send();
  }

  private onChanged(): void {
    this.showState({ isSending: this.fields.isSending, isBlocked: false });
  }
}
