import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import { LABELS } from '../compute/labels.js';
import { hasCode } from '../errors.js';
import { Driver } from './driver.js';
import { DockerEngine } from './engine.js';
import { ask } from './errors.js';
import { imageDigest } from './images.js';
import { findOrMakeNetwork } from './network.js';
import { type ProbeSettings, StartProbe } from './probe.js';
import { pullImage } from './pull.js';
import { sidesTowards } from './remote.js';

// Longer than anything but streams takes; an engine that is silent for so long is not there.
const REQUEST_MS = 60_000;

export interface EngineSettings extends Omit<ProbeSettings, 'remote'> {
  /** Where the engine answers, or the tunnel to one of another machine. */
  readonly socketPath: string;
  /** Where the hub keeps its data. */
  readonly dataDir: string;
  /** Name or address of the engine's machine; null for this one. */
  readonly host: string | null;
  /** Where to remember what the probe found out, so that the next start is quick and needs no engine. */
  readonly memoryFile: string;
}

const Remembered = z.object({
  engineId: z.string(),
  hubId: z.string(),
  uid: z.number(),
  network: z.object({ name: z.string(), gateway: z.string(), port: z.number() }),
  reach: z.object({
    listenHost: z.string(),
    hubHost: z.string(),
    extraHosts: z.array(z.string()).readonly(),
    publishAt: z.string().nullable(),
    propagates: z.boolean()
  })
});
type Remembered = z.infer<typeof Remembered>;

function recall(file: string): Remembered | null {
  try {
    return Remembered.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function remember(file: string, remembered: Remembered): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(remembered, null, 2));
  renameSync(`${file}.tmp`, file);
}

/** Asks at the socket, whatever the variables of the engine's own client say: the driver reads them, too. */
function clientOf(socketPath: string, timeout?: number): Dockerode {
  const none = { host: undefined, ca: undefined, cert: undefined, key: undefined };
  return new Driver({ ...none, socketPath, protocol: 'http', timeout });
}

async function removeOldProbes(docker: Dockerode, hubId: string): Promise<void> {
  const label = [`${LABELS.hub}=${hubId}`, `${LABELS.kind}=probe`];
  const old = await docker.listContainers({ all: true, filters: { label } });
  for (const { Id } of old) {
    await ask(
      'Removing a probe',
      () => docker.getContainer(Id).remove({ force: true, v: true }),
      [404, 409]
    );
  }
}

/**
 * Connects to the engine: finds or makes the hub's network, and proves with a probe container how both sides reach each
 * other. What the probe found out is remembered for this engine; a hub that starts while a known engine is away starts
 * all the same.
 * @throws AppError `engine-unavailable`, or `engine-refused` with which way failed and what to do
 */
export async function connectEngine(
  settings: EngineSettings,
  onProgress: (message: string, fraction: number | null) => void
): Promise<DockerEngine> {
  const { socketPath, hubId, identity, memoryFile } = settings;
  const docker = clientOf(socketPath, REQUEST_MS);
  const patient = clientOf(socketPath);
  const known = recall(memoryFile);
  const isKnown = known?.hubId === hubId && known.uid === identity.uid;
  try {
    const info = z
      .object({ ID: z.string() })
      .parse(await ask('Asking the container engine', () => docker.info()));
    const remote = settings.host === null ? null : await sidesTowards(settings.host);
    const network = await findOrMakeNetwork(docker, settings);
    await removeOldProbes(docker, hubId);
    const isSame =
      isKnown &&
      known.engineId === info.ID &&
      known.network.gateway === network.gateway &&
      known.network.port === network.port &&
      (remote === null || known.reach.listenHost === remote.hubHost);
    if (isSame) {
      return new DockerEngine(docker, patient, hubId, network, known.reach);
    }
    if ((await imageDigest(docker, settings.image)) === null) {
      await pullImage(patient, settings.image, onProgress);
    }
    onProgress('Trying how containers and hub reach each other', null);
    const reach = await new StartProbe(docker, network, { ...settings, remote }).run();
    remember(memoryFile, { engineId: info.ID, hubId, uid: identity.uid, network, reach });
    return new DockerEngine(docker, patient, hubId, network, reach);
  } catch (error) {
    if (isKnown && hasCode(error, 'engine-unavailable')) {
      return new DockerEngine(docker, patient, hubId, known.network, known.reach);
    }
    throw error;
  }
}
