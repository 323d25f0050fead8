import type { TranslationBundle } from '@jupyterlab/translation';

import { HubError } from '../api/hub-error.js';
import { SentForm } from './sent-form.js';

/** What is wrong, by field. */
export type Mistakes<Fields> = Partial<Record<keyof Fields, string>>;

/** What the fields of a dialog hold, what is wrong with each, and its way to the hub. */
export abstract class FieldsForm<Fields extends object, Saved> extends SentForm<Saved> {
  constructor(
    private _fields: Fields,
    trans: TranslationBundle
  ) {
    super(trans);
  }

  get fields(): Fields {
    return this._fields;
  }

  get mistakes(): Mistakes<Fields> {
    return this._mistakes;
  }

  edit(change: Partial<Fields>): void {
    this._fields = { ...this._fields, ...change };
    const mistakes = { ...this._mistakes };
    for (const field of Object.keys(change)) delete mistakes[field as keyof Fields];
    this._mistakes = mistakes;
    this._changed.emit();
  }

  /** What is wrong before anything is sent. */
  protected abstract check(): Mistakes<Fields>;
  /** What is wrong when the hub has such a thing already. */
  protected abstract get taken(): Mistakes<Fields>;

  protected isTaken({ code }: HubError): boolean {
    return code === 'already-exists';
  }

  protected override isRight(): boolean {
    this._mistakes = this.check();
    return Object.keys(this._mistakes).length === 0;
  }

  protected override refused(error: unknown): string | null {
    this._mistakes = error instanceof HubError ? this.mistakesIn(error) : {};
    return Object.keys(this._mistakes).length === 0 ? super.refused(error) : null;
  }

  private mistakesIn(error: HubError): Mistakes<Fields> {
    const mistakes: Mistakes<Fields> = {};
    for (const { pointer, detail } of error.fields) {
      const field = pointer.slice(1);
      if (field in this._fields) mistakes[field as keyof Fields] = detail;
    }
    return this.isTaken(error) ? { ...mistakes, ...this.taken } : mistakes;
  }

  private _mistakes: Mistakes<Fields> = {};
}
