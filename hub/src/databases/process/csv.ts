import { stringify } from 'csv-stringify/sync';

import { Failed } from './failures.js';
import { openDatabase } from './open.js';
import type { Errand } from './protocol.js';
import { bindings, mustWish } from './query.js';
import { type SqlValue, bytesOf } from './values.js';

type CsvErrand = Extract<Errand, { kind: 'csv' }>;

/** Roughly; lines are made and written many at once. */
const WRITTEN_AT_ONCE = 256 * 1024;

/** A value as CSV has it: a text in quotes, so that an empty one is not taken for NULL. */
function fieldOf(value: SqlValue): null | bigint | number | string {
  return Buffer.isBuffer(value) ? value.toString('base64') : value;
}

function linesOf(rows: readonly (readonly SqlValue[])[]): string {
  return stringify(
    rows.map(row => row.map(fieldOf)),
    { quoted_string: true, record_delimiter: '\r\n' }
  );
}

/** Writes lines until there are too many of them. */
class Lines {
  private bytes = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly write: (text: string) => void
  ) {}

  /** @returns false when there was no place for all of these, and the last line says so */
  add(rows: readonly (readonly SqlValue[])[]): boolean {
    const text = linesOf(rows);
    const bytes = Buffer.byteLength(text);
    if (this.bytes + bytes <= this.mostBytes) {
      this.bytes += bytes;
      this.write(text);
      return true;
    }
    if (rows.length > 1) {
      return rows.every(row => this.add([row]));
    }
    this.write(`# Cut after ${this.mostBytes} bytes: there is more\r\n`);
    return false;
  }
}

/** Rows, as many at once as make some text. */
function* batchesOf(rows: Iterable<SqlValue[]>): Generator<SqlValue[][]> {
  let batch: SqlValue[][] = [];
  let bytes = 0;
  for (const row of rows) {
    batch.push(row);
    bytes += row.reduce<number>((sum, value) => sum + bytesOf(value), 0);
    if (bytes > WRITTEN_AT_ONCE) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  yield batch;
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
    const rows = statement.raw().iterate(...bindings(errand)) as Iterable<SqlValue[]>;
    const lines = new Lines(errand.mostCsvBytes, write);
    let isBegun = false;
    for (const batch of batchesOf(rows)) {
      if (!isBegun) {
        isBegun = true;
        begin();
        lines.add([statement.columns().map(({ name }) => name)]);
      }
      if (!lines.add(batch)) {
        break;
      }
    }
  } finally {
    database.close();
  }
}
