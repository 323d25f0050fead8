import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { HubError, problemText } from '../api/hub-error.js';

/** What is wrong, by field. */
export type Mistakes<Fields> = Partial<Record<keyof Fields, string>>;

/** What the fields of a dialog hold, what is wrong with each, and its way to the hub. */
export abstract class FieldsForm<Fields extends object, Saved> {
  constructor(
    fields: Fields,
    protected readonly trans: TranslationBundle
  ) {
    this._fields = fields;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get fields(): Fields {
    return this._fields;
  }

  get mistakes(): Mistakes<Fields> {
    return this._mistakes;
  }

  /** Why the hub refused the whole; null when it did not. */
  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  edit(change: Partial<Fields>): void {
    this._fields = { ...this._fields, ...change };
    const mistakes = { ...this._mistakes };
    for (const field of Object.keys(change)) delete mistakes[field as keyof Fields];
    this._mistakes = mistakes;
    this._changed.emit();
  }

  /** @returns what it became at the hub; null when something stands against it, which is said then */
  async send(): Promise<Saved | null> {
    if (this._isSending) return null;
    this._failure = null;
    this._mistakes = this.check();
    if (Object.keys(this._mistakes).length > 0) {
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._changed.emit();
    try {
      return await this.save();
    } catch (error) {
      this.takeRefusal(error);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  /** What is wrong before anything is sent. */
  protected abstract check(): Mistakes<Fields>;
  protected abstract save(): Promise<Saved>;
  /** What is wrong when the hub has such a thing already. */
  protected abstract readonly taken: Mistakes<Fields>;

  private takeRefusal(error: unknown): void {
    let mistakes: Mistakes<Fields> = {};
    if (error instanceof HubError) {
      for (const { pointer, detail } of error.fields) {
        const field = pointer.slice(1);
        if (field in this._fields) mistakes[field as keyof Fields] = detail;
      }
      if (error.code === 'already-exists') mistakes = { ...mistakes, ...this.taken };
    }
    this._mistakes = mistakes;
    if (Object.keys(mistakes).length === 0) this._failure = problemText(error, this.trans);
  }

  private _fields: Fields;
  private _mistakes: Mistakes<Fields> = {};
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
