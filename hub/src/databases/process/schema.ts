import type { SchemaColumn, SchemaTable } from '../../../contract/databases.js';
import { openDatabase } from './open.js';
import type { Errand } from './protocol.js';

type SchemaErrand = Extract<Errand, { kind: 'schema' }>;
type Database = ReturnType<typeof openDatabase>;

interface TableRow {
  readonly name: string;
  readonly type: string;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: bigint;
  readonly pk: bigint;
  readonly hidden: bigint;
}

/** Tables and views by name; not what SQLite or a virtual table keeps for itself. */
export function readSchema(errand: SchemaErrand): SchemaTable[] {
  const database = openDatabase(errand, 'read');
  try {
    const tables = database
      .prepare<[], TableRow>(
        // The list of tables leaves out views that no longer fit.
        `SELECT known.name, coalesce(listed.type, known.type) AS type FROM sqlite_schema AS known
         LEFT JOIN pragma_table_list AS listed ON listed.schema = 'main' AND listed.name = known.name
         WHERE known.type IN ('table', 'view') AND listed.type IS NOT 'shadow'
           AND known.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY known.name COLLATE NOCASE, known.name`
      )
      .all();
    return tables.map(table => tableOf(database, table, errand.mostRowsCounted));
  } finally {
    database.close();
  }
}

function tableOf(database: Database, { name, type }: TableRow, mostRows: number): SchemaTable {
  const kind = type === 'view' ? 'view' : type === 'virtual' ? 'virtual' : 'table';
  return {
    name,
    kind,
    columns: columnsOf(database, name),
    indexes: indexesOf(database, name),
    rows: kind === 'table' ? rowsOf(database, name, mostRows) : null
  };
}

function columnsOf(database: Database, table: string): SchemaColumn[] {
  try {
    return database
      .prepare<[string], ColumnRow>('SELECT * FROM pragma_table_xinfo(?)')
      .all(table)
      .filter(({ hidden }) => hidden !== 1n)
      .map(({ name, type, notnull, pk }) => ({
        name,
        type,
        notNull: notnull !== 0n,
        primaryKey: Number(pk)
      }));
  } catch {
    // A view of what is no longer there.
    return [];
  }
}

function indexesOf(database: Database, table: string): SchemaTable['indexes'] {
  const columns = database
    .prepare<[string], string | null>('SELECT name FROM pragma_index_info(?) ORDER BY seqno')
    .pluck();
  return database
    .prepare<[string], { name: string; unique: bigint }>(
      'SELECT name, "unique" FROM pragma_index_list(?) ORDER BY name'
    )
    .all(table)
    .map(({ name, unique }) => ({
      name,
      unique: unique !== 0n,
      columns: columns.all(name).map(column => column ?? '')
    }));
}

/** Null when there are more than are counted. */
function rowsOf(database: Database, table: string, most: number): number | null {
  const quoted = `"${table.replaceAll('"', '""')}"`;
  const count = Number(
    database
      .prepare(`SELECT count(*) FROM (SELECT 1 FROM ${quoted} LIMIT ${most + 1})`)
      .pluck()
      .get()
  );
  return count > most ? null : count;
}
