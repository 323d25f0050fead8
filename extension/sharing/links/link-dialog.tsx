import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { FormDialog } from '../../ui/FormDialog.js';
import { copyText } from './copy-text.js';
import { LinkFields } from './LinkFields.js';
import type { LinkForm } from './link-form.js';

/** The dialog “Share link …”: makes a link and then shows its address, or changes one. */
export class LinkDialog extends FormDialog {
  constructor(
    private readonly fields: LinkForm,
    name: string,
    private readonly trans: TranslationBundle
  ) {
    const isNew = fields.subject.kind === 'new';
    super({
      title: isNew ? trans.__('Link to “%1”', name) : trans.__('Change the link to “%1”', name),
      body: ReactWidget.create(<LinkFields form={fields} trans={trans} />),
      cancelLabel: isNew ? trans.__('Close') : trans.__('Cancel'),
      okLabel: isNew ? trans.__('Make link') : trans.__('Change'),
      sendingLabel: trans.__('Sending…'),
      focus: 'input'
    });
    this.addClass('labcommons-LinkDialog');
    fields.changed.connect(this.onChanged, this);
  }

  override dispose(): void {
    this.fields.changed.disconnect(this.onChanged, this);
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    const { link, subject } = this.fields;
    if (link && subject.kind === 'new') return this.copy(link.url ?? '');
    const saved = await this.fields.send();
    return saved !== null && subject.kind === 'made';
  }

  private async copy(url: string): Promise<boolean> {
    const { trans } = this;
    if (await copyText(url)) {
      Notification.success(trans.__('The link is on the clipboard.'), { autoClose: 3_000 });
      return true;
    }
    // The browser keeps us from it: marked, it is copied by the keyboard.
    this.node.querySelector<HTMLInputElement>('.labcommons-LinkFields-url')?.focus();
    return false;
  }

  private onChanged(): void {
    const { isSending, link, subject } = this.fields;
    this.showState({ isSending, isBlocked: false });
    if (!link || subject.kind !== 'new') return;
    const button = this.node.querySelector<HTMLElement>('.jp-Dialog-footer .jp-mod-accept');
    const label = button?.querySelector('.jp-Dialog-buttonLabel');
    if (!button || !label) return;
    label.textContent = this.trans.__('Copy link');
    button.setAttribute('aria-label', this.trans.__('Copy link'));
    button.focus();
  }
}
