import type Sqlite from 'better-sqlite3';

import type { QueryAnswer } from '../../../contract/databases.js';
import { type Wish, wishOf } from '../statement.js';
import { Failed } from './failures.js';
import { openDatabase } from './open.js';
import type { Errand } from './protocol.js';
import { type SqlValue, boundValue, bytesOf, cellOf, columnTypeOf } from './values.js';

type QueryErrand = Extract<Errand, { kind: 'query' }>;
type Database = ReturnType<typeof openDatabase>;
type Statement = Sqlite.Statement<unknown[]>;

/** What a statement is given for its parameters, as the driver wants it. */
export function bindings({ parameters }: Pick<QueryErrand, 'parameters'>): unknown[] {
  if (parameters === undefined) {
    return [];
  }
  return Array.isArray(parameters)
    ? parameters.map(boundValue)
    : [
        Object.fromEntries(
          Object.entries(parameters).map(([name, value]) => [name, boundValue(value)])
        )
      ];
}

/** @throws Failed for what users may not send */
export function mustWish(sql: string): Wish {
  const wish = wishOf(sql);
  if (wish === null) {
    throw new Failed(
      'statement',
      'A statement begins with SELECT, WITH, VALUES, EXPLAIN, INSERT, UPDATE, DELETE, REPLACE, CREATE, DROP or ALTER'
    );
  }
  return wish;
}

const ACCESS: Record<Wish, readonly ('read' | 'write')[]> = {
  read: ['read'],
  maybeWrite: ['read', 'write'],
  write: ['write']
};

/** Runs `work` with the statement, in a database that is open for writing only if the statement needs that. */
function withStatement<Result>(
  errand: QueryErrand,
  work: (statement: Statement, database: Database) => Result
): Result {
  const possible = ACCESS[mustWish(errand.sql)].filter(
    access => access === 'read' || errand.mayWrite
  );
  for (const access of possible) {
    const database = openDatabase(errand, access);
    try {
      const statement = database.prepare<unknown[]>(errand.sql);
      if (statement.readonly) {
        return work(statement, database);
      }
      if (access === 'write') {
        // What fails on the way, be it in our hands, changes nothing.
        return database.transaction(() => work(statement, database)).immediate();
      }
    } finally {
      database.close();
    }
  }
  throw new Failed('onlyReads', 'You may only read this database');
}

interface Collected {
  readonly rows: readonly (readonly SqlValue[])[];
  readonly truncated: boolean;
}

function collect(statement: Statement, errand: QueryErrand): Collected {
  const rows: SqlValue[][] = [];
  let bytes = 0;
  let truncated = false;
  // All rows are gone through where they come from a change: it is done only then.
  for (const row of statement.raw().iterate(...bindings(errand)) as Iterable<SqlValue[]>) {
    if (truncated || rows.length >= errand.maxRows) {
      truncated = true;
    } else {
      const more = row.reduce<number>((sum, value) => sum + bytesOf(value), 0);
      if (rows.length === 0 && more > errand.mostAnswerBytes) {
        throw new Failed('tooLarge', 'The first row is too large for an answer');
      }
      truncated = bytes + more > errand.mostAnswerBytes;
      if (!truncated) {
        bytes += more;
        rows.push(row);
      }
    }
    if (truncated && statement.readonly) {
      break;
    }
  }
  return { rows, truncated };
}

/** Runs one statement. @returns whether it writes, and the whole answer but for how long it took */
export function runQuery(errand: QueryErrand): {
  wrote: boolean;
  answer: Omit<QueryAnswer, 'milliseconds'>;
} {
  return withStatement(errand, (statement, database) => {
    const { rows, truncated } = statement.reader
      ? collect(statement, errand)
      : (statement.run(...bindings(errand)), { rows: [], truncated: false });
    const columns = (statement.reader ? statement.columns() : []).map(({ name }, index) => ({
      name,
      type: columnTypeOf(rows.map(row => row[index] ?? null))
    }));
    return {
      wrote: !statement.readonly,
      answer: {
        columns,
        rows: rows.map(row =>
          row.map((value, index) => cellOf(value, columns[index]?.type ?? 'mixed'))
        ),
        truncated,
        changes: changesOf(database)
      }
    };
  });
}

/** Of the one statement that this connection has run. */
function changesOf(database: Database): number {
  return Number(database.prepare('SELECT changes()').pluck().get());
}
