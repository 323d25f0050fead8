import type { TranslationBundle } from '@jupyterlab/translation';

import type { SchemaState } from '../tokens.js';

/** So many tables are named; the others are counted. */
const NAMED = 5;

/** What goes when a database goes. */
export function insideWords(schema: SchemaState, trans: TranslationBundle): string {
  if (schema.kind !== 'ready') return trans.__('Everything in it goes too.');
  const tables = schema.tables.filter(({ kind }) => kind !== 'view');
  if (tables.length === 0) return trans.__('There are no tables in it.');
  const rows = tables.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  const isWhole = tables.every(table => table.rows !== null);
  const names = tables.slice(0, NAMED).map(({ name }) => name);
  const more = tables.length - names.length;
  const list = more > 0 ? trans.__('%1 and %2 more', names.join(', '), more) : names.join(', ');
  const count = rows.toLocaleString();
  return isWhole
    ? trans._n(
        'Its table goes too: %2 (%3 rows).',
        'Its %1 tables go too: %2 (%3 rows).',
        tables.length,
        list,
        count
      )
    : trans._n(
        'Its table goes too: %2 (more than %3 rows).',
        'Its %1 tables go too: %2 (more than %3 rows).',
        tables.length,
        list,
        count
      );
}
