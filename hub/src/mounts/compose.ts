import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Notifier } from '../notifications/ports.js';
import type { Database } from '../sqlite/database.js';
import { LiveVolumes } from './live.js';
import { MountPlans } from './plans.js';
import type {
  MountServers,
  MountTable,
  MountUsers,
  MountVolumes,
  Stoppable,
  Unchangeable
} from './ports.js';
import { MountService } from './service.js';
import { MountSetups } from './setups.js';
import { MountStops } from './stops.js';
import { MountStore } from './store.js';

/** How this hub may mount. */
export interface Mounting {
  /** Null where it may mount nothing at all. */
  readonly table: MountTable | null;
  /** Whether what it mounts appears in containers that run. */
  readonly possible: boolean;
}

/** What mounts need of the rest of the hub. */
export interface MountsNeeds {
  readonly database: Database;
  readonly mounting: Mounting;
  readonly volumes: MountVolumes;
  readonly users: MountUsers;
  readonly servers: MountServers;
  readonly jobs: Stoppable;
  /** Stops a server against its owner's will. @param reason - in words for him */
  readonly endServer: (id: string, reason: string) => void;
  readonly activity: ActivityRecorder;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

export function composeMounts(needs: MountsNeeds): MountService {
  const { table, possible } = needs.mounting;
  const store = new MountStore(needs.database);
  const plans = new MountPlans(store, needs.volumes, needs.users);
  const setups = new MountSetups(store, plans, needs.volumes);
  const live = table && possible ? new LiveVolumes({ ...needs, table, plans, store }) : null;
  const servers: Stoppable = {
    running: () => unchangeableServers(needs.servers, store),
    stop: needs.endServer
  };
  const stops = new MountStops({ ...needs, plans, things: { server: servers, job: needs.jobs } });
  return new MountService({ ...needs, store, plans, setups, live, table, stops });
}

/** Servers that run with the volumes that their containers were made with. */
function unchangeableServers(servers: MountServers, store: MountStore): Unchangeable[] {
  return servers
    .all()
    .filter(({ phase }) => phase === 'live')
    .flatMap(({ id, ownerId, title: called }) => {
      const container = store.containerOf(id);
      const title = `the server “${called}”`;
      return container?.kind === 'fixed' ? [{ id, ownerId, title, mounts: container.mounts }] : [];
    });
}
