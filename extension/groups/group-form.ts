import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { GroupKind } from '../../hub/contract/groups.js';
import { HubError, problemText } from '../api/hub-error.js';
import type { GroupWords } from '../tokens.js';

export type GroupField = keyof GroupWords;

interface GroupFormOptions {
  readonly words: GroupWords;
  readonly kind: GroupKind;
  /** Whether the group is still to be made. */
  readonly isNew: boolean;
  /** Whether the user may make science domains. */
  readonly mayBePublic: boolean;
  readonly send: (words: GroupWords, kind: GroupKind) => Promise<void>;
  readonly trans: TranslationBundle;
}

/** What is typed about a group, what is wrong with it, and its way to the hub. */
export class GroupForm {
  constructor(readonly options: GroupFormOptions) {
    this._words = options.words;
    this._kind = options.kind;
  }

  get words(): GroupWords {
    return this._words;
  }

  get kind(): GroupKind {
    return this._kind;
  }

  set kind(kind: GroupKind) {
    this._kind = kind;
    this._changed.emit();
  }

  get mistakes(): Partial<Record<GroupField, string>> {
    return this._mistakes;
  }

  /** Why the hub refused, where no field is to blame. */
  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  edit(field: GroupField, text: string): void {
    this._words = { ...this._words, [field]: text };
    const { [field]: _mended, ...others } = this._mistakes;
    this._mistakes = others;
    this._changed.emit();
  }

  /** @returns whether the hub has taken it */
  async send(): Promise<boolean> {
    if (this._isSending) return false;
    const { trans } = this.options;
    this._failure = null;
    if (!this._words.name.trim()) {
      this._mistakes = { name: trans.__('A group needs a name.') };
      this._changed.emit();
      return false;
    }
    this._isSending = true;
    this._changed.emit();
    try {
      await this.options.send(this._words, this._kind);
      return true;
    } catch (error) {
      this.refused(error);
      return false;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  private refused(error: unknown): void {
    const { trans } = this.options;
    const said = error instanceof HubError ? error.fields : [];
    const mistakes: Partial<Record<GroupField, string>> = {};
    for (const { pointer, detail } of said) {
      const field = pointer.slice(1);
      if (field in this._words) mistakes[field as GroupField] = detail;
    }
    if (error instanceof HubError && error.code === 'already-exists') {
      mistakes.name = trans.__('There is a group of this name already.');
    }
    this._mistakes = mistakes;
    this._failure = Object.keys(mistakes).length > 0 ? null : problemText(error, trans);
  }

  private _words: GroupWords;
  private _kind: GroupKind;
  private _mistakes: Partial<Record<GroupField, string>> = {};
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
