import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';

import { AppError } from '../errors.js';

/** Where hub and containers reach each other when the engine is on another machine. */
export interface RemoteSides {
  /** Address of the engine's machine, where it publishes ports. */
  readonly engineHost: string;
  /** Address of this machine as seen from there, where the hub listens for containers. */
  readonly hubHost: string;
}

// Nothing is sent to it: a datagram socket that is "connected" knows which of our addresses it would send from.
const ANY_PORT = 9;

function ownAddressTowards(address: string, family: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    socket.once('error', reject);
    socket.connect(ANY_PORT, address, () => {
      resolve(socket.address().address);
      socket.close();
    });
  });
}

/** @throws AppError `engine-unavailable` when the host has no address that this machine can reach */
export async function sidesTowards(host: string): Promise<RemoteSides> {
  try {
    const { address, family } = await lookup(host);
    return { engineHost: address, hubHost: await ownAddressTowards(address, family) };
  } catch (error) {
    throw new AppError('engine-unavailable', `The engine's machine ${host} is not to be found`, {
      cause: error
    });
  }
}
