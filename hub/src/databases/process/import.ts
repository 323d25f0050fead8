import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import type { ImportedTable } from '../../../contract/databases.js';
import { ColumnGuess, type ColumnType, valueOf } from './column-guess.js';
import { Failed } from './failures.js';
import { openDatabase } from './open.js';
import type { Errand } from './protocol.js';

type ImportErrand = Extract<Errand, { kind: 'import' }>;
type Field = string | null;

const MOST_COLUMNS = 1000;
const LONGEST_NAME = 200;
const LONGEST_RECORD = 16 * 1024 * 1024;

/** @throws Failed for what is no UTF-8: bytes taken for other letters would be wrong for good */
async function* textOf(source: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(source) as AsyncIterable<Buffer>) {
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch {
    throw new Failed('csv', 'The file is not in UTF-8');
  }
}

/** Lines of a CSV, a field with nothing in it as null. @throws Failed for what is none */
async function* recordsOf(source: string): AsyncGenerator<Field[]> {
  const parser = Readable.from(textOf(source)).compose(
    parse({
      max_record_size: LONGEST_RECORD,
      cast: (field, { quoting }) => (field === '' && !quoting ? null : field)
    })
  );
  try {
    yield* parser as AsyncIterable<Field[]>;
  } catch (error) {
    throw error instanceof CsvError ? new Failed('csv', error.message) : error;
  }
}

function mustBeNames(header: readonly Field[]): string[] {
  const names = header.map((name, index) => {
    if (name === null || name.trim() === '' || name.length > LONGEST_NAME || name.includes('\0')) {
      throw new Failed('csv', `Column ${index + 1} has no name that can be used`);
    }
    return name;
  });
  const twice = names.find((name, index) =>
    names.some((other, at) => at < index && other.toLowerCase() === name.toLowerCase())
  );
  if (twice !== undefined) {
    throw new Failed('csv', `Two columns are called ${twice}`);
  }
  if (names.length > MOST_COLUMNS) {
    throw new Failed('csv', `There are ${names.length} columns, and ${MOST_COLUMNS} at most`);
  }
  return names;
}

async function columnsOf(source: string): Promise<{ name: string; type: ColumnType }[]> {
  let columns: { name: string; guess: ColumnGuess }[] | null = null;
  for await (const record of recordsOf(source)) {
    if (columns === null) {
      columns = mustBeNames(record).map(name => ({ name, guess: new ColumnGuess() }));
    } else {
      columns.forEach(({ guess }, index) => guess.see(record[index] ?? null));
    }
  }
  if (columns === null) {
    throw new Failed('csv', 'There is nothing in the file: its first line names the columns');
  }
  return columns.map(({ name, guess }) => ({ name, type: guess.type }));
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes a table of a CSV: all of it, in one transaction, or nothing. The file is gone through twice. */
export async function runImport(
  errand: ImportErrand
): Promise<Omit<ImportedTable, 'milliseconds'>> {
  const { source, table } = errand;
  const columns = await columnsOf(source);
  const database = openDatabase(errand, 'write');
  try {
    database.exec('BEGIN IMMEDIATE');
    const there = database
      .prepare<[string]>('SELECT 1 FROM sqlite_schema WHERE lower(name) = lower(?)')
      .get(table);
    if (there) {
      throw new Failed('exists', `There is ${table} already`);
    }
    const definitions = columns.map(({ name, type }) => `${quoted(name)} ${type}`);
    database.exec(`CREATE TABLE ${quoted(table)} (${definitions.join(', ')})`);
    const insert = database.prepare<unknown[]>(
      `INSERT INTO ${quoted(table)} VALUES (${columns.map(() => '?').join(', ')})`
    );
    let rows = -1;
    for await (const record of recordsOf(source)) {
      if (rows >= 0) {
        insert.run(columns.map(({ type }, index) => valueOf(record[index] ?? null, type)));
      }
      rows += 1;
    }
    database.exec('COMMIT');
    return { table, columns, rows };
  } finally {
    // What was not committed is undone.
    database.close();
  }
}
