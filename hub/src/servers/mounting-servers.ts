import type { User } from '../accounts/types.js';
import type { MountServers } from '../mounts/ports.js';
import type { MountingServer } from '../mounts/types.js';
import { workspaceDirectory } from './mounts.js';
import type { ServerStore } from './store.js';
import { titleOf } from './titles.js';
import type { ServerRow } from './types.js';

/** A server as the mounts know it. */
export function mountingServer(row: ServerRow): MountingServer {
  const { id, ownerId, state } = row;
  const workspace = workspaceDirectory(ownerId, row.name);
  const phase =
    state === 'stopping'
      ? 'ending'
      : state === 'starting' || state === 'running'
        ? 'live'
        : 'ended';
  return { id, ownerId, title: titleOf(row), workspace, phase };
}

/**
 * Servers, as far as volumes are mounted in them.
 * @param rowOf - throws AppError `not-found`
 */
export function mountingServers(
  store: ServerStore,
  rowOf: (user: User, name: string) => ServerRow,
  publish: (row: ServerRow) => void
): MountServers {
  return {
    byId: id => {
      const row = store.byId(id);
      return row && mountingServer(row);
    },
    ofUser: (user, name) => mountingServer(rowOf(user, name)),
    ofOwner: userId => store.ofOwner(userId).map(mountingServer),
    all: () => store.all().map(mountingServer),
    announce: id => {
      const row = store.byId(id);
      if (row) {
        publish(row);
      }
    }
  };
}
