import type { Logger } from 'pino';

import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { ContainerEngine } from '../compute/engine.js';
import type { GatewayLink } from '../gateway/ports.js';
import type { Notifier } from '../notifications/ports.js';
import type { LayerSizes } from '../room/layer-sizes.js';
import type { Room } from '../room/ports.js';
import type { Database } from '../sqlite/database.js';
import type { ServerFiles } from './directories.js';
import type { AskWork } from './idle-work.js';
import type { ServerSite } from './planner.js';
import type {
  ServerCatalogue,
  ServerDomains,
  ServerImages,
  ServerMounts,
  ServerTokens,
  ServerUsers,
  ServerVolumes
} from './ports.js';

/** What servers need of the rest of the hub. */
export interface ServerParts {
  readonly database: Database;
  readonly engine: ContainerEngine;
  readonly gateway: Pick<GatewayLink, 'addRoute' | 'closeRoute' | 'removeRoute'>;
  readonly files: ServerFiles;
  readonly tokens: ServerTokens;
  readonly users: ServerUsers;
  readonly volumes: ServerVolumes;
  readonly mounts: ServerMounts;
  readonly images: ServerImages;
  readonly domains: ServerDomains;
  readonly catalogue: ServerCatalogue;
  readonly events: EventPublisher;
  readonly activity: ActivityRecorder;
  readonly notifier: Notifier;
  readonly site: ServerSite;
  /** Default: something new may always start. */
  readonly room?: Pick<Room, 'whyClosed' | 'mustBeOpen'>;
  /** Default: layers are not measured. */
  readonly layers?: Pick<LayerSizes, 'of'>;
  /** How many servers a user may have who is no administrator. */
  readonly serversPerUser: number;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Default: asks the servers for their kernels, and the engine for what runs in terminals. */
  readonly isComputing?: AskWork;
}
