import { join } from 'node:path';
import { monotonicFactory } from 'ulid';
import { composeAccounts } from './accounts/compose.js';
import { EmailService } from './accounts/email.js';
import { ActivityHistory } from './activity/history.js';
import { ActivityService } from './activity/service.js';
import { AnnouncementService } from './announcements/service.js';
import { composeCompute } from './compute/compose.js';
import { domainUses, imageUses } from './compute/uses.js';
import type { Config } from './config.js';
import { composeDatabases, type Databases } from './databases/compose.js';
import { DatabaseAccessWatch } from './databases/access-watch.js';
import { ExpiryDates } from './expiry/dates.js';
import { ExpiryService } from './expiry/service.js';
import { composeFiles, type Files } from './files/compose.js';
import { GroupStore } from './groups/store.js';
import { stillHoldsBy } from './http/authenticate.js';
import { composeJobs, type Jobs } from './jobs/compose.js';
import { composeLinks } from './links/compose.js';
import { NotificationsByMail } from './notifications/by-mail.js';
import { tellOfJobEnds } from './notifications/job-ends.js';
import { NotificationService } from './notifications/service.js';
import { tellOfTaskEnds } from './notifications/task-ends.js';
import { composeMounts } from './mounts/compose.js';
import type { MountService } from './mounts/service.js';
import { MountWatch } from './mounts/watch.js';
import { serverCatalogue } from './servers/catalogue.js';
import { LayerSizes } from './room/layer-sizes.js';
import { LayerWatch } from './room/layer-watch.js';
import { RoomService } from './room/service.js';
import { containerName } from './servers/launcher.js';
import { makeIdiesDirectory } from './servers/idies.js';
import { oauthClientId } from './servers/names.js';
import { ServerService } from './servers/service.js';
import { composeSharing } from './sharing/compose.js';
import { GrantService } from './sharing/service.js';
import { composeSnapshots, type Snapshots } from './snapshots/compose.js';
import { type Finding, composeFinding } from './search/compose.js';
import { observed } from './search/observed-files.js';
import { DataVolumes } from './volumes/data-volumes-service.js';
import { bootId } from './tasks/boot-id.js';
import { composeUsage } from './usage/compose.js';
import { composeTasks, type Tasks } from './tasks/compose.js';
import { TrashService } from './trash/service.js';
import { QuotaStandings } from './volumes/quota-standings.js';
import { QuotaWatch } from './volumes/quota-watch.js';
import { VolumeService } from './volumes/service.js';
import { volumeUses } from './volumes/uses.js';
import { volumesWritten } from './volumes/written.js';
import { composeApp } from './compose-app.js';
import { type Hub, type Rim, SITE_NAME } from './hub.js';
import { composeOutbox } from './mail/compose.js';

/** Origin of the Lab pages where it is not the hub's own. */
function otherLabOrigin({ hubOrigin, labOrigin }: Config): string | undefined {
  return labOrigin === hubOrigin ? undefined : labOrigin;
}

/** Makes a hub's services for each other. */
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
  const room = new RoomService({
    database,
    disks: rim.disks,
    mark: config.room,
    users: accounts.accounts,
    notifier: notifications,
    activity,
    clock,
    log
  });
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
    freeServers: id => servers.freeIn(id),
    livingIn: domainUses(
      { liveIn: id => servers.liveIn(id) },
      { unfinishedIn: id => jobs.unfinishedIn(id) },
      accounts.accounts
    ),
    room,
    clock,
    newId: monotonicFactory(),
    log
  });
  const { images, domains } = compute;
  const databases: Databases = composeDatabases({
    database,
    grants,
    users: accounts.accounts,
    runner: rim.queryRunner,
    room,
    activity,
    clock,
    settings: config.databases,
    directory: config.paths.databases,
    identity,
    log
  });
  const databaseWatch = new DatabaseAccessWatch(databases.service, activity);
  const sharing = composeSharing({
    database,
    grants,
    users: accounts.accounts,
    volumes,
    databases: databases.service,
    images,
    domains,
    roots: { titleOf: id => config.roots.find(({ name }) => name === id)?.title ?? null },
    jobs: { ownerOf: id => jobs.ownerOf(id), namesOf: ids => jobs.namesOf(ids) },
    activity,
    notifier: notifications,
    clock,
    newId: monotonicFactory(),
    watch: {
      changed: (user, resource) => {
        databaseWatch.changed(user, resource);
        mountWatch.changed(user, resource);
      },
      lost: (user, resource) => {
        databaseWatch.lost(user, resource);
        mountWatch.lost(user, resource);
      }
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
  const sizes = new LayerSizes();
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
    catalogue: serverCatalogue(compute),
    serversPerUser: config.serversPerUser,
    room,
    layers: sizes,
    events: activity,
    activity,
    notifier: notifications,
    site: {
      ...config,
      identity,
      extensionDirectory: rim.installation.extension,
      configDirectory: rim.installation.config,
      idiesDirectory
    },
    clock,
    logger: log
  });
  const layers = new LayerWatch({
    database,
    servers: servers.roomy,
    engine,
    sizes,
    notifier: notifications,
    clock,
    monotonic: () => performance.now(),
    log
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
    room,
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
    room,
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
    databases: databases.service,
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

  const usage = composeUsage({
    database,
    activity,
    jobs: { find: id => jobs.find(id) },
    names: { users: accounts.accounts, images, domains, roots: config.roots },
    keepDays: config.usage.keepDays,
    clock
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
    usage,
    notifications,
    byMail,
    email,
    announcements,
    outbox,
    volumes,
    ...compute,
    room,
    layers,
    servers,
    mounts,
    jobs,
    trash,
    expiry,
    quotaWatch,
    snapshots,
    tasks,
    links,
    databases,
    finding,
    dataVolumes
  };
  return { ...hub, app: composeApp(rim, hub, labOrigin) };
}
