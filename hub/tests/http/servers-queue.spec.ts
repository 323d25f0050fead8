import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { User } from '../../src/accounts/types.js';
import { ServersWorld } from '../../src/testing/servers-world.js';
import { type TemporaryFiles, temporaryFiles } from '../../src/testing/temporary-files.js';
import { until } from '../../src/testing/until.js';

const HOUR_MS = 3_600_000;

describe('servers in a domain that is full', () => {
  let temporary: TemporaryFiles;
  let world: ServersWorld;
  let kim: User;
  let lee: User;
  let mia: User;

  const server = (user: User, name = '') => world.services.get(user, name);
  const start = (user: User, name = '') => world.services.start(user, name);
  const reaches = (user: User, state: string, name = '') =>
    until(`${user.name}/${name} is ${state}`, () => server(user, name).state === state);
  async function stop(user: User, name = '') {
    const { id } = await world.services.stop(user, name);
    await world.services.settled(id);
  }

  beforeEach(async () => {
    temporary = temporaryFiles();
    const file = join(temporary.directory, 'config.yaml');
    const domain = { id: 'small', title: 'Small', images: ['one'], runningServers: 1 };
    const images = [{ id: 'one', title: 'One', reference: 'one:1' }];
    writeFileSync(file, JSON.stringify({ images, domains: [domain] }));
    world = await ServersWorld.open({ LABCOMMONS_CONFIG: file });
    [kim, lee, mia] = await Promise.all([world.user('kim'), world.user('lee'), world.user('mia')]);
    await start(kim);
    await reaches(kim, 'running');
  });

  afterEach(async () => {
    await world.close();
    temporary.remove();
  });

  it('wait in order with their position, and start when there is room, the second of one user after the first of another', async () => {
    expect(await start(lee, 'one')).toMatchObject({
      state: 'starting',
      queue: { position: 1, length: 1 }
    });
    world.advance(1000);
    await start(lee, 'two');
    world.advance(1000);
    expect((await start(mia)).queue).toEqual({ position: 2, length: 3 });
    expect(server(lee, 'one').queue).toEqual({ position: 1, length: 3 });
    expect(server(lee, 'two').queue).toEqual({ position: 3, length: 3 });
    expect(world.services.freeIn('small')).toBe(0);
    expect(world.engine.containers.size).toBe(1);

    const steps = world.services.progress(mia, '')[Symbol.asyncIterator]();
    expect((await steps.next()).value).toMatchObject({
      message: 'Waiting for room: number 2 of 3'
    });
    await stop(kim);
    await reaches(lee, 'running', 'one');
    expect(server(lee, 'one').queue).toBeNull();
    expect(server(mia)).toMatchObject({ state: 'starting', queue: { position: 1, length: 2 } });
    expect((await steps.next()).value).toMatchObject({
      message: 'Waiting for room: number 1 of 2'
    });
    const told = world.events(mia).map(({ body }) => body?.queue?.position ?? body?.state);
    expect(told.slice(-2)).toEqual([2, 1]);

    await stop(lee, 'one');
    await reaches(mia, 'running');
    await stop(mia);
    await reaches(lee, 'running', 'two');
    expect(world.engine.containers.size).toBe(4);
  });

  it('can be stopped while they wait, which moves up the others', async () => {
    await start(lee);
    world.advance(1000);
    await start(mia);
    await stop(lee);
    expect(server(lee)).toMatchObject({ state: 'stopped', queue: null });
    expect(server(mia).queue).toEqual({ position: 1, length: 1 });
    expect(server(kim).state).toBe('running');
    await stop(kim);
    await reaches(mia, 'running');
    expect(world.engine.containers.size).toBe(2);
  });

  it('go on waiting in the same order when the hub starts anew', async () => {
    await start(lee);
    world.advance(1000);
    await start(mia);
    const before = world.services;
    await before.close();
    world.replace();
    expect(server(mia).queue).toEqual({ position: 2, length: 2 });
    await world.services.reconcile();
    expect(server(lee)).toMatchObject({ state: 'starting', queue: { position: 1, length: 2 } });
    await stop(kim);
    await reaches(lee, 'running');
    expect(server(mia).queue).toEqual({ position: 1, length: 1 });
  });

  it('get the place of one that failed or was deleted, and of none that starts anew', async () => {
    await start(lee);
    await world.services.restart(kim, '');
    await until('kim’s second start', () => {
      const [container] = [...world.engine.containers.values()];
      return container?.starts === 2 && server(kim).state === 'running';
    });
    expect(server(lee).queue).toEqual({ position: 1, length: 1 });
    world.services.watch();
    world.engine.exit([...world.engine.containers.keys()][0] as string, 3);
    await reaches(kim, 'failed');
    await reaches(lee, 'running');
  });

  it('wait on while nothing new may start, and new starts are refused', async () => {
    await start(lee);
    world.closed = 'We move to another building';
    await stop(kim);
    await world.services.look();
    expect(server(lee).queue).toEqual({ position: 1, length: 1 });
    await expect(start(kim)).rejects.toMatchObject({ code: 'maintenance' });
    expect(server(kim).state).toBe('stopped');
    world.closed = null;
    await world.services.look();
    await reaches(lee, 'running');
  });

  it('leave no more room than there is, however many start at once', async () => {
    await stop(kim);
    const users = await Promise.all([...'abcdefgh'].map(name => world.user(name)));
    await Promise.all(users.map(user => start(user)));
    for (const _ of users) {
      await until('one to run', () => users.some(user => server(user).state === 'running'));
      const running = users.filter(user => server(user).state === 'running');
      expect(running).toHaveLength(1);
      expect(world.gateway.routes.size).toBe(1);
      await stop(running[0] as User);
    }
    expect(users.every(user => server(user).state === 'stopped')).toBe(true);
    expect(world.engine.containers.size).toBe(users.length + 1);
  });
});

describe('servers that may run for so long', () => {
  it('are warned of their end and stopped, though they compute, and start again as they were', async () => {
    const temporary = temporaryFiles();
    const file = join(temporary.directory, 'config.yaml');
    const domain = { id: 'small', title: 'Small', images: ['one'], lifeSeconds: 12 * 3600 };
    const images = [{ id: 'one', title: 'One', reference: 'one:1' }];
    writeFileSync(file, JSON.stringify({ images, domains: [domain] }));
    const world = await ServersWorld.open({ LABCOMMONS_CONFIG: file });
    const kim = await world.user('kim');
    const state = () => world.services.get(kim, '').state;
    const titles = () =>
      world.notifications.list(kim, { limit: 10 }).items.map(({ title }) => title);
    try {
      const { id } = await world.services.start(kim, '');
      await until('it runs', () => state() === 'running');
      world.computing.add(id);
      const { endsAt, startedAt } = world.services.get(kim, '');
      expect(Date.parse(endsAt ?? '') - Date.parse(startedAt ?? '')).toBe(12 * HOUR_MS);
      world.advance(12 * HOUR_MS - 9 * 60_000);
      await world.services.look();
      expect(titles()).toEqual([expect.stringMatching(/will stop in \d min/)]);
      world.services.keep(kim, '');
      world.advance(9 * 60_000);
      await world.services.look();
      await until('it stopped', () => state() === 'stopped');
      expect(world.services.get(kim, '').reason).toBe('Servers run for 12 h at most here');
      expect(titles()).toEqual(['Server “JupyterLab” was stopped']);
      await world.services.start(kim, '');
      await until('it runs again', () => state() === 'running');
      expect([...world.engine.containers.values()].map(({ starts }) => starts)).toEqual([2]);
    } finally {
      await world.close();
      temporary.remove();
    }
  });
});
