import Sqlite from 'better-sqlite3';

import type { Errand } from './protocol.js';

/** SQLite itself, which is only read when a first database is opened. */
export function loadDriver(): void {
  new Sqlite(':memory:').close();
}

type Opening = Pick<Errand, 'file' | 'mostBytes' | 'busyMs'>;

/**
 * Opens the one file of an errand. What a schema says is believed no more than what a stranger sends: the functions in it
 * are only those that do no harm, and nothing can be written past SQLite's own structures (better-sqlite3 opens every
 * database in defensive mode).
 */
export function openDatabase({ file, mostBytes, busyMs }: Opening, access: 'read' | 'write') {
  const isReading = access === 'read';
  const database = new Sqlite(file, {
    readonly: isReading,
    fileMustExist: true,
    timeout: busyMs
  });
  database.defaultSafeIntegers(true);
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
  database.pragma('temp_store = MEMORY');
  database.pragma('mmap_size = 0');
  if (isReading) {
    database.pragma('query_only = ON');
  } else {
    database.pragma('synchronous = FULL');
    const pageBytes = Number(database.pragma('page_size', { simple: true }));
    database.pragma(`max_page_count = ${Math.floor(mostBytes / pageBytes)}`);
  }
  return database;
}

/** Makes the file of a new database: readers and a writer at the same time, and whole after a crash. */
export function createDatabase(file: string): void {
  const database = new Sqlite(file);
  try {
    database.pragma('journal_mode = WAL');
    // The first page is written: from now on it is a database, and no empty file.
    database.pragma('user_version = 1');
    database.pragma('user_version = 0');
  } finally {
    database.close();
  }
}
