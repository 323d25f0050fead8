import type { Database, SchemaColumn, SchemaTable } from '../../hub/contract/databases.js';
import type { SchemaState } from '../tokens.js';
import { hasWords, sectionRows } from '../ui/section-rows.js';
import type { TreeRow } from '../ui/tree-keys.js';

/** The parts of the tree. */
export const SECTIONS = ['mine', 'shared'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the tree; `key` tells it apart from all others. */
export type Row =
  | {
      readonly kind: 'heading';
      readonly key: Section;
      readonly count: number;
      readonly expanded: boolean;
    }
  | {
      readonly kind: 'database';
      readonly key: string;
      readonly database: Database;
      readonly expanded: boolean;
    }
  | {
      readonly kind: 'table';
      readonly key: string;
      readonly database: Database;
      readonly table: SchemaTable;
      readonly expanded: boolean;
    }
  | { readonly kind: 'column'; readonly key: string; readonly column: SchemaColumn }
  /** Why nothing stands below a database. */
  | {
      readonly kind: 'note';
      readonly key: string;
      readonly database: Database;
      readonly schema: SchemaState;
    };

/** No name holds it. */
const BETWEEN = '\0';

/** The key of a database, of a table in it, or of a column in that. */
export function keyOf(...names: readonly [id: string, table?: string, column?: string]): string {
  return names.join(BETWEEN);
}

/** The database and the table that a line belongs to, if any. */
export function meantBy(key: string | null): { id: string | null; table: string | null } {
  const [id, table] = (key ?? '').split(BETWEEN);
  const isSection = SECTIONS.some(section => section === id);
  return { id: isSection ? null : id || null, table: table || null };
}

export function sectionOf(database: Database, user: string): Section {
  return database.owner === user ? 'mine' : 'shared';
}

interface Shown {
  readonly user: string;
  readonly filter: string;
  readonly collapsed: ReadonlySet<Section>;
  readonly expanded: ReadonlySet<string>;
  /** What is known of the tables of a database; null when the hub was not asked. */
  readonly schemaOf: (id: string) => SchemaState | null;
}

/**
 * The lines of the tree, databases by name, those of others by address. A filter looks for words in addresses,
 * descriptions, and the names of tables that are known.
 */
export function rowsOf(databases: readonly Database[], view: Shown): Row[] {
  const shown = databases
    .filter(database => matches(database, view))
    .sort((a, b) => a.address.localeCompare(b.address));
  const membersOf = (section: Section) =>
    shown.filter(database => sectionOf(database, view.user) === section);
  return sectionRows(
    SECTIONS.map(section => [section, membersOf(section)] as const),
    view,
    section => section === 'mine'
  ).flatMap((row): Row[] => {
    if (row.kind === 'item') return databaseRows(row.item, view);
    const { section, count, expanded } = row;
    return [{ kind: 'heading', key: section, count, expanded }];
  });
}

function matches({ id, address, description }: Database, { filter, schemaOf }: Shown): boolean {
  const schema = schemaOf(id);
  const tables = schema?.kind === 'ready' ? schema.tables.map(({ name }) => name) : [];
  return hasWords([address, description, ...tables], filter);
}

function databaseRows(database: Database, view: Shown): Row[] {
  const key = keyOf(database.id);
  const expanded = view.expanded.has(key);
  const line: Row = { kind: 'database', key, database, expanded };
  if (!expanded) return [line];
  const schema = view.schemaOf(database.id) ?? { kind: 'loading' };
  if (schema.kind !== 'ready' || schema.tables.length === 0) {
    return [line, { kind: 'note', key: keyOf(database.id, '', 'note'), database, schema }];
  }
  return [line, ...schema.tables.flatMap(table => tableRows(database, table, view))];
}

function tableRows(database: Database, table: SchemaTable, { expanded }: Shown): Row[] {
  const key = keyOf(database.id, table.name);
  const isExpanded = expanded.has(key);
  const line: Row = { kind: 'table', key, database, table, expanded: isExpanded };
  if (!isExpanded) return [line];
  const columns = table.columns.map((column): Row => ({
    kind: 'column',
    key: keyOf(database.id, table.name, column.name),
    column
  }));
  return [line, ...columns];
}

/** How deep a line stands in the tree, from 1. */
export function levelOf(row: Row): number {
  return { heading: 1, database: 2, table: 3, note: 3, column: 4 }[row.kind];
}

/** A line as keys know it. */
export function keyedRow(row: Row): TreeRow {
  const level = levelOf(row);
  switch (row.kind) {
    case 'heading':
      return { kind: 'heading', section: row.key, expanded: row.expanded, level };
    case 'database':
    case 'table': {
      const text = row.kind === 'table' ? row.table.name : row.database.name;
      return { kind: 'heading', section: row.key, expanded: row.expanded, level, text };
    }
    case 'column':
      return { kind: 'leaf', id: row.key, text: row.column.name, level };
    case 'note':
      return { kind: 'leaf', id: row.key, text: '', level };
  }
}
