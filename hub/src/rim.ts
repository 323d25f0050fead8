import { resolve } from 'node:path';

import type { Logger } from 'pino';

import { systemClock } from './clock.js';
import type { Config, Secrets } from './config.js';
import { QueryProcesses } from './databases/query-processes.js';
import { connectEngine } from './docker/connect.js';
import type { DockerEngine } from './docker/engine.js';
import { hostOf, openTunnel } from './docker/tunnel.js';
import { WorkerClient } from './files/worker-client.js';
import { doorsTo } from './files/worker-doors.js';
import { SocketGatewayLink } from './gateway/link.js';
import type { Rim } from './hub.js';
import { platformIdentity } from './identity.js';
import { bringAlong, findInstallation } from './installation.js';
import type { MailTransport } from './mail/ports.js';
import { connectMounts } from './mounts/connect.js';
import { loadAssets } from './pages/assets.js';
import { disksUnder, type OnDisk } from './room/disks.js';
import { Database } from './sqlite/database.js';
import { hubIdOf } from './sqlite/hub-id.js';
import { bootId } from './tasks/boot-id.js';

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

/** Where the engine answers on this machine, and the name of the other machine that it is on. */
async function engineSocket(
  config: Config,
  log: Logger
): Promise<{ socketPath: string; host: string | null }> {
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

/** Opens the database and connects with engine, gateway, files worker and mail server, as they are outside of tests. */
export async function connectRim(config: Config, secrets: Secrets, log: Logger) {
  const { getuid, getgid } = process;
  if (!getuid || !getgid) {
    throw new Error('The hub runs on Linux');
  }
  const identity = platformIdentity({ getuid, getgid });
  const database = new Database(config.paths.database);
  const files = new WorkerClient(doorsTo(config.paths));
  const gateway = new SocketGatewayLink(config.paths.gatewaySocket, systemClock);
  const { socketPath, host } = await engineSocket(config, log);
  const engine = await connectEngine(
    {
      hubId: hubIdOf(database),
      dataDir: config.dataDir,
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
  return {
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
  } satisfies Rim;
}
