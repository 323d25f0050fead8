import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import {
  MOST_CSV_BYTES,
  TableName,
  importTable,
  type Database,
  type ImportedTable
} from '../../../hub/contract/databases.js';
import type { HubClient } from '../../api/hub-client.js';
import { HubError, problemText } from '../../api/hub-error.js';
import { formatBytes } from '../../ui/amounts.js';

/** A CSV, wherever it lies. */
export interface CsvSource {
  readonly name: string;
  /**
   * Reads all of it.
   * @throws HubError
   */
  readonly read: (signal: AbortSignal) => Promise<Blob>;
}

interface ImportFormOptions {
  readonly client: HubClient;
  readonly source: CsvSource;
  /** Those that the user may write to; not empty. */
  readonly databases: readonly [Database, ...Database[]];
  readonly trans: TranslationBundle;
}

/** What came of an import. */
export interface Imported {
  readonly database: Database;
  readonly table: ImportedTable;
}

/** Which table a CSV is to become, and in which database. */
export class ImportForm {
  constructor(private readonly options: ImportFormOptions) {
    this._database = options.databases[0];
    this._table = tableNameFor(options.source.name);
  }

  get source(): CsvSource {
    return this.options.source;
  }

  get databases(): readonly Database[] {
    return this.options.databases;
  }

  get database(): Database {
    return this._database;
  }

  get table(): string {
    return this._table;
  }

  set table(name: string) {
    this._table = name;
    this._mistake = null;
    this._changed.emit();
  }

  /** What is wrong with the name of the table. */
  get mistake(): string | null {
    return this._mistake;
  }

  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  choose(id: string): void {
    this._database = this.databases.find(database => database.id === id) ?? this._database;
    this._mistake = null;
    this._changed.emit();
  }

  /** @returns what has been made; null when something stands against it */
  async send(): Promise<Imported | null> {
    if (this._isSending) return null;
    const { client, source, trans } = this.options;
    const database = this._database;
    const table = this._table.trim();
    this._failure = null;
    this._mistake = this.check(table);
    if (this._mistake !== null) {
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._changed.emit();
    const { signal } = this.giveUp;
    try {
      const csv = await source.read(signal);
      if (csv.size > MOST_CSV_BYTES) {
        throw new HubError(
          'too-large',
          trans.__(
            'The file has %1; at most %2 can be imported.',
            formatBytes(csv.size),
            formatBytes(MOST_CSV_BYTES)
          )
        );
      }
      const params = { database: database.id, table };
      const made = await client.sendBytes(
        importTable,
        params,
        csv,
        { 'Content-Type': 'text/csv' },
        signal
      );
      return { database, table: made };
    } catch (error) {
      if (signal.aborted) return null;
      if (error instanceof HubError && error.code === 'already-exists') {
        this._mistake = trans.__('“%1” has a table of this name already.', database.name);
      } else this._failure = problemText(error, trans);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  /** Ends what is under way. */
  dispose(): void {
    this.giveUp.abort();
    Signal.clearData(this);
  }

  private check(table: string): string | null {
    const { trans } = this.options;
    if (table === '') return trans.__('The table needs a name.');
    return TableName.safeParse(table).success
      ? null
      : trans.__(
          'A name begins with a letter or _; then letters, digits, spaces, - and _ follow, 120 at most; and it does not begin with sqlite_.'
        );
  }

  private _database: Database;
  private _table: string;
  private _mistake: string | null = null;
  private _failure: string | null = null;
  private _isSending = false;
  private readonly giveUp = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
}

/** The name of a file as that of a table: `2026 plates.csv` becomes `_2026 plates`. */
export function tableNameFor(fileName: string): string {
  const plain = fileName
    .normalize('NFC')
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N}\p{M}_ -]+/gu, '_')
    .trim()
    .slice(0, 100);
  const name = /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
  return /^sqlite_/i.test(name) ? `_${name}` : name;
}
