import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Job } from '../../hub/contract/jobs.js';
import { SubmitFields } from './components/SubmitFields.js';
import type { SubmitController } from './controller.js';

const SUBMIT = 1;

/** The dialog “Submit … as a job”: stays open until the hub has accepted the job or the user gives up. */
export class SubmitDialog extends Dialog<void> {
  constructor(
    private readonly controller: SubmitController,
    trans: TranslationBundle
  ) {
    const { name, isDirty } = controller.notebook;
    super({
      title: trans.__('Submit “%1” as a job', name),
      body: bodyOf(controller, trans),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: isDirty ? trans.__('Save and submit') : trans.__('Submit job') })
      ],
      defaultButton: SUBMIT
    });
    this.addClass('labcommons-SubmitDialog');
    this.submitLabel = isDirty ? trans.__('Save and submit') : trans.__('Submit job');
    this.sendingLabel = trans.__('Submitting…');
    controller.changed.connect(this.showState, this);
  }

  /** The job that the hub accepted; null as long as there is none. */
  get job(): Job | null {
    return this._job;
  }

  override resolve(index: number = SUBMIT): void {
    if (index === SUBMIT) void this.submit();
    else super.resolve(index);
  }

  override dispose(): void {
    this.controller.changed.disconnect(this.showState, this);
    super.dispose();
  }

  /** Enter submits from everywhere, except where it means something else. */
  protected override _evtKeydown(event: KeyboardEvent): void {
    const target = event.target as Element;
    const isInBody = target.closest('.jp-Dialog-footer') === null;
    const means = isInBody && target.matches('textarea, button, summary, select, a');
    if ((event.key === 'Enter' && means) || event.isComposing) return;
    super._evtKeydown(event);
  }

  private async submit(): Promise<void> {
    const job = await this.controller.submit();
    if (job) {
      this._job = job;
      super.resolve(SUBMIT);
    } else if (!this.isDisposed) {
      this.node.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }

  private showState(): void {
    const button = this.node.querySelector<HTMLButtonElement>('.jp-Dialog-footer .jp-mod-accept');
    if (!button) return;
    const { isSending, state } = this.controller;
    const label = button.querySelector('.jp-Dialog-buttonLabel');
    if (label) label.textContent = isSending ? this.sendingLabel : this.submitLabel;
    button.setAttribute('aria-disabled', String(isSending || state.kind === 'failed'));
  }

  private readonly submitLabel: string;
  private readonly sendingLabel: string;
  private _job: Job | null = null;
}

function bodyOf(controller: SubmitController, trans: TranslationBundle): ReactWidget {
  return ReactWidget.create(<SubmitFields controller={controller} trans={trans} />);
}
