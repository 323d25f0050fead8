import { titleOfServer } from '../../contract/server-choice.js';
import { toPublicName } from './names.js';
import type { ServerRow } from './types.js';

/** What people call a server: in notices, in the record of acts, wherever no address is meant. */
export function titleOf({ name, displayName }: Pick<ServerRow, 'name' | 'displayName'>): string {
  const publicName = toPublicName(name);
  return titleOfServer({ name: publicName, displayName: displayName || publicName });
}
