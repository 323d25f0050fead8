import { ReactWidget } from '@jupyterlab/ui-components';

import { FormDialog, type FormDialogOptions } from './FormDialog.js';
import type { SentForm } from './sent-form.js';

interface SentDialogOptions extends Omit<FormDialogOptions, 'body'> {
  readonly body: JSX.Element;
  readonly className?: string;
}

/** A dialog around a form, of which it disposes. */
class SentDialog<Saved> extends FormDialog {
  constructor(
    private readonly sent: SentForm<Saved>,
    { className, ...options }: SentDialogOptions
  ) {
    super({ ...options, body: ReactWidget.create(options.body) });
    if (className) this.addClass(className);
    sent.changed.connect(this.onChanged, this);
    this.onChanged();
  }

  /** Null as long as nothing was accepted. */
  get saved(): Saved | null {
    return this._saved;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.sent.dispose();
    super.dispose();
  }

  protected override async send(): Promise<boolean> {
    this._saved = await this.sent.send();
    return this._saved !== null;
  }

  private onChanged(): void {
    const { isSending, isBlocked } = this.sent;
    this.showState({ isSending, isBlocked });
  }

  private _saved: Saved | null = null;
}

/** Shows a form in a dialog. @returns what it became at the hub; null when the user gave up */
export async function askInDialog<Saved>(
  form: SentForm<Saved>,
  options: SentDialogOptions
): Promise<Saved | null> {
  const dialog = new SentDialog(form, options);
  await dialog.launch();
  dialog.dispose();
  return dialog.saved;
}
