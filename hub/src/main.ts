import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { resolve } from 'node:path';

import { pino } from 'pino';

import { generatePassword } from './accounts/generated-password.js';
import { systemClock } from './clock.js';
import { OperatorServer, operatorSocket } from './cli/operator.js';
import { composeHub } from './compose.js';
import type { Hub } from './hub.js';
import { type Config, ConfigError, type Secrets, loadConfig } from './config.js';
import { disksUnder, type OnDisk } from './room/disks.js';
import { QueryProcesses } from './databases/query-processes.js';
import { demonstrationVolumes } from './demo/data-volume.js';
import { makeDemonstration } from './demo/demonstration.js';
import { connectEngine } from './docker/connect.js';
import { hostOf, openTunnel } from './docker/tunnel.js';
import type { DockerEngine } from './docker/engine.js';
import { WorkerClient } from './files/worker-client.js';
import { SocketGatewayLink } from './gateway/link.js';
import { platformIdentity } from './identity.js';
import { bringAlong, findInstallation } from './installation.js';
import type { MailTransport } from './mail/ports.js';
import { connectMounts } from './mounts/connect.js';
import { loadAssets } from './pages/assets.js';
import { mapStacks } from './source-maps.js';
import { Database } from './sqlite/database.js';
import { hubIdOf } from './sqlite/hub-id.js';
import { bootId } from './tasks/boot-id.js';
import { type SignIn, announce } from './supervisor/announcement.js';

const PRUNE_EVERY_MS = 3_600_000;
/** How often it is looked which volumes are due. */
const SNAPSHOTS_EVERY_MS = 600_000;
const ANNOUNCE_EVERY_MS = 10_000;
/** What the gateway lets through, and what it adds. */
const MAX_HEADER_BYTES = 40 * 1024;
const ADMINISTRATOR = 'admin';

mapStacks();
const log = pino({ name: 'hub' });

/** The account that a new hub is administered with; made once. */
async function ensureAdministrator(hub: Hub, secrets: Secrets): Promise<SignIn> {
  if (hub.accounts.findUser(ADMINISTRATOR)) {
    return { name: ADMINISTRATOR, password: null };
  }
  const password = secrets.adminPassword ?? generatePassword();
  await hub.accounts.createUser({
    name: ADMINISTRATOR,
    displayName: 'Administrator',
    admin: true,
    password
  });
  return { name: ADMINISTRATOR, password: secrets.adminPassword === null ? password : null };
}

/** What must not fill up. */
async function disksOf(config: Config, engine: DockerEngine): Promise<OnDisk[]> {
  const isHere = config.engine.remote === undefined;
  const images = isHere ? await engine.storageDirectory().catch(() => null) : null;
  return [
    { name: 'the disk of the hub', directory: config.dataDir },
    { name: 'the disk of the volumes', directory: config.paths.volumes },
    ...(images === null ? [] : [{ name: 'the disk of the container engine', directory: images }])
  ];
}

/** Resolves when somebody wants the process to end; from now on it does not end at once. */
function firstSignal(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

interface Started {
  readonly signalled: Promise<void>;
  stop(): Promise<void>;
}

/** Where the engine answers on this machine, and the name of the other machine that it is on. */
async function engineSocket(config: Config): Promise<{ socketPath: string; host: string | null }> {
  const { socket, remote } = config.engine;
  if (!remote) {
    return { socketPath: socket, host: null };
  }
  const { engineSocket: socketPath, run } = config.paths;
  await openTunnel({
    remote,
    socketPath,
    controlPath: resolve(run, 'ssh'),
    onProblem: problem => log.warn(`The engine at ${remote.address} is not reached: ${problem}`)
  });
  return { socketPath, host: hostOf(remote.address) };
}

/** What speaks with mail servers is loaded where there is one only. */
async function mailer({ mail }: Config, { mailPassword }: Secrets): Promise<MailTransport | null> {
  if (mail === null) {
    return null;
  }
  const { SmtpTransport } = await import('./mail/smtp.js');
  return new SmtpTransport(mail, mailPassword);
}

/** Python is all it takes, which the image of a program may lack. */
function imageForProbes({ images }: Config): string {
  return (images.find(({ app }) => app === undefined) ?? images[0])?.reference ?? '';
}

async function startHub(config: Config, secrets: Secrets): Promise<Started> {
  const { getuid, getgid } = process;
  if (!getuid || !getgid) {
    throw new Error('The hub runs on Linux');
  }
  const identity = platformIdentity({ getuid, getgid });
  const database = new Database(config.paths.database);
  const files = new WorkerClient(config.paths.filesSocket);
  const gateway = new SocketGatewayLink(config.paths.gatewaySocket, systemClock);
  const { socketPath, host } = await engineSocket(config);
  const engine = await connectEngine(
    {
      hubId: hubIdOf(database),
      socketPath,
      host,
      image: imageForProbes(config),
      directory: resolve(config.paths.run, 'probe'),
      identity,
      memoryFile: resolve(config.paths.run, 'engine.json')
    },
    message => log.info(message)
  );
  const mounting = await connectMounts({
    servers: config.paths.servers,
    run: config.paths.run,
    engine,
    engineSocket: socketPath,
    image: imageForProbes(config),
    identity,
    uid: getuid(),
    bootId: bootId(),
    log
  });
  const hub = composeHub({
    config,
    identity,
    database,
    engine,
    files,
    gateway,
    queryRunner: new QueryProcesses({
      program: () => resolve(import.meta.dirname, 'databases/process/main.js'),
      identity
    }),
    mounting,
    disks: disksUnder(() => disksOf(config, engine)),
    mail: await mailer(config, secrets),
    assets: loadAssets(),
    clock: systemClock,
    log,
    installation: bringAlong(findInstallation(), config.paths.installed)
  });

  await hub.volumes.writeProbe(identity);
  const signIns = [await ensureAdministrator(hub, secrets)];
  const demonstration = await makeDemonstration({ config, files, ...hub });
  if (demonstration) {
    signIns.unshift(demonstration);
  }
  const absent = await hub.volumes.heal(hub.accounts.listUsers(), [
    ...config.dataVolumes,
    ...demonstrationVolumes(config)
  ]);
  for (const { address, directory } of absent) {
    log.warn({ address, directory }, 'a data volume is not there: nothing mounts it');
  }

  hub.editor.finishRemovals();
  await hub.databases.heal();
  await hub.room.start();

  // Routes and sessions come together before a gateway is told: it must not lose a live route to an empty table.
  await hub.sessions.announceAll();
  await hub.servers.reconcile().catch((error: unknown) => log.warn({ err: error }, 'reconcile'));
  await gateway.listenInside(engine.insideAddress());
  rmSync(config.paths.hubSocket, { force: true });
  const server = createServer({ requestTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES }, hub.app);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(config.paths.hubSocket, listening);
  });
  chmodSync(config.paths.hubSocket, 0o600);
  gateway.whenUsed(ids => ids.forEach(id => hub.servers.recordActivity(id, systemClock())));
  await gateway.open();
  const operator = new OperatorServer(
    operatorSocket(config),
    {
      accounts: hub.accounts,
      replaceOwner: (group, name) => hub.groups.replaceOwner(group, name),
      findVolume: address => hub.volumes.at(address),
      sweepVolumes: options => hub.expiry.sweepNow(options),
      dataVolumes: hub.dataVolumes,
      announcements: hub.announcements,
      maintenance: hub.room.maintenance
    },
    error => log.error({ err: error }, 'operator')
  );
  await operator.open();
  // Whoever is told that it is ready may end it at once, and what it has mounted is taken away then, too.
  const signalled = firstSignal();
  announce({ kind: 'ready', signIns });
  log.info('ready');

  hub.servers.watch();
  hub.layers.start();
  hub.outbox?.start();
  hub.quotaWatch.start();
  hub.counter.countAll(hub.volumes.all());
  hub.finding.indexer.passAll();
  void hub.uploads.expire();
  void hub.images.prepare(message => log.info(message));
  await hub.jobs.runs.start();
  hub.tasks.runs.start();
  void hub.trash.sweep();
  void hub.expiry.sweepDue();
  hub.snapshots.maker.start();
  void hub.snapshots.service.sweep();
  void hub.savedImages.recover();
  hub.announcements.look();
  const announcing = setInterval(() => hub.announcements.look(), ANNOUNCE_EVERY_MS);
  const pruning = setInterval(() => {
    hub.counter.countAll(hub.volumes.all());
    hub.finding.indexer.passAll();
    void hub.uploads.expire();
    hub.activity.prune();
    hub.history.prune();
    hub.usage.prune();
    hub.tasks.service.prune();
    void hub.trash.sweep();
    void hub.expiry.sweepDue();
    void hub.sessions.prune();
    void hub.tokens.prune();
  }, PRUNE_EVERY_MS);

  const snapshots = setInterval(() => void hub.snapshots.service.sweep(), SNAPSHOTS_EVERY_MS);

  const stop = async (): Promise<void> => {
    clearInterval(pruning);
    clearInterval(snapshots);
    clearInterval(announcing);
    await operator.close();
    server.close();
    server.closeAllConnections();
    await hub.savedImages.close();
    await hub.jobs.runs.stop();
    await hub.tasks.runs.stop();
    await hub.trash.close();
    await hub.expiry.close();
    await hub.snapshots.maker.close();
    await hub.quotaWatch.close();
    await hub.counter.close();
    await hub.finding.indexer.close();
    hub.room.close();
    await hub.layers.close();
    await hub.servers.close();
    if (hub.servers.mounting.all().every(({ phase }) => phase === 'ended')) {
      await mounting.table?.close();
    }
    await hub.outbox?.stop();
    await gateway.close();
    database.close();
  };
  return { signalled, stop };
}

try {
  const { config, secrets } = loadConfig(process.env);
  const { signalled, stop } = await startHub(config, secrets);
  await signalled;
  await stop();
  process.exit(0);
} catch (error) {
  log.fatal(error instanceof ConfigError ? error.message : { err: error }, 'cannot start');
  process.exit(1);
}
