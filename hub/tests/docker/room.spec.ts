import { monotonicFactory } from 'ulid';

import type { User } from '../../src/accounts/types.js';
import { ActivityService } from '../../src/activity/service.js';
import { LABELS } from '../../src/compute/labels.js';
import { NotificationService } from '../../src/notifications/service.js';
import { LayerSizes } from '../../src/room/layer-sizes.js';
import { LayerWatch } from '../../src/room/layer-watch.js';
import { until } from '../../src/testing/until.js';
import { openRealEngine, type RealEngine } from './real-engine.js';
import { ServersOnDocker, type ServerSettings } from './servers-on-docker.js';

jest.setTimeout(300_000);

const LIGHT_IMAGE = 'labcommons/base:latest';
/** A web server that starts in a moment. */
const LIGHT = {
  app: { command: ['python3', '-m', 'http.server', '{port}'], stripPrefix: true }
};
const MiB = 2 ** 20;
const MINUTE_MS = 60_000;

let real: RealEngine;
let world: ServersOnDocker;

async function open(domain: ServerSettings['domain']) {
  real = await openRealEngine();
  world = await ServersOnDocker.open(real, {
    image: LIGHT_IMAGE,
    settings: { image: LIGHT, domain }
  });
}

afterEach(async () => {
  await world?.close();
  await real?.close();
});

async function containers(): Promise<{ id: string; runs: boolean }[]> {
  const filters = { label: [`${LABELS.hub}=${real.hubId}`, `${LABELS.kind}=server`] };
  const found = await real.docker.listContainers({ all: true, filters });
  return found.map(({ Labels, State }) => ({
    id: Labels[LABELS.id] as string,
    runs: State === 'running'
  }));
}

it('a container that holds too much is warned of, stopped, and runs on when there is room again', async () => {
  await open({ layerBytes: 32 * MiB });
  const kim = await world.user('kim');
  const activity = new ActivityService(world.database, world.clock);
  const notifications = new NotificationService(
    world.database,
    activity,
    world.clock,
    monotonicFactory()
  );
  const sizes = new LayerSizes();
  const watch = new LayerWatch({
    database: world.database,
    servers: world.services.roomy,
    engine: real.engine,
    sizes,
    notifier: notifications,
    clock: world.clock,
    monotonic: () => performance.now(),
    log: { warn: (...entry) => void world.logged.push(entry) }
  });
  const titles = () => notifications.list(kim, { limit: 10 }).items.map(({ title }) => title);
  const state = () => world.services.get(kim, '').state;

  const { id } = await world.run(kim);
  await watch.look();
  expect(sizes.of(id)).toBeLessThan(MiB);
  expect(titles()).toEqual([]);

  await world.inContainer(id, 'head -c 27000000 /dev/zero > /tmp/first');
  world.advance(6 * MINUTE_MS);
  await watch.look();
  expect(sizes.of(id)).toBeGreaterThan(25 * MiB);
  expect(titles()).toEqual(['The container of server “JupyterLab” is nearly too large']);

  await world.inContainer(id, 'head -c 27000000 /dev/zero > /tmp/second');
  world.advance(MINUTE_MS);
  await watch.look();
  expect(titles()).toEqual([
    'Server “JupyterLab” will stop in a minute: its container is too large'
  ]);
  expect(state()).toBe('running');
  world.advance(MINUTE_MS);
  await watch.look();
  await world.services.settled(id);
  expect(world.services.get(kim, '')).toMatchObject({
    state: 'stopped',
    reason: expect.stringMatching(/outside of volumes takes up 5\d\.\d MiB of 32\.0 MiB/)
  });
  expect(titles()).toEqual(['Server “JupyterLab” was stopped: its container is too large']);

  await world.run(kim);
  await watch.look();
  await world.inContainer(id, 'rm /tmp/second');
  world.advance(MINUTE_MS);
  await watch.look();
  world.advance(10 * MINUTE_MS);
  await watch.look();
  expect(state()).toBe('running');
  expect(world.logged).toEqual([]);
});

it('ten servers that start at once, for six places: none is lost, none is there twice', async () => {
  await open({ runningServers: 6, memoryBytes: 256 * MiB, cores: 0.5 });
  const users = await Promise.all(
    Array.from({ length: 10 }, (_, index) => world.user(`user-${index}`))
  );
  const state = (user: User) => world.services.get(user, '').state;
  const running = () => users.filter(user => state(user) === 'running');
  const started = await Promise.all(
    users.flatMap(user => [world.services.start(user, ''), world.services.start(user, '')])
  );
  const ids = new Set(started.map(({ id }) => id));
  expect(ids.size).toBe(10);
  await until('six to run', () => running().length === 6, 120_000);
  expect((await containers()).map(({ id }) => id)).toHaveLength(6);
  await Promise.all(
    running()
      .slice(0, 4)
      .map(user => world.stop(user))
  );
  const rest = users.filter(user => state(user) !== 'stopped');
  await until('the others to run', () => rest.every(user => state(user) === 'running'), 120_000);
  const all = await containers();
  expect(new Set(all.map(({ id }) => id))).toEqual(ids);
  expect(all).toHaveLength(10);
  expect(all.filter(({ runs }) => runs)).toHaveLength(6);
  expect(world.gateway.routes.size).toBe(6);
  for (const { host, port } of world.gateway.routes.values()) {
    expect((await fetch(`http://${host}:${port}/`)).status).toBe(200);
  }
});
