import { BlockList, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

import type Dockerode from 'dockerode';
import { z } from 'zod';

import { LABELS } from '../compute/labels.js';
import { AppError } from '../errors.js';
import { ask, wordsOf } from './errors.js';

const PORT_LABEL = 'labcommons.port';
const DIRECTORY_LABEL = 'labcommons.directory';

// RFC 2544 keeps 198.18.0.0/15 for tests of devices: nothing that a hub has to reach is there. 4,000 containers in each.
const SPARE_RANGES = Array.from({ length: 32 }, (_, i) => `198.${18 + (i >> 4)}.${(i % 16) * 16}`);
const SPARE_PREFIX = 20;

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

/** Whose network it is. */
export interface NetworkOwner {
  readonly hubId: string;
  /** Where the hub keeps its data, so that somebody who finds the network knows what it belongs to. */
  readonly dataDir: string;
}

/**
 * Finds the hub's network on the engine or makes it. The port of the inside listener is a label on it: containers that
 * outlive a restart of the hub have that address in their environment, and network and port come and go together. Where the
 * engine has given away all its own ranges of addresses, the network gets one of `SPARE_RANGES`.
 * @throws AppError `engine-refused` when there is no range left, or the network is not the hub's
 */
export async function findOrMakeNetwork(
  docker: Dockerode,
  { hubId, dataDir }: NetworkOwner
): Promise<HubNetwork> {
  const name = `labcommons-${hubId.slice(0, 12)}`;
  const inspect = () => docker.getNetwork(name).inspect() as Promise<unknown>;
  let raw = await ask('Looking for the network', inspect, [404]);
  if (raw === undefined) {
    const labels = {
      [LABELS.hub]: hubId,
      [PORT_LABEL]: String(await choosePort()),
      [DIRECTORY_LABEL]: dataDir
    };
    await ask('Making the network', () => createNetwork(docker, name, labels), [409]);
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

async function createNetwork(
  docker: Dockerode,
  name: string,
  labels: Record<string, string>
): Promise<void> {
  const create = (range?: string) =>
    docker.createNetwork({
      Name: name,
      CheckDuplicate: true,
      Driver: 'bridge',
      Labels: labels,
      Options: { 'com.docker.network.bridge.enable_icc': 'false' },
      ...(range !== undefined && { IPAM: { Driver: 'default', Config: [configOf(range)] } })
    });
  try {
    await create();
  } catch (error) {
    if (!/address pool/.test(wordsOf(error))) {
      throw error;
    }
    for (const range of freeRanges()) {
      try {
        await create(range);
        return;
      } catch (refusal) {
        if (!/overlaps/.test(wordsOf(refusal))) {
          throw refusal;
        }
      }
    }
    throw new AppError(
      'engine-refused',
      'The engine has no addresses left for a network; "docker network prune" takes unused networks away',
      { cause: error }
    );
  }
}

function configOf(range: string) {
  return { Subnet: `${range}.0/${SPARE_PREFIX}`, Gateway: `${range}.1` };
}

/** Spare ranges in which this machine has no address: the engine knows about its own networks only. */
function freeRanges(): string[] {
  const own = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []);
  return SPARE_RANGES.filter(range => {
    const subnet = new BlockList();
    subnet.addSubnet(`${range}.0`, SPARE_PREFIX);
    return !own.some(({ address, family }) => family === 'IPv4' && subnet.check(address));
  });
}
