import type { TranslationBundle } from '@jupyterlab/translation';

import {
  MOST_CSV_BYTES,
  TableName,
  importTable,
  type Database,
  type ImportedTable
} from '../../../hub/contract/databases.js';
import type { HubClient } from '../../api/hub-client.js';
import { HubError } from '../../api/hub-error.js';
import { formatBytes } from '../../ui/amounts.js';
import { FieldsForm, type Mistakes } from '../../ui/fields-form.js';

/** A CSV, wherever it lies. */
export interface CsvSource {
  readonly name: string;
  /**
   * Reads all of it.
   * @throws HubError
   */
  readonly read: (signal: AbortSignal) => Promise<Blob>;
}

export interface ImportFormOptions {
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

interface ImportedAs {
  readonly database: Database;
  readonly table: string;
}

/** Which table a CSV is to become, and in which database. */
export class ImportForm extends FieldsForm<ImportedAs, Imported> {
  constructor(private readonly options: ImportFormOptions) {
    const { databases, source, trans } = options;
    super({ database: databases[0], table: tableNameFor(source.name) }, trans);
  }

  get databases(): readonly Database[] {
    return this.options.databases;
  }

  choose(id: string): void {
    const { table, database: before } = this.fields;
    const database = this.databases.find(each => each.id === id) ?? before;
    // The name is given anew as well: what was wrong with it need not be wrong there.
    this.edit({ database, table });
  }

  /** Ends what is under way. */
  override dispose(): void {
    this.giveUp.abort();
    super.dispose();
  }

  protected async save(): Promise<Imported> {
    const { client, source, trans } = this.options;
    const { database } = this.fields;
    const { signal } = this.giveUp;
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
    const params = { database: database.id, table: this.fields.table.trim() };
    const headers = { 'Content-Type': 'text/csv' };
    return { database, table: await client.sendBytes(importTable, params, csv, headers, signal) };
  }

  protected check(): Mistakes<ImportedAs> {
    const table = this.fields.table.trim();
    if (table === '') return { table: this.trans.__('The table needs a name.') };
    if (TableName.safeParse(table).success) return {};
    return {
      table: this.trans.__(
        'A name begins with a letter or _; then letters, digits, spaces, - and _ follow, 120 at most; and it does not begin with sqlite_.'
      )
    };
  }

  protected get taken(): Mistakes<ImportedAs> {
    const { name } = this.fields.database;
    return { table: this.trans.__('“%1” has a table of this name already.', name) };
  }

  private readonly giveUp = new AbortController();
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
