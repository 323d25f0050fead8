import type { Database, SchemaTable } from '../../hub/contract/databases.js';

/** A database for unit tests; whose it is, its address says. */
export function makeDatabase(
  number: number,
  address: string,
  more: Partial<Database> = {}
): Database {
  const [owner = '', name = ''] = address.split('/');
  return {
    id: `01K9DDDDDDDDDDDDDDDDDD${String(number).padStart(4, '0')}`,
    address,
    owner,
    name,
    description: '',
    privileges: ['read', 'write', 'grant'],
    sharing: 'private',
    sizeBytes: 8_192,
    mostBytes: 1024 ** 3,
    version: 1,
    createdAt: '2026-11-20T10:00:00Z',
    ...more
  };
}

/** A table for unit tests; columns as `name type`. */
export function makeTable(
  name: string,
  columns: readonly string[],
  more: Partial<SchemaTable> = {}
): SchemaTable {
  return {
    name,
    kind: 'table',
    columns: columns.map((column, at) => {
      const [columnName = '', type = ''] = column.split(' ');
      return { name: columnName, type, notNull: false, primaryKey: at === 0 ? 1 : 0 };
    }),
    indexes: [],
    rows: 0,
    ...more
  };
}
