import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../ui/FormDialog.js';
import { GroupFields } from './components/GroupFields.js';
import { InviteFields } from './components/InviteFields.js';
import type { GroupForm } from './group-form.js';
import type { InviteForm } from './invite-form.js';

/** The dialog that makes a group, or changes what is said of one. */
export class GroupDialog extends FormDialog {
  constructor(
    private readonly fields: GroupForm,
    trans: TranslationBundle
  ) {
    const { isNew, words } = fields.options;
    super({
      title: isNew ? trans.__('New group') : trans.__('Edit “%1”', words.name),
      body: ReactWidget.create(<GroupFields form={fields} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: isNew ? trans.__('Create group') : trans.__('Save'),
      sendingLabel: isNew ? trans.__('Creating…') : trans.__('Saving…'),
      focus: 'input'
    });
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

/** The dialog that invites several users at once; stays open where not all of them could be. */
export class InviteDialog extends FormDialog {
  constructor(
    private readonly invitation: InviteForm,
    groupName: string,
    trans: TranslationBundle
  ) {
    super({
      title: trans.__('Invite to “%1”', groupName),
      body: ReactWidget.create(<InviteFields form={invitation} trans={trans} />),
      cancelLabel: trans.__('Close'),
      okLabel: trans.__('Invite'),
      sendingLabel: trans.__('Inviting…'),
      focus: 'input'
    });
    this.addClass('labcommons-PickerDialog');
    invitation.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    this.invitation.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override send(): Promise<boolean> {
    return this.invitation.send();
  }

  private onChanged(): void {
    const { isSending, chosen } = this.invitation;
    this.showState({ isSending, isBlocked: chosen.length === 0 });
  }
}
