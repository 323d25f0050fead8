import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';

import { pino, stdSerializers } from 'pino';

import { generatePassword } from './accounts/generated-password.js';
import { Background } from './background.js';
import { OperatorServer, operatorSocket } from './cli/operator.js';
import { systemClock } from './clock.js';
import { composeHub } from './compose.js';
import { type Config, ConfigError, type Secrets, loadConfig } from './config.js';
import { demonstrationVolumes } from './demo/data-volume.js';
import { makeDemonstration } from './demo/demonstration.js';
import type { Hub } from './hub.js';
import { connectRim } from './rim.js';
import { mapStacks } from './source-maps.js';
import { type SignIn, announce } from './supervisor/announcement.js';

/** What the gateway lets through, and what it adds. */
const MAX_HEADER_BYTES = 40 * 1024;
const ADMINISTRATOR = 'admin';

mapStacks();
const log = pino({ name: 'hub', serializers: { err: stdSerializers.errWithCause } });

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

/** Resolves when somebody wants the process to end; from now on it does not end at once. */
function firstSignal(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

type ConnectedRim = Awaited<ReturnType<typeof connectRim>>;

/** The accounts that people are told about at the end of a start, and what a demonstration shows. */
async function ensureAccounts(rim: ConnectedRim, hub: Hub, secrets: Secrets): Promise<SignIn[]> {
  await hub.volumes.writeProbe(rim.identity);
  const administrator = await ensureAdministrator(hub, secrets);
  const demonstration = await makeDemonstration({ ...rim, ...hub });
  return demonstration ? [demonstration, administrator] : [administrator];
}

/** What a hub that was killed left undone, and what settings changed meanwhile. */
async function heal({ config }: ConnectedRim, hub: Hub): Promise<void> {
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
}

/** Serves requests of the gateway, and has it forward those to servers. */
async function serve({ config, engine, gateway }: ConnectedRim, hub: Hub): Promise<Server> {
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
  return server;
}

/** Serves the command line. */
async function serveOperator({ config }: ConnectedRim, hub: Hub): Promise<OperatorServer> {
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
  return operator;
}

interface Started {
  readonly signalled: Promise<void>;
  stop(): Promise<void>;
}

async function startHub(config: Config, secrets: Secrets): Promise<Started> {
  const rim = await connectRim(config, secrets, log);
  const hub = composeHub(rim);
  const signIns = await ensureAccounts(rim, hub, secrets);
  await heal(rim, hub);
  const server = await serve(rim, hub);
  const operator = await serveOperator(rim, hub);
  // Whoever is told that it is ready may end it at once, and what it has mounted is taken away then, too.
  const signalled = firstSignal();
  announce({ kind: 'ready', signIns });
  log.info('ready');

  const background = new Background(hub, log);
  await background.start();

  const stop = async (): Promise<void> => {
    await operator.close();
    server.close();
    server.closeAllConnections();
    await background.stop();
    if (hub.servers.mounting.all().every(({ phase }) => phase === 'ended')) {
      await rim.mounting.table?.close();
    }
    await rim.gateway.close();
    rim.database.close();
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
