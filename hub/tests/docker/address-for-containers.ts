import Dockerode from 'dockerode';

import { SOCKET } from './real-engine.js';

/** An address of this machine that containers reach, and that is on none of our networks. */
export async function addressForContainers(): Promise<string> {
  const docker = new Dockerode({ socketPath: SOCKET });
  const { IPAM } = (await docker.getNetwork('bridge').inspect()) as {
    IPAM: { Config: { Gateway: string }[] };
  };
  return IPAM.Config[0]?.Gateway ?? '';
}
