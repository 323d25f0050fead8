import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Job } from '../../hub/contract/jobs.js';
import { FormDialog } from '../ui/FormDialog.js';
import { SubmitFields } from './components/SubmitFields.js';
import type { SubmitController } from './controller.js';

/** The dialog “Submit … as a job”. */
export class SubmitDialog extends FormDialog {
  constructor(
    private readonly controller: SubmitController,
    trans: TranslationBundle
  ) {
    const { name, isDirty } = controller.notebook;
    super({
      title: trans.__('Submit “%1” as a job', name),
      body: ReactWidget.create(<SubmitFields controller={controller} trans={trans} />),
      cancelLabel: trans.__('Cancel'),
      okLabel: isDirty ? trans.__('Save and submit') : trans.__('Submit job'),
      sendingLabel: trans.__('Submitting…')
    });
    this.addClass('labcommons-SubmitDialog');
    controller.changed.connect(this.onChanged, this);
  }

  /** The job that the hub accepted; null as long as there is none. */
  get job(): Job | null {
    return this._job;
  }

  override dispose(): void {
    this.controller.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._job = await this.controller.submit();
    return this._job !== null;
  }

  private onChanged(): void {
    const { isSending, state } = this.controller;
    this.showState({ isSending, isBlocked: state.kind === 'failed' });
  }

  private _job: Job | null = null;
}
