import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Notification } from '../../hub/contract/notifications.js';
import { CommandIDs as Groups } from '../groups/command-ids.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { CommandIDs as Quotas } from '../quotas/command-ids.js';
import { CommandIDs as Server } from '../server/commands.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';

/** The command that shows the thing of a notification. */
interface Destination {
  readonly command: string;
  readonly args: ReadonlyPartialJSONObject;
}

function byKind(kind: string, id: string): Destination | null {
  switch (kind) {
    case 'job':
      return { command: Jobs.openJob, args: { id } };
    case 'server':
      return { command: Server.showDetails, args: {} };
    case 'group':
      return { command: Groups.openGroup, args: { id } };
    case 'volume':
      return { command: Volumes.openVolume, args: { id } };
    case 'quota':
      return { command: Quotas.showQuotas, args: {} };
    case 'task':
      return { command: Volumes.showVolumes, args: {} };
    default:
      return null;
  }
}

/** Where a click on a notification leads; null where it leads nowhere. */
export function destinationOf(
  { kind, resource }: Notification,
  commands: CommandRegistry
): Destination | null {
  // Who is invited sees the invitation in the panel; the group has no page for him yet.
  const destination =
    kind === 'invitation'
      ? { command: Groups.showGroups, args: {} }
      : resource && byKind(resource.kind, resource.id);
  return destination && commands.hasCommand(destination.command) ? destination : null;
}
