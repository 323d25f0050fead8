import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Server } from '../../../hub/contract/servers.js';
import { FormDialog } from '../../ui/FormDialog.js';
import type { OptionsForm } from './options-form.js';
import { OptionsFields } from './OptionsFields.js';

interface Options {
  readonly form: OptionsForm;
  readonly title: string;
  readonly trans: TranslationBundle;
}

/** The dialog on what a server is made of. */
export class OptionsDialog extends FormDialog {
  constructor(private readonly choice: Options) {
    const { form, title, trans } = choice;
    super({
      title,
      body: ReactWidget.create(
        <OptionsFields form={form} onSave={() => this.leaveToSave()} trans={trans} />
      ),
      cancelLabel: trans.__('Cancel'),
      okLabel: trans.__('Start server'),
      sendingLabel: trans.__('Sending…')
    });
    this.addClass('labcommons-OptionsDialog');
    form.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  /** The server as chosen, once the hub has accepted that. */
  get server(): Server | null {
    return this._server;
  }

  /** Whether it was left for saving the environment first. */
  get isLeftToSave(): boolean {
    return this._isLeftToSave;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.choice.form.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._server = await this.choice.form.send();
    return this._server !== null;
  }

  private leaveToSave(): void {
    this._isLeftToSave = true;
    this.reject();
  }

  private onChanged(): void {
    const { form } = this.choice;
    this.showState({
      isSending: form.isSending,
      isBlocked: form.effect === null,
      okLabel: this.okLabel()
    });
  }

  private okLabel(): string {
    const { form, trans } = this.choice;
    if (form.asksForRestart) return trans.__('Restart…');
    if (form.effect === 'atOnce') return trans.__('Change volumes');
    const server = form.state.kind === 'ready' ? form.state.server : null;
    return server?.state === 'running' ? trans.__('Close') : trans.__('Start server');
  }

  private _server: Server | null = null;
  private _isLeftToSave = false;
}
