import type { TranslationBundle } from '@jupyterlab/translation';

import type { Database } from '../../hub/contract/databases.js';

/** What can be asked of a database: `write` needs the privilege, `edit` and `delete` its owner. */
export type DatabaseAction = 'open' | 'write' | 'edit' | 'delete';

/** Why something cannot be done with a database now, in words; null when it can. */
export function whyNot(
  action: DatabaseAction,
  database: Database,
  situation: { user: string; isOnline: boolean; trans: TranslationBundle }
): string | null {
  const { user, isOnline, trans } = situation;
  if (action === 'open') return null;
  if (!isOnline) return trans.__('The hub cannot be reached at the moment.');
  if (action === 'write') {
    return database.privileges.includes('write') ? null : trans.__('You may only read it.');
  }
  return database.owner === user
    ? null
    : trans.__('Only its owner may do that: %1.', database.owner);
}
