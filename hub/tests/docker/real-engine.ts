import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Dockerode from 'dockerode';

import { LABELS } from '../../src/compute/labels.js';
import { connectEngine, type EngineSettings } from '../../src/docker/connect.js';
import type { DockerEngine } from '../../src/docker/engine.js';
import type { NetworkOwner } from '../../src/docker/network.js';
import type { Machine } from '../../src/docker/probe.js';
import { platformIdentity, type PlatformIdentity } from '../../src/identity.js';

export const TEST_IMAGE = 'labcommons/test-lab46:latest';
export const OLD_TEST_IMAGE = 'labcommons/test-lab42:latest';
export const SOCKET = '/var/run/docker.sock';

/** A real engine with a hub id of its own, so that whatever a test leaves behind is known and taken away. */
export interface RealEngine {
  readonly engine: DockerEngine;
  readonly docker: Dockerode;
  readonly hubId: string;
  readonly identity: PlatformIdentity;
  /** What it was connected with. */
  readonly settings: EngineSettings;
  /** A new directory of the platform identity's. */
  readonly directory: string;
  /** Removes containers, network and directory. */
  close(): Promise<void>;
}

export interface RealEngineOptions {
  socketPath?: string;
  /** Of an engine of another machine, with a tunnel at the socket. */
  host?: string;
  machine?: Machine;
  /** Called before the engine is. */
  prepare?(owner: NetworkOwner): Promise<void>;
}

export async function openRealEngine({
  socketPath = SOCKET,
  host,
  machine,
  prepare
}: RealEngineOptions = {}): Promise<RealEngine> {
  const hubId = randomUUID();
  const identity = platformIdentity({
    getuid: () => process.getuid?.() ?? 0,
    getgid: () => process.getgid?.() ?? 0
  });
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-docker-')));
  chmodSync(directory, 0o755);
  chownSync(directory, identity.uid, identity.gid);
  const docker = new Dockerode({ socketPath: host === undefined ? socketPath : SOCKET });
  const close = async () => {
    const filters = { label: [`${LABELS.hub}=${hubId}`] };
    for (const { Id } of await docker.listContainers({ all: true, filters })) {
      await docker.getContainer(Id).remove({ force: true, v: true });
    }
    for (const { Id } of await docker.listNetworks({ filters })) {
      await docker.getNetwork(Id).remove();
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await prepare?.({ hubId, dataDir: directory });
    const settings = {
      socketPath,
      host: host ?? null,
      ...(machine && { machine }),
      hubId,
      dataDir: directory,
      image: TEST_IMAGE,
      directory,
      memoryFile: join(directory, 'engine.json'),
      identity
    };
    const engine = await connectEngine(settings, () => undefined);
    return { engine, docker, hubId, identity, settings, directory, close };
  } catch (error) {
    await close();
    throw error;
  }
}
