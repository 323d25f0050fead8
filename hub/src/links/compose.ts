import type { Router } from 'express';
import type { Logger } from 'pino';

import { Attempts } from '../accounts/attempts.js';
import { Passwords } from '../accounts/passwords.js';
import type { ActivityRecorder, EventPublisher } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { VolumeFiles } from '../files/ports.js';
import { keptKey } from '../kept-key.js';
import type { Database } from '../sqlite/database.js';
import { DownloadLimits } from './download-limits.js';
import { linksRouter } from './page-routes.js';
import type { LinkAccess, LinkUsers, LinkVolumes } from './ports.js';
import { LinkSecrets } from './secrets.js';
import { LinkService } from './service.js';
import { Standings } from './standings.js';
import { LinkStore } from './store.js';
import type { LinkTimes } from './types.js';
import { LinkView } from './view.js';
import { LinkVisits } from './visits.js';

/** What links need of the rest of the hub. */
export interface LinksNeeds {
  readonly config: Pick<Config, 'links' | 'hubPath' | 'paths'>;
  readonly database: Database;
  readonly files: VolumeFiles;
  readonly volumes: LinkVolumes;
  readonly users: LinkUsers;
  readonly access: LinkAccess;
  readonly activity: ActivityRecorder & EventPublisher;
  readonly clock: Clock;
  /** Ascending, also within one millisecond. */
  readonly newId: () => string;
  readonly log: Pick<Logger, 'error'>;
}

export interface Links {
  /** Null where an administrator switched links off. */
  readonly times: LinkTimes | null;
  readonly service: LinkService;
  /** The pages of visitors, to be mounted at `l` below the hub's path. */
  readonly router: Router;
}

export function composeLinks(needs: LinksNeeds): Links {
  const { config, database, users, volumes, access, clock, files } = needs;
  const { enabled, defaultDays, longestDays } = config.links;
  const store = new LinkStore(database);
  const secrets = new LinkSecrets(keptKey(config.paths.linkKey));
  const standings = new Standings(users, volumes, access, enabled, clock);
  const view = new LinkView(standings, secrets);
  const times = enabled ? { defaultDays, longestDays } : null;
  const shared = { ...needs, store, secrets, standings, view, passwords: new Passwords() };
  const visits = new LinkVisits({
    ...shared,
    attempts: new Attempts(),
    downloads: new DownloadLimits()
  });
  const { hubPath } = config;
  return {
    times,
    service: new LinkService({ ...shared, times }),
    router: linksRouter({ visits, files, hubPath, log: needs.log })
  };
}
