import type { RoomServers } from '../room/ports.js';
import { containerName } from './launcher.js';
import { domainFor, type ServerDomains } from './ports.js';
import type { ServerStore } from './store.js';
import { titleOf } from './titles.js';

/** Servers that run, as far as the room that they take up is concerned. */
export function roomServers(
  store: Pick<ServerStore, 'all'>,
  domains: ServerDomains,
  acts: Pick<RoomServers, 'end' | 'announce'>
): RoomServers {
  return {
    running: () =>
      store
        .all()
        .filter(({ state }) => state === 'running')
        .map(row => ({
          id: row.id,
          ownerId: row.ownerId,
          name: titleOf(row),
          container: containerName(row.id),
          layerBytes: domainFor(domains, row.domain).layerBytes
        })),
    ...acts
  };
}
