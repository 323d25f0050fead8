// Servers' starts through the hub beside the same containers made and started by hand, to the same readiness answers.
import type Dockerode from 'dockerode';

import type { User } from '../hub/src/accounts/types.js';
import { SERVER_PORT } from '../hub/src/servers/environment.js';
import { containerName } from '../hub/src/servers/launcher.js';
import { askSingleUser } from '../hub/src/servers/readiness.js';
import { openRealEngine, TEST_IMAGE } from '../hub/tests/docker/real-engine.js';
import { ServersOnDocker } from '../hub/tests/docker/servers-on-docker.js';
import { compare, median, report } from './report.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const AT_ONCE = 10;
const BARE_POLL_MS = 10;

const image = process.argv[2] ?? TEST_IMAGE;
const real = await openRealEngine();
const world = await ServersOnDocker.open(real, { image });

async function milliseconds(act: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
}

/** From the request to the state `running`, the image known. */
async function start(user: User): Promise<void> {
  const { id } = await world.services.start(user, '');
  await world.services.settled(id);
  const { state, reason } = world.services.get(user, '');
  if (state !== 'running') {
    throw new Error(`The server is ${state}: ${reason}`);
  }
}

async function remove(user: User): Promise<void> {
  await world.stop(user);
  await world.services.remove(user, '');
}

/** What a container of ours was made with, for others like it. */
function containerLike(user: User): Promise<Dockerode.ContainerInspectInfo> {
  const { id } = world.services.get(user, '');
  return real.docker.getContainer(containerName(id)).inspect();
}

async function make(like: Dockerode.ContainerInspectInfo, name: string) {
  const { Image, Env, Labels, ExposedPorts, Healthcheck } = like.Config;
  const { HostConfig } = like;
  const options = { name, Image, Env, Labels, ExposedPorts, Healthcheck, HostConfig };
  return real.docker.createContainer(options);
}

/** Starts a container by hand, finds its address and asks until it is ready. */
async function startBare(container: Dockerode.Container, prefix: string): Promise<void> {
  await container.start();
  const { Networks } = (await container.inspect()).NetworkSettings;
  const host = Object.values(Networks)[0]?.IPAddress ?? '';
  while ((await askSingleUser({ host, port: SERVER_PORT }, prefix)) !== 'ready') {
    await new Promise(resolve => setTimeout(resolve, BARE_POLL_MS));
  }
}

/** Both by turns, each first in its turn; the first round warms the caches of the machine and does not count. */
async function byTurns(
  what: string,
  ours: () => Promise<number>,
  bare: () => Promise<number>
): Promise<ReturnType<typeof compare>> {
  const runs = { ours, bare };
  const figures: Record<keyof typeof runs, number[]> = { ours: [], bare: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const which of round % 2 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const took = await runs[which]();
      if (round > 0) {
        figures[which].push(took);
      }
    }
  }
  const row = compare(
    `${what}, median of ${ROUNDS}`,
    'ms',
    { ours: median(figures.ours), reference: median(figures.bare) },
    { atMostTimes: 1.1 }
  );
  console.error(`${row.what}: ${row.ours} beside ${row.reference} ms, ${row.ratio}×`);
  return row;
}

async function firstStarts(users: readonly User[], like: Dockerode.ContainerInspectInfo) {
  return byTurns(
    users.length === 1
      ? `start of a server in ${image} to its first answer`
      : `${users.length} starts at once`,
    async () => {
      const took = await milliseconds(() => Promise.all(users.map(start)));
      await Promise.all(users.map(remove));
      return took;
    },
    async () => {
      const made: Dockerode.Container[] = [];
      const took = await milliseconds(() =>
        Promise.all(
          users.map(async ({ name }) => {
            const container = await make(like, `labcommons-bench-${name}`);
            made.push(container);
            await startBare(container, '/user/user-0/');
          })
        )
      );
      await Promise.all(made.map(container => container.remove({ force: true, v: true })));
      return took;
    }
  );
}

async function secondStarts(user: User, like: Dockerode.ContainerInspectInfo) {
  await start(user);
  await world.stop(user);
  const container = await make(like, 'labcommons-bench-again');
  await startBare(container, '/user/user-0/');
  await container.stop({ t: 10 });
  const row = await byTurns(
    'second start of a stopped server, beside `docker start`',
    async () => {
      const took = await milliseconds(() => start(user));
      await world.stop(user);
      return took;
    },
    async () => {
      const took = await milliseconds(() => startBare(container, '/user/user-0/'));
      await container.stop({ t: 10 });
      return took;
    }
  );
  await container.remove({ force: true, v: true });
  return row;
}

try {
  const users = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) => world.user(`user-${index}`))
  );
  const one = users[0] as User;
  await start(one);
  const like = await containerLike(one);
  await remove(one);
  report('spawn', [
    await firstStarts([one], like),
    await firstStarts(users, like),
    await secondStarts(one, like)
  ]);
} finally {
  await world.close();
  await real.close();
}
