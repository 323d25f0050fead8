import { join } from 'node:path';

import type { Express } from 'express';
import type { Logger } from 'pino';
import { monotonicFactory } from 'ulid';

import { type Accounts, composeAccounts } from './accounts/compose.js';
import { bindEmail } from './accounts/email-routes.js';
import { EmailService } from './accounts/email.js';
import { bindAccounts } from './accounts/routes.js';
import type { AccountService } from './accounts/service.js';
import { bindHistory } from './activity/history-routes.js';
import { ActivityHistory } from './activity/history.js';
import { bindActivity } from './activity/routes.js';
import { ActivityService } from './activity/service.js';
import { bindAnnouncements } from './announcements/routes.js';
import { AnnouncementService } from './announcements/service.js';
import { buildApp } from './app.js';
import type { Clock } from './clock.js';
import { jupyterhubRouter } from './compat/jupyterhub/routes.js';
import { type Compute, composeCompute } from './compute/compose.js';
import type { ContainerEngine } from './compute/engine.js';
import { bindCompute } from './compute/routes.js';
import { imageUses } from './compute/uses.js';
import type { Config } from './config.js';
import { ExpiryDates } from './expiry/dates.js';
import { ExpiryService } from './expiry/service.js';
import { composeFiles, type Files } from './files/compose.js';
import { Places } from './files/places.js';
import type { VolumeFiles } from './files/ports.js';
import { bindDataSets } from './datasets/routes.js';
import { bindDownloads } from './files/downloads/routes.js';
import { bindBatchRead } from './files/batch/routes.js';
import { BatchReader } from './files/batch/service.js';
import { bindFiles } from './files/routes.js';
import { bindUploads } from './files/uploads/routes.js';
import type { GatewayLink } from './gateway/ports.js';
import { bindGroups } from './groups/routes.js';
import { GroupStore } from './groups/store.js';
import { Api } from './http/api.js';
import { authenticateBy, stillHoldsBy } from './http/authenticate.js';
import type { PlatformIdentity } from './identity.js';
import { Guide } from './guide/guide.js';
import type { Installation } from './installation.js';
import { composeJobs, type Jobs } from './jobs/compose.js';
import { bindJobs } from './jobs/routes.js';
import { composeLinks, type Links } from './links/compose.js';
import { bindLinks } from './links/routes.js';
import { Outbox } from './mail/outbox.js';
import type { MailTransport } from './mail/ports.js';
import { NotificationsByMail } from './notifications/by-mail.js';
import { tellOfJobEnds } from './notifications/job-ends.js';
import { bindNotifications } from './notifications/routes.js';
import { NotificationService } from './notifications/service.js';
import { tellOfTaskEnds } from './notifications/task-ends.js';
import { composeMounts, type Mounting } from './mounts/compose.js';
import { bindMounts } from './mounts/routes.js';
import type { MountService } from './mounts/service.js';
import { MountWatch } from './mounts/watch.js';
import { pageAccounts } from './pages/accounts.js';
import type { PageAssets } from './pages/assets.js';
import { pagesRouter } from './pages/routes.js';
import type { Site } from './pages/site.js';
import { containerName } from './servers/launcher.js';
import { makeIdiesDirectory } from './servers/idies.js';
import { oauthClientId } from './servers/names.js';
import { bindServers } from './servers/routes.js';
import { MOST_PER_USER, ServerService } from './servers/service.js';
import { composeSharing, type GroupsAndSharing } from './sharing/compose.js';
import { bindSharing } from './sharing/routes.js';
import { GrantService } from './sharing/service.js';
import { composeSnapshots, type Snapshots } from './snapshots/compose.js';
import { bindSnapshots } from './snapshots/routes.js';
import type { Database } from './sqlite/database.js';
import { type Finding, composeFinding } from './search/compose.js';
import { observed } from './search/observed-files.js';
import { bindSearch } from './search/routes.js';
import { bindDataVolumes } from './volumes/data-volumes-routes.js';
import { DataVolumes } from './volumes/data-volumes-service.js';
import { bindVolumes } from './volumes/routes.js';
import { bootId } from './tasks/boot-id.js';
import { composeTasks, type Tasks } from './tasks/compose.js';
import { bindTasks } from './tasks/routes.js';
import { bindTrash } from './trash/routes.js';
import { TrashService } from './trash/service.js';
import { QuotaStandings } from './volumes/quota-standings.js';
import { QuotaWatch } from './volumes/quota-watch.js';
import { VolumeService } from './volumes/service.js';
import { volumeUses } from './volumes/uses.js';
import { volumesWritten } from './volumes/written.js';

const SITE_NAME = 'LabCommons';

/** The adapters and facts that a hub is composed of. */
export interface Rim {
  readonly config: Config;
  readonly identity: PlatformIdentity;
  readonly database: Database;
  readonly engine: ContainerEngine;
  readonly files: VolumeFiles;
  readonly gateway: GatewayLink;
  readonly mounting: Mounting;
  /** Null where no e-mail is sent. */
  readonly mail: MailTransport | null;
  readonly assets: PageAssets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly installation: Installation;
}

/** A hub's services, made for each other, and the application in front of them. */
export interface Hub extends Accounts, Compute, GroupsAndSharing, Files {
  readonly finding: Finding;
  readonly dataVolumes: DataVolumes;
  readonly app: Express;
  readonly activity: ActivityService;
  readonly history: ActivityHistory;
  readonly notifications: NotificationService;
  readonly byMail: NotificationsByMail;
  readonly email: EmailService;
  readonly announcements: AnnouncementService;
  /** Null where no e-mail is sent. */
  readonly outbox: Outbox | null;
  readonly volumes: VolumeService;
  readonly servers: ServerService;
  readonly mounts: MountService;
  readonly jobs: Jobs;
  readonly trash: TrashService;
  readonly expiry: ExpiryService;
  readonly quotaWatch: QuotaWatch;
  readonly tasks: Tasks;
  readonly snapshots: Snapshots;
  readonly links: Links;
}

/** Origin of the Lab pages where it is not the hub's own. */
function otherLabOrigin({ hubOrigin, labOrigin }: Config): string | undefined {
  return labOrigin === hubOrigin ? undefined : labOrigin;
}

export function composeHub(rim: Rim): Hub {
  const { config, database, engine, gateway, clock, log, identity } = rim;
  const files = observed(rim.files, place => finding.changed(place));
  const labOrigin = otherLabOrigin(config);
  const idiesDirectory = join(config.dataDir, 'idies');
  makeIdiesDirectory(idiesDirectory);

  const activity = new ActivityService(database, clock);
  const notifications = new NotificationService(database, activity, clock, monotonicFactory());
  const grants = new GrantService(database, clock, new GroupStore(database));
  const accounts = composeAccounts({
    database,
    gateway,
    activity,
    clock,
    paths: config,
    tokens: {
      isServerLive: id => servers.isLive(id),
      oauthClientId,
      callbackOrigin: labOrigin ?? ''
    }
  });
  const standings = new QuotaStandings(database, config.quotas.graceHours * 3_600_000);
  const dates = new ExpiryDates(database, files, config.roots);
  const volumes = new VolumeService(
    database,
    files,
    grants,
    accounts.accounts,
    clock,
    config.paths.volumes,
    config.roots.map(({ name }) => name),
    {
      expiryOf: volume => dates.expiryOf(volume),
      isReadOnly: volume => standings.isReadOnly(volume)
    }
  );
  accounts.accounts.onUserCreated(user => volumes.ensureDefaults(user));
  const compute = composeCompute({
    config,
    database,
    engine,
    grants,
    servers: { containerOf: (user, name) => servers.containerOf(user, name) },
    uses: imageUses(
      { inImage: id => servers.inImage(id) },
      { inImage: id => jobs.inImage(id) },
      accounts.accounts
    ),
    users: accounts.accounts,
    events: activity,
    activity,
    notifier: notifications,
    containerName,
    runningJobs: id => jobs.runningIn(id),
    clock,
    newId: monotonicFactory(),
    log
  });
  const { images, domains } = compute;
  const sharing = composeSharing({
    database,
    grants,
    users: accounts.accounts,
    volumes,
    images,
    domains,
    jobs: { find: id => jobs.find(id), namesOf: ids => jobs.namesOf(ids) },
    activity,
    notifier: notifications,
    clock,
    newId: monotonicFactory(),
    watch: {
      changed: (user, resource) => mountWatch.changed(user, resource),
      lost: (user, resource) => mountWatch.lost(user, resource)
    }
  });
  const mounts: MountService = composeMounts({
    database,
    mounting: rim.mounting,
    volumes,
    users: {
      userById: id => accounts.accounts.userById(id),
      isDisabled: id => accounts.accounts.isDisabled(id)
    },
    servers: {
      byId: id => servers.mounting.byId(id),
      ofUser: (user, name) => servers.mounting.ofUser(user, name),
      ofOwner: userId => servers.mounting.ofOwner(userId),
      all: () => servers.mounting.all(),
      announce: id => servers.mounting.announce(id)
    },
    jobs: {
      running: () =>
        jobs.running().map(({ id, ownerId, name, spec }) => ({
          id,
          ownerId,
          title: `the job “${name}”`,
          mounts: spec.volumes.map(({ volume, access }) => ({
            volumeId: volumes.at(volume)?.id ?? '',
            address: volume,
            access
          }))
        })),
      stop: (id, reason) => jobs.service.end(id, reason)
    },
    endServer: (id, reason) => servers.end(id, reason),
    activity,
    notifier: notifications,
    clock,
    log
  });
  const mountWatch = new MountWatch(database, mounts, log);
  mountWatch.followActs(activity);
  const servers: ServerService = new ServerService({
    database,
    engine,
    gateway,
    files,
    tokens: accounts.tokens,
    users: accounts.accounts,
    volumes,
    mounts,
    images,
    domains,
    events: activity,
    activity,
    notifier: notifications,
    site: {
      ...config,
      identity,
      extensionDirectory: rim.installation.extension,
      idiesDirectory
    },
    clock,
    logger: log
  });
  const jobs: Jobs = composeJobs({
    database,
    engine,
    files,
    volumes,
    images,
    domains,
    users: accounts.accounts,
    grants,
    activity,
    directories: config.paths,
    identity,
    idiesDirectory,
    runnerSource: rim.installation.runner,
    imageOfServer: user => servers.byOwner(user.name, '')?.image ?? null,
    clock,
    monotonic: () => performance.now(),
    newId: monotonicFactory(),
    log
  });

  const trash = new TrashService({
    database,
    files,
    volumes,
    users: accounts.accounts,
    usage: { countAll: changed => inVolumes.counter.countAll(changed) },
    arrivals: dates,
    activity,
    clock,
    newId: monotonicFactory(),
    keepDays: config.trash.keepDays,
    log
  });
  const inVolumes: Files = composeFiles({
    stillHolds: stillHoldsBy(accounts.sessions, accounts.tokens),
    database,
    volumes,
    files,
    grants,
    uses: volumeUses(mounts, jobs, accounts.accounts),
    users: accounts.accounts,
    trash,
    dates,
    standings,
    earlier: { toRead: (user, id, file) => snapshots.service.toRead(user, id, file) },
    activity,
    clock,
    newId: monotonicFactory(),
    roots: config.roots,
    volumesDirectory: config.paths.volumes,
    log,
    onWritten: place => finding.changed(place)
  });

  const tasks: Tasks = composeTasks({
    database,
    files,
    volumes,
    users: accounts.accounts,
    trash,
    snapshots: { find: id => snapshots.service.placeOf(id) },
    quotas: inVolumes.quotas,
    activity,
    clock,
    monotonic: () => performance.now(),
    newId: monotonicFactory(),
    bootId: bootId(),
    restMs: 2000,
    log
  });

  const links = composeLinks({
    config,
    database,
    files,
    volumes,
    users: accounts.accounts,
    access: grants,
    activity,
    clock,
    newId: monotonicFactory(),
    log
  });

  const dataVolumes = new DataVolumes({
    database,
    volumes,
    files,
    grants,
    users: accounts.accounts,
    groups: sharing.groups,
    events: activity,
    activity,
    clock,
    roots: config.dataRoots,
    forbidden: [config.dataDir]
  });
  const finding: Finding = composeFinding({
    database,
    volumes,
    files,
    fileService: inVolumes.fileService,
    jobs: jobs.service,
    findJob: id => jobs.find(id),
    groups: sharing.groups,
    users: accounts.accounts,
    activity,
    clock,
    settings: { ...config.search, restMs: 200 },
    log
  });

  const snapshots: Snapshots = composeSnapshots({
    database,
    files,
    volumes,
    users: accounts.accounts,
    tasks: {
      submit: (user, wanted, id) => tasks.service.submit(user, wanted, id),
      isCopiedFrom: id => tasks.isCopiedFrom(id)
    },
    activity,
    notifier: notifications,
    clock,
    newId: monotonicFactory(),
    roots: config.roots,
    minFreePercent: config.snapshots.minFreePercent,
    directory: config.paths.snapshots,
    log
  });

  const quotaWatch = new QuotaWatch({
    database,
    quotas: inVolumes.quotas,
    standings,
    counter: inVolumes.counter,
    volumes,
    written: volumesWritten(servers.mounting, mounts, jobs, accounts.accounts, volumes),
    mounts,
    audience: inVolumes.editor,
    notifier: notifications,
    activity,
    clock,
    log
  });
  const expiry = new ExpiryService({
    database,
    files,
    dates,
    volumes,
    jobs,
    usage: inVolumes.counter,
    audience: inVolumes.editor,
    notifier: notifications,
    activity,
    clock,
    warnDaysBefore: config.expiry.warnDaysBefore,
    log
  });

  const { keepDays } = config.activity;
  const history = new ActivityHistory(database, accounts.accounts, sharing.groups, keepDays, clock);
  const outbox = composeOutbox(rim, accounts.accounts);
  const email = new EmailService({
    database,
    accounts: accounts.accounts,
    letters: outbox,
    activity,
    siteName: SITE_NAME,
    clock
  });
  const byMail = new NotificationsByMail(
    database,
    outbox,
    user => accounts.accounts.accountOf(user).email
  );
  notifications.watch(byMail);
  tellOfJobEnds(activity, notifications, id => jobs.find(id));
  tellOfTaskEnds(activity, notifications, id => tasks.find(id));

  const announcements = new AnnouncementService({
    database,
    notifier: notifications,
    everybody: accounts.accounts,
    activity,
    clock,
    newId: monotonicFactory()
  });
  accounts.accounts.onUserCreated(user => Promise.resolve(announcements.welcome(user)));

  const hub = {
    ...accounts,
    ...sharing,
    ...inVolumes,
    activity,
    history,
    notifications,
    byMail,
    email,
    announcements,
    outbox,
    volumes,
    ...compute,
    servers,
    mounts,
    jobs,
    trash,
    expiry,
    quotaWatch,
    snapshots,
    tasks,
    links,
    finding,
    dataVolumes
  };
  return { ...hub, app: composeApp(rim, hub, labOrigin) };
}

function composeOutbox(
  { config, database, mail, clock, log }: Rim,
  accounts: AccountService
): Outbox | null {
  const addressOf = (userId: string) => {
    const user = accounts.userById(userId);
    const account = user && accounts.accountOf(user);
    return account?.email && account.disabledAt === null
      ? { name: account.displayName, address: account.email }
      : null;
  };
  const { hubOrigin, hubPath } = config;
  const site = { name: SITE_NAME, url: hubOrigin === undefined ? null : hubOrigin + hubPath };
  const newId = monotonicFactory();
  return mail && new Outbox({ database, transport: mail, addressOf, site, clock, newId, log });
}

function composeApp(
  { config, clock, files, assets, log, installation }: Rim,
  hub: Omit<Hub, 'app'>,
  labOrigin: string | undefined
): Express {
  const { accounts, sessions, tokens, oauth, revocations, activity, servers } = hub;
  const api = new Api(authenticateBy(sessions, tokens));
  const [smallest] = hub.domains.forJobs();
  bindAccounts(api, accounts, sessions, {
    limits: {
      servers: MOST_PER_USER,
      runningJobs: smallest?.runningJobsPerUser ?? 0,
      queuedJobs: smallest?.queuedJobsPerUser ?? 0,
      links: hub.links.times
    },
    features: ['servers', 'volumes', 'jobs', 'groups'],
    groupsOf: userId => hub.groups.groupsOf(userId)
  });
  bindCompute(api, hub);
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
  bindLinks(api, hub.links.service, config);
  bindJobs(api, hub.jobs.service, files, hub.fileService);
  bindEmail(api, hub.email, { origin: config.hubOrigin, path: config.hubPath });
  bindNotifications(api, hub.notifications, hub.byMail);
  bindAnnouncements(api, hub.announcements);
  bindHistory(api, hub.history);
  bindActivity(api, activity, revocations, stillHoldsBy(sessions, tokens));

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
        email: hub.email,
        guide: new Guide(installation.docs, `${config.hubPath}guide`),
        log
      })
    },
    log
  );
}
