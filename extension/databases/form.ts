import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { DatabaseName, type Database } from '../../hub/contract/databases.js';
import { HubError, problemText } from '../api/hub-error.js';
import type { DatabaseWords, IDatabasesModel } from '../tokens.js';

export type Mistakes = Partial<Record<keyof DatabaseWords, string>>;

/** Makes a database, or renames or describes the given one, from what the dialog's fields hold. */
export class DatabaseForm {
  constructor(
    private readonly model: IDatabasesModel,
    readonly database: Database | null,
    private readonly trans: TranslationBundle
  ) {
    const { name, description } = database ?? { name: '', description: '' };
    this._fields = { name, description };
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get fields(): DatabaseWords {
    return this._fields;
  }

  get mistakes(): Mistakes {
    return this._mistakes;
  }

  /** Why the hub refused the whole; null when it did not. */
  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  edit(change: Partial<DatabaseWords>): void {
    this._fields = { ...this._fields, ...change };
    const mistakes = { ...this._mistakes };
    for (const field of Object.keys(change)) delete mistakes[field as keyof DatabaseWords];
    this._mistakes = mistakes;
    this._changed.emit();
  }

  /** @returns the database as it is then; null when something stands against it */
  async send(): Promise<Database | null> {
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

  private save(): Promise<Database> {
    const words = this.trimmed();
    const { database } = this;
    if (!database) return this.model.create(words);
    return this.model.change(database.id, {
      ...(words.name !== database.name && { name: words.name }),
      ...(words.description !== database.description && { description: words.description })
    });
  }

  private check(): Mistakes {
    const { name } = this.trimmed();
    if (name === '') return { name: this.trans.__('A database needs a name.') };
    if (DatabaseName.safeParse(name).success) return {};
    return {
      name: this.trans.__(
        'A name begins with a letter or digit; then letters, digits, spaces, dots, - and _ follow, 80 at most.'
      )
    };
  }

  private takeRefusal(error: unknown): void {
    const mistakes: Mistakes = {};
    if (error instanceof HubError) {
      for (const { pointer, detail } of error.fields) {
        const field = pointer.slice(1);
        if (field in this._fields) mistakes[field as keyof DatabaseWords] = detail;
      }
      if (error.code === 'already-exists') {
        mistakes.name = this.trans.__('You have a database of this name already.');
      }
    }
    this._mistakes = mistakes;
    if (Object.keys(mistakes).length === 0) this._failure = problemText(error, this.trans);
  }

  private trimmed(): DatabaseWords {
    const { name, description } = this._fields;
    return { name: name.trim(), description: description.trim() };
  }

  private _fields: DatabaseWords;
  private _mistakes: Mistakes = {};
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
