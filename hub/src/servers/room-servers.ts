import type { RoomServers } from '../room/ports.js';
import { containerName } from './launcher.js';
import { toPublicName } from './names.js';
import { domainFor, type ServerDomains } from './ports.js';
import type { ServerStore } from './store.js';

/** Servers that run, as far as the room that they take up is concerned. */
export function roomServers(
  store: Pick<ServerStore, 'all'>,
  domains: ServerDomains,
  end: RoomServers['end']
): RoomServers {
  return {
    running: () =>
      store
        .all()
        .filter(({ state }) => state === 'running')
        .map(row => ({
          id: row.id,
          ownerId: row.ownerId,
          name: row.displayName || toPublicName(row.name),
          container: containerName(row.id),
          layerBytes: domainFor(domains, row.domain).layerBytes
        })),
    end
  };
}
