import { z } from 'zod';

import { AppError } from '../errors.js';

/** How hub and containers reach each other on this engine: what the start-up probe found out. */
export interface Reach {
  /** Address that the gateway listens on for containers. */
  readonly listenHost: string;
  /** Name or address by which containers reach it. */
  readonly hubHost: string;
  /** `name:address` lines for the containers' hosts file. */
  readonly extraHosts: readonly string[];
  /** Address of the engine's machine at which servers are reached by a published port; null: by their own address. */
  readonly publishAt: string | null;
  /** Whether the engine takes `rslave` mounts: the file system below the data directory must be a shared one. */
  readonly propagates: boolean;
}

const Inspected = z.object({
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ IPAddress: z.string() })),
    Ports: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()
      )
      .nullish()
  })
});

/** Where a port of a running container is reached. @throws AppError `engine-refused` while it has no address */
export function addressOf(
  inspected: unknown,
  network: string,
  port: number,
  published: boolean
): { host: string; port: number } {
  const { Networks, Ports } = Inspected.parse(inspected).NetworkSettings;
  if (published) {
    const binding = Ports?.[`${port}/tcp`]?.[0];
    if (binding) {
      return { host: binding.HostIp, port: Number(binding.HostPort) };
    }
  } else if (Networks[network]?.IPAddress) {
    return { host: Networks[network].IPAddress, port };
  }
  throw new AppError('engine-refused', 'The container has no address');
}
