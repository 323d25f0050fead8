import { LabIcon } from '@jupyterlab/ui-components';

import type { Database, SchemaTable } from '../../hub/contract/databases.js';

function icon(name: string, drawing: string): LabIcon {
  return new LabIcon({
    name: `labcommons:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161">${drawing}</g></svg>`
  });
}

/** The Databases panel in the side bar: a drum with a magnifying glass before it. */
export const databasesIcon = icon(
  'databases',
  '<path d="M7.500 1.200c3.200 0 5.700.900 5.700 2.100S10.700 5.400 7.500 5.400 1.800 4.500 1.800 3.300s2.500-2.100 5.700-2.100z"/><path d="M1.800 5.100c1.200 1 3.300 1.500 5.700 1.500s4.500-.500 5.700-1.500v1.700a4 4 0 0 0-5.900 2.700c-3.100 0-5.500-.900-5.500-2zM1.800 9.300c1.100 1 3.200 1.400 5.500 1.400.2 1.200.9 2.200 1.900 2.900-.500.100-1.100.1-1.700.1-3.200 0-5.700-.9-5.700-2.100z"/><path fill-rule="evenodd" d="M11 7.300a2.900 2.900 0 0 1 2.400 4.500l2 2-1.100 1.100-2-2A2.900 2.900 0 1 1 11 7.300zm0 1.400a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z"/>'
);

/** One database. */
export const databaseIcon = icon(
  'database',
  '<path d="M8 1.500c3.300 0 6 .9 6 2.200S11.300 6 8 6 2 5 2 3.700s2.700-2.200 6-2.200z"/><path d="M2 5.600C3.200 6.700 5.500 7.300 8 7.300s4.800-.6 6-1.700v2.600c0 1.200-2.700 2.200-6 2.200s-6-1-6-2.200z"/><path d="M2 10c1.200 1.100 3.500 1.700 6 1.700s4.800-.6 6-1.700v2.500c0 1.200-2.700 2.200-6 2.200s-6-1-6-2.200z"/>'
);

const shared = icon(
  'database-shared',
  '<path d="M7 1.500c3 0 5.500.9 5.500 2.100S10 5.700 7 5.700s-5.500-.9-5.500-2.100S4 1.500 7 1.500z"/><path d="M1.500 5.400C2.600 6.400 4.700 7 7 7s4.400-.6 5.500-1.600v1a4 4 0 0 0-5.900 3.300c-2.900-.1-5.100-1-5.100-2.100zM1.500 9.300c1 .9 2.700 1.400 4.600 1.600L5.200 14c-2.200-.3-3.700-1.100-3.700-2.100z"/><circle cx="9.300" cy="10" r="1.700"/><circle cx="13.200" cy="10" r="1.700"/><path d="M6.800 15c0-1.700 1-2.700 2.500-2.700.8 0 1.400.3 1.900.8.5-.5 1.200-.8 2-.8 1.500 0 2.500 1 2.500 2.700z"/>'
);

const table = icon(
  'database-table',
  '<path fill-rule="evenodd" d="M2.500 2.500h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM3 6.200v2.300h3.200V6.200zm4.400 0v2.300H13V6.200zM3 9.700V12h3.200V9.700zm4.400 0V12H13V9.700z"/>'
);

const view = icon(
  'database-view',
  '<path fill-rule="evenodd" d="M2.500 2.500h11a1 1 0 0 1 1 1v2.700h-13V3.500a1 1 0 0 1 1-1zM1.500 7.400h2.300A6 6 0 0 0 2.700 9H3v3h.300l.8 1.500H2.500a1 1 0 0 1-1-1z"/><path fill-rule="evenodd" d="M9.300 7.500c2.900 0 4.900 1.900 5.700 3.500-.8 1.600-2.800 3.500-5.700 3.500S4.400 12.600 3.600 11c.8-1.600 2.800-3.500 5.700-3.500zm0 1.500a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"/>'
);

/** A database, and whether others have access to it: shapes, not colours, tell it. */
export function iconOf({ sharing }: Database): LabIcon {
  return sharing === 'private' ? databaseIcon : shared;
}

export function iconOfTable({ kind }: SchemaTable): LabIcon {
  return kind === 'view' ? view : table;
}
