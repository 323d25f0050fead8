// A server's start through the hub beside the same container made and started by hand, to the same readiness answer.
import type Dockerode from 'dockerode';

import type { User } from '../hub/src/accounts/types.js';
import { SERVER_PORT } from '../hub/src/servers/environment.js';
import { containerName } from '../hub/src/servers/launcher.js';
import { askSingleUser } from '../hub/src/servers/readiness.js';
import { openRealEngine, TEST_IMAGE } from '../hub/tests/docker/real-engine.js';
import { ServersOnDocker } from '../hub/tests/docker/servers-on-docker.js';
import { compare, median, report } from './report.js';

const ROUNDS = 7;
const BARE_NAME = 'labcommons-bench-bare';
const BARE_POLL_MS = 10;

const image = process.argv[2] ?? TEST_IMAGE;

/** Through the hub: from the request to the state `running`, the image known and no container there. */
async function ours(world: ServersOnDocker, user: User): Promise<number> {
  const begin = performance.now();
  const { id } = await world.services.start(user, '');
  await world.services.settled(id);
  const milliseconds = performance.now() - begin;
  const { state, reason } = world.services.get(user, '');
  if (state !== 'running') {
    throw new Error(`The server is ${state}: ${reason}`);
  }
  return milliseconds;
}

/** By hand: create, start, find the address, ask until it is ready. */
async function bare(docker: Dockerode, like: Dockerode.ContainerInspectInfo, prefix: string) {
  const { Image, Env, Labels, ExposedPorts, Healthcheck } = like.Config;
  const begin = performance.now();
  const container = await docker.createContainer({
    name: BARE_NAME,
    Image,
    Env,
    Labels,
    ExposedPorts,
    Healthcheck,
    HostConfig: like.HostConfig
  });
  await container.start();
  const { Networks } = (await container.inspect()).NetworkSettings;
  const host = Object.values(Networks)[0]?.IPAddress ?? '';
  while ((await askSingleUser({ host, port: SERVER_PORT }, prefix)) !== 'ready') {
    await new Promise(resolve => setTimeout(resolve, BARE_POLL_MS));
  }
  const milliseconds = performance.now() - begin;
  await container.remove({ force: true, v: true });
  return milliseconds;
}

const real = await openRealEngine();
const world = await ServersOnDocker.open(real, { image });
try {
  const user = await world.user('kim');
  const figures: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  // The first round of each warms the caches of the machine and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const own = await ours(world, user);
    const { id } = world.services.get(user, '');
    const like = await real.docker.getContainer(containerName(id)).inspect();
    await world.stop(user);
    await world.services.remove(user, '');
    const byHand = await bare(real.docker, like, '/user/kim/');
    if (round > 0) {
      figures.ours.push(own);
      figures.bare.push(byHand);
    }
  }
  report('spawn', [
    compare(
      `start of a server in ${image} to its first answer, median of ${ROUNDS}`,
      'ms',
      { ours: median(figures.ours), reference: median(figures.bare) },
      { atMostTimes: 1.1 }
    )
  ]);
} finally {
  await world.close();
  await real.close();
}
