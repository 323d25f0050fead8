import { stringify } from 'csv-stringify/sync';

import { Failed } from './failures.js';
import { openDatabase } from './open.js';
import type { Errand } from './protocol.js';
import { bindings, mustWish } from './query.js';
import type { SqlValue } from './values.js';

type CsvErrand = Extract<Errand, { kind: 'csv' }>;

const WRITTEN_AT_ONCE = 64 * 1024;

/** A value as CSV has it: a text in quotes, so that an empty one is not taken for NULL. */
function fieldOf(value: SqlValue): null | bigint | number | string {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}

function lineOf(fields: readonly unknown[]): string {
  return stringify([fields], { quoted_string: true, record_delimiter: '\r\n' });
}

/**
 * Writes what a statement reads, as CSV.
 * @param begin - called once it is known that it can be run at all
 */
export function runCsv(errand: CsvErrand, begin: () => void, write: (text: string) => void): void {
  mustWish(errand.sql);
  const database = openDatabase(errand, 'read');
  try {
    const statement = database.prepare<unknown[]>(errand.sql);
    if (!statement.readonly || !statement.reader) {
      throw new Failed('statement', 'Only what reads is written as CSV');
    }
    const rows = statement.raw().iterate(...bindings(errand)) as IterableIterator<SqlValue[]>;
    let next = rows.next();
    begin();
    let text = lineOf(statement.columns().map(({ name }) => name));
    let bytes = 0;
    for (; !next.done; next = rows.next()) {
      const line = lineOf(next.value.map(fieldOf));
      if (bytes + Buffer.byteLength(text) + Buffer.byteLength(line) > errand.mostCsvBytes) {
        text += `# Cut after ${errand.mostCsvBytes} bytes: there is more\r\n`;
        rows.return?.();
        break;
      }
      text += line;
      if (text.length >= WRITTEN_AT_ONCE) {
        write(text);
        bytes += Buffer.byteLength(text);
        text = '';
      }
    }
    write(text);
  } finally {
    database.close();
  }
}
