import { Dialog } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';

const OK = 1;

export interface FormDialogOptions {
  readonly title: string;
  readonly body: Widget;
  readonly cancelLabel: string;
  /** Null where there is something to see and nothing to send. */
  readonly okLabel: string | null;
  /** What the button says while something is under way. */
  readonly sendingLabel: string;
  /** What in the body has the focus at first; without it, the button has. */
  readonly focus?: string;
}

/** What gets the focus once the dialog is drawn; that can be late, and is nothing where somebody is typing already. */
function firstFocus(selector = ''): string {
  const present = '.jp-Dialog-body:focus-within :focus';
  return selector ? `${present}, .jp-Dialog-body:not(:focus-within) ${selector}` : present;
}

/** A dialog that stays open until what it sends has been accepted, or the user gives up. */
export abstract class FormDialog extends Dialog<void> {
  constructor(private readonly form: FormDialogOptions) {
    super({
      title: form.title,
      body: form.body,
      buttons: [
        Dialog.cancelButton({ label: form.cancelLabel }),
        ...(form.okLabel === null ? [] : [Dialog.okButton({ label: form.okLabel })])
      ],
      defaultButton: form.okLabel === null ? 0 : OK,
      focusNodeSelector: firstFocus(form.focus)
    });
    this.addClass('labcommons-FormDialog');
  }

  override resolve(index?: number): void {
    const isOk = this.form.okLabel !== null && (index ?? OK) === OK;
    if (isOk) void this.trySend();
    else super.resolve(0);
  }

  /** @returns whether the dialog has done its work and closes */
  protected abstract send(): Promise<boolean>;

  /** Lets the button say what is under way or what else it does now, and whether pressing it makes sense. */
  protected showState(state: {
    isSending: boolean;
    isBlocked: boolean;
    okLabel?: string | null;
  }): void {
    const button = this.node.querySelector<HTMLButtonElement>('.jp-Dialog-footer .jp-mod-accept');
    if (!button) return;
    const label = button.querySelector('.jp-Dialog-buttonLabel');
    const okLabel = state.okLabel ?? this.form.okLabel ?? '';
    if (label) {
      label.textContent = state.isSending ? this.form.sendingLabel : okLabel;
      label.setAttribute('aria-label', okLabel);
    }
    button.setAttribute('aria-disabled', String(state.isSending || state.isBlocked));
  }

  /** At once: the base class waits for a moment in which the page has nothing else to do. */
  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    const button = this.form.okLabel === null ? '.jp-mod-reject' : '.jp-mod-accept';
    this.node.querySelector<HTMLElement>(`.jp-Dialog-footer ${button}`)?.focus();
  }

  /** Enter sends from everywhere, except where it means something else; Escape first closes an open list. */
  protected override _evtKeydown(event: KeyboardEvent): void {
    const target = event.target as Element;
    const isList = target.getAttribute('aria-expanded') === 'true';
    if (isList && (event.key === 'Escape' || event.key === 'Enter')) return;
    const isInBody = target.closest('.jp-Dialog-footer') === null;
    const means = isInBody && target.matches('textarea, button, summary, select, a');
    if ((event.key === 'Enter' && means) || event.isComposing) return;
    super._evtKeydown(event);
  }

  /** What is opened behind the dialog and asks for the focus late does not get it: nobody stops typing for that. */
  protected override _evtFocus(event: FocusEvent): void {
    const target = event.target as Node;
    if (this.node.contains(target)) {
      this.focused = target instanceof HTMLElement ? target : null;
    } else if (this.focused && this.node.contains(this.focused)) {
      event.stopPropagation();
      this.focused.focus();
    } else super._evtFocus(event);
  }

  private async trySend(): Promise<void> {
    const isDone = await this.send();
    if (isDone) super.resolve(OK);
    else if (!this.isDisposed) {
      this.node.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    }
  }

  /** What in the dialog had the focus last. */
  private focused: HTMLElement | null = null;
}
