import type { TranslationBundle } from '@jupyterlab/translation';

import type { Database, SchemaColumn, SchemaTable } from '../../hub/contract/databases.js';
import { formatBytes } from '../ui/amounts.js';
import type { Section } from './sections.js';

export function sectionTitle(section: Section, trans: TranslationBundle): string {
  const titles: Record<Section, string> = {
    mine: trans.__('My databases'),
    shared: trans.__('Shared with me')
  };
  return titles[section];
}

/** What one may do there; empty where one may do everything, since it is one's own. */
export function accessWords(database: Database, user: string, trans: TranslationBundle): string {
  if (database.owner === user) return '';
  return database.privileges.includes('write') ? trans.__('read & write') : trans.__('read-only');
}

export function sharingWords({ sharing }: Database, trans: TranslationBundle): string {
  const words: Record<Database['sharing'], string> = {
    private: trans.__('only for you'),
    shared: trans.__('shared with others'),
    public: trans.__('open to everyone')
  };
  return words[sharing];
}

/** What stands at the right end of a row: whose it is and what one may do there, or how large it is. */
export function rowDetail(database: Database, user: string, trans: TranslationBundle): string {
  return database.owner === user
    ? formatBytes(database.sizeBytes)
    : `${database.owner} · ${accessWords(database, user, trans)}`;
}

/** Everything about a database in some lines, for the tip of its row. */
export function tipOf(database: Database, user: string, trans: TranslationBundle): string {
  const { address, description, sizeBytes, mostBytes } = database;
  return [
    address,
    description,
    trans.__('%1 of at most %2', formatBytes(sizeBytes), formatBytes(mostBytes)),
    [accessWords(database, user, trans), sharingWords(database, trans)].filter(Boolean).join(', ')
  ]
    .filter(Boolean)
    .join('\n');
}

/** What a table is, and how much is in it where that was counted. */
export function tableDetail({ kind, rows }: SchemaTable, trans: TranslationBundle): string {
  if (kind === 'view') return trans.__('view');
  const count = rows === null ? '' : trans._n('%2 row', '%2 rows', rows, rows.toLocaleString());
  return kind === 'virtual' ? [trans.__('virtual'), count].filter(Boolean).join(' · ') : count;
}

/** The type of a column as it was declared, with what else is to be known of its values. */
export function columnDetail(column: SchemaColumn, trans: TranslationBundle): string {
  return [
    column.type.toUpperCase() || trans.__('any type'),
    column.primaryKey > 0 ? trans.__('key') : column.notNull ? trans.__('not null') : ''
  ]
    .filter(Boolean)
    .join(' · ');
}
