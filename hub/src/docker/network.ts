import { createServer } from 'node:net';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import { LABELS } from '../compute/labels.js';
import { AppError } from '../errors.js';
import { ask, engineStatus } from './errors.js';

const PORT_LABEL = 'labcommons.port';

/** The hub's private network: its containers, each alone on it, and the hub on its gateway address. */
export interface HubNetwork {
  readonly name: string;
  readonly gateway: string;
  /** Where the hub listens for containers. */
  readonly port: number;
}

const Inspected = z.object({
  Labels: z.record(z.string(), z.string()).nullish(),
  IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })).nullish() })
});

/** Whether something could listen there now. */
export function canListen(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

// Below the range that systems hand out for outgoing connections, so that none of these ever takes it.
async function choosePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await canListen('0.0.0.0', port)) {
      return port;
    }
  }
  throw new AppError('internal', 'No free port was found for the listener of containers');
}

/**
 * Finds the hub's network on the engine or makes it. The port of the inside listener is a label on it: containers that
 * outlive a restart of the hub have that address in their environment, and network and port come and go together.
 */
export async function findOrMakeNetwork(docker: Dockerode, hubId: string): Promise<HubNetwork> {
  const name = `labcommons-${hubId.slice(0, 12)}`;
  const inspect = () => docker.getNetwork(name).inspect() as Promise<unknown>;
  let raw = await ask('Looking for the network', inspect, [404]);
  if (raw === undefined) {
    const port = await choosePort();
    await ask('Making the network', () => createNetwork(docker, name, hubId, port), [409]);
    raw = await ask('Looking for the network', inspect);
  }
  const network = Inspected.parse(raw);
  if (network.Labels?.[LABELS.hub] !== hubId) {
    throw new AppError(
      'engine-refused',
      `The network ${name} on the engine belongs to another hub`
    );
  }
  const gateway = network.IPAM.Config?.[0]?.Gateway;
  const port = Number(network.Labels[PORT_LABEL]);
  if (!gateway || !Number.isInteger(port)) {
    throw new AppError(
      'engine-refused',
      `The network ${name} has no gateway address or no port; remove it with "docker network rm ${name}"`
    );
  }
  return { name, gateway: gateway.replace(/\/\d+$/, ''), port };
}

async function createNetwork(docker: Dockerode, name: string, hubId: string, port: number) {
  try {
    return await docker.createNetwork({
      Name: name,
      CheckDuplicate: true,
      Driver: 'bridge',
      Labels: { [LABELS.hub]: hubId, [PORT_LABEL]: String(port) },
      Options: { 'com.docker.network.bridge.enable_icc': 'false' }
    });
  } catch (error) {
    // The engine's words are about address pools; what to do about it is ours to say.
    if (engineStatus(error) === 500 || engineStatus(error) === 400) {
      throw new AppError(
        'engine-refused',
        'The engine could not make a network; "docker network prune" frees addresses of unused ones',
        { cause: error }
      );
    }
    throw error;
  }
}
