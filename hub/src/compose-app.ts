import type { Express } from 'express';
import { linkFiles } from './app-links/link-files.js';
import { QuickNotebooks } from './app-links/quick.js';
import { bindApplications } from './app-links/routes.js';
import { AppLinkService } from './app-links/service.js';
import { bindEmail } from './accounts/email-routes.js';
import { bindAccounts } from './accounts/routes.js';
import { bindHistory } from './activity/history-routes.js';
import { bindActivity } from './activity/routes.js';
import { bindAnnouncements } from './announcements/routes.js';
import { buildApp } from './app.js';
import { AppEntries } from './apps/service.js';
import { jupyterhubRouter } from './compat/jupyterhub/routes.js';
import { bindCompute } from './compute/routes.js';
import { bindSiteCompute } from './compute/site/routes.js';
import { Places } from './files/places.js';
import { bindDatabases } from './databases/routes.js';
import { bindDataSets } from './datasets/routes.js';
import { bindDownloads } from './files/downloads/routes.js';
import { bindBatchRead } from './files/batch/routes.js';
import { BatchReader } from './files/batch/service.js';
import { bindFiles } from './files/routes.js';
import { bindUploads } from './files/uploads/routes.js';
import { bindGroups } from './groups/routes.js';
import { Api } from './http/api.js';
import { authenticateBy, stillHoldsBy } from './http/authenticate.js';
import { Guide } from './guide/guide.js';
import { bindJobs } from './jobs/routes.js';
import { bindLinks } from './links/routes.js';
import { bindNotifications } from './notifications/routes.js';
import { bindMounts } from './mounts/routes.js';
import { pageAccounts } from './pages/accounts.js';
import { pagesRouter } from './pages/routes.js';
import type { Site } from './pages/site.js';
import { bindServers } from './servers/routes.js';
import { bindSharing } from './sharing/routes.js';
import { bindSnapshots } from './snapshots/routes.js';
import { bindSearch } from './search/routes.js';
import { bindUsage } from './usage/routes.js';
import { bindDataVolumes } from './volumes/data-volumes-routes.js';
import { bindVolumes } from './volumes/routes.js';
import { bindTasks } from './tasks/routes.js';
import { bindTrash } from './trash/routes.js';
import { type Hub, type Rim, SITE_NAME } from './hub.js';

/** The application in front of a hub's services: every route of it. */
export function composeApp(
  { config, clock, files, gateway, assets, log, installation }: Rim,
  hub: Omit<Hub, 'app'>,
  labOrigin: string | undefined
): Express {
  const { accounts, sessions, tokens, oauth, revocations, activity, servers } = hub;
  const api = new Api(authenticateBy(sessions, tokens));
  const [smallest] = hub.domains.forJobs();
  bindAccounts(api, accounts, sessions, {
    limits: {
      servers: config.serversPerUser,
      runningJobs: smallest?.runningJobsPerUser ?? 0,
      queuedJobs: smallest?.queuedJobsPerUser ?? 0,
      links: hub.links.times
    },
    features: ['servers', 'volumes', 'jobs', 'groups'],
    groupsOf: userId => hub.groups.groupsOf(userId)
  });
  bindCompute(api, hub);
  bindSiteCompute(api, hub);
  bindServers(api, servers);
  bindMounts(api, hub.mounts, servers);
  bindVolumes(api, hub);
  bindDataVolumes(api, hub.dataVolumes);
  bindFiles(api, hub.fileService, files);
  bindBatchRead(api, new BatchReader(new Places(hub.volumes), files));
  bindUploads(api, hub.uploads);
  bindDownloads(api, hub.downloads, files);
  bindTasks(api, hub.tasks.service);
  bindTrash(api, hub.trash);
  bindSnapshots(api, hub.snapshots.service, files);
  bindSearch(api, hub.finding.search);
  bindDataSets(api, hub.finding.dataSets);
  bindGroups(api, hub.groups, hub.members);
  bindSharing(api, hub.sharing);
  bindDatabases(api, hub.databases);
  bindLinks(api, hub.links.service, config);
  bindJobs(api, hub.jobs.service, files, hub.fileService);
  bindEmail(api, hub.email, { origin: config.hubOrigin, path: config.hubPath });
  bindNotifications(api, hub.notifications, hub.byMail);
  bindAnnouncements(api, hub.announcements);
  bindHistory(api, hub.history);
  bindUsage(api, hub.usage);
  bindActivity(api, activity, revocations, stillHoldsBy(sessions, tokens));

  const ofLinks = linkFiles(hub.fileService, files);
  const appLinks = new AppLinkService(servers, hub.mounts, ofLinks, hub.room, clock);
  bindApplications(api, config, { links: appLinks, tiles: config.tiles });

  const site: Site = {
    name: SITE_NAME,
    basePath: config.basePath,
    hubPath: config.hubPath,
    ...(labOrigin === undefined ? {} : { labOrigin }),
    announcements: () => hub.announcements.inForce(),
    assets
  };
  return buildApp(
    config,
    site,
    {
      api: api.close(),
      jupyterhub: jupyterhubRouter({
        accounts,
        sessions,
        tokens,
        oauth,
        servers,
        groups: hub.groups,
        activity,
        paths: config,
        labOrigin,
        clock,
        log
      }),
      links: hub.links.router,
      pages: pagesRouter({
        site,
        accounts: pageAccounts(accounts, sessions),
        servers,
        apps: new AppEntries(servers, gateway, { basePath: config.basePath, labOrigin }),
        email: hub.email,
        appLinks: {
          links: appLinks,
          quick: new QuickNotebooks(appLinks, servers, ofLinks, clock),
          tiles: config.tiles
        },
        guide: new Guide(installation.docs, `${config.hubPath}guide`),
        log
      })
    },
    log
  );
}
