import type { Server } from '../../contract/servers.js';
import type { User } from '../../src/accounts/types.js';
import { AppError } from '../../src/errors.js';
import { containerName } from '../../src/servers/launcher.js';
import { ServersWorld } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';

const HOUR_MS = 3600 * 1000;

describe('servers', () => {
  let world: ServersWorld;
  let kim: User;

  beforeEach(async () => {
    world = await ServersWorld.open();
    kim = await world.user('kim');
  });

  afterEach(() => world.close());

  const state = (name = '') => world.services.get(kim, name).state;
  const reaches = (wanted: Server['state'], name = '') =>
    until(`state ${wanted}`, () => world.services.get(kim, name).state === wanted);
  const onlyContainer = () => {
    const containers = [...world.engine.containers.values()];
    expect(containers).toHaveLength(1);
    return containers[0] as (typeof containers)[0];
  };
  async function run(name = '') {
    const server = await world.services.start(kim, name);
    await reaches('running', name);
    return server;
  }

  it('start, stop and start again with the same container', async () => {
    const server = await run();
    expect(world.gateway.routes.get('/user/kim/')).toMatchObject({
      serverId: server.id,
      owner: 'kim'
    });
    const { id } = onlyContainer().status;
    await world.services.stop(kim, '');
    await reaches('stopped');
    expect(world.gateway.routes.size).toBe(0);
    expect(onlyContainer().status.phase).toBe('exited');
    await run();
    expect(onlyContainer().status.id).toBe(id);
    expect(onlyContainer().starts).toBe(2);
  });

  it('answer to both names of the default server', async () => {
    await run('default');
    expect(world.services.get(kim, '').name).toBe('default');
    expect(world.services.byOwner('kim', 'default')?.name).toBe('');
  });

  it('put their token in force with the state and void it with the container', async () => {
    const server = await run();
    const token = onlyContainer().spec.environment['JUPYTERHUB_API_TOKEN'] as string;
    const { tokens } = world.accounts;
    expect(tokens.principalOf(token)?.user.name).toBe('kim');
    await world.services.stop(kim, '');
    await reaches('stopped');
    expect(tokens.principalOf(token)).toBeNull();
    await run();
    expect(tokens.principalOf(token)?.scopes).toContain('access:servers!server=kim/');
    await world.services.stop(kim, '');
    await world.services.settled(server.id);
    await world.services.remove(kim, '');
    expect(world.engine.containers.size).toBe(0);
    expect(() => world.services.get(kim, '')).toThrow(/no server/);
    expect(tokens.principalOf(token)).toBeNull();
  });

  it('tell their owner of each change', async () => {
    const server = await run();
    await world.services.stop(kim, '');
    await reaches('stopped');
    await world.services.remove(kim, '');
    expect(world.events(kim).map(({ type, body }) => body?.state ?? type)).toEqual([
      'starting',
      'running',
      'stopping',
      'stopped',
      'stopping',
      'serverDeleted'
    ]);
    expect(world.services.isLive(server.id)).toBe(false);
  });

  describe('at the same time', () => {
    it('two starts make one container', async () => {
      await Promise.all([
        world.services.start(kim, ''),
        world.services.start(kim, ''),
        world.services.start(kim, 'default')
      ]);
      await reaches('running');
      expect(onlyContainer().starts).toBe(1);
    });

    it.each(['create', 'start', 'reachServer'] as const)(
      'a stop during %s ends stopped, without a route',
      async operation => {
        const release = world.engine.hold(operation);
        const server = await world.services.start(kim, '');
        await until('the engine is asked', () =>
          world.engine.calls.some(call => call.startsWith(operation))
        );
        expect((await world.services.stop(kim, '')).state).toBe('stopping');
        release();
        await world.services.settled(server.id);
        expect(state()).toBe('stopped');
        expect(world.gateway.routes.size).toBe(0);
        for (const { status } of world.engine.containers.values()) {
          expect(status.phase).not.toBe('running');
        }
        await run();
        expect(onlyContainer().status.phase).toBe('running');
      }
    );

    it('a stop does not wait for the image, nor for other starts', async () => {
      world.engine.images.clear();
      const releasePull = world.engine.hold('pull');
      const pulling = await world.services.start(kim, '');
      await until('the pull', () => world.engine.calls.some(call => call.startsWith('pull')));
      await world.services.stop(kim, '');
      await world.services.settled(pulling.id);
      expect(state()).toBe('stopped');
      releasePull();

      const releases = [1, 2, 3].map(() => world.engine.hold('create'));
      for (const name of ['a', 'b', 'c']) {
        await world.services.start(await world.user(name), '');
      }
      const waiting = await world.services.start(kim, '');
      await world.services.stop(kim, '');
      await world.services.settled(waiting.id);
      expect(state()).toBe('stopped');
      releases.forEach(release => release());
    });

    it('a start during a deletion is refused and the deletion goes on', async () => {
      const server = await run();
      await world.services.stop(kim, '');
      await world.services.settled(server.id);
      const release = world.engine.hold('remove');
      const removed = world.services.remove(kim, '');
      await expect(world.services.start(kim, '')).rejects.toMatchObject({ code: 'conflict' });
      release();
      await removed;
      expect(world.engine.containers.size).toBe(0);
      expect(world.services.listFor(kim)).toEqual([]);
    });

    it('two deletions: one wins, the other is told', async () => {
      const server = await run();
      await world.services.stop(kim, '');
      await world.services.settled(server.id);
      const ends = await Promise.allSettled([
        world.services.remove(kim, ''),
        world.services.remove(kim, '')
      ]);
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(world.services.listFor(kim)).toEqual([]);
    });

    it('a few starts at once; the others wait with a position', async () => {
      const release = [1, 2, 3].map(() => world.engine.hold('create'));
      const users = await Promise.all(['a', 'b', 'c', 'd'].map(name => world.user(name)));
      for (const user of users) {
        await world.services.start(user, '');
      }
      const last = users[3] as User;
      const steps = world.services.progress(last, '')[Symbol.asyncIterator]();
      expect((await steps.next()).value).toMatchObject({ message: 'Waiting: 1 before this one' });
      release.forEach(free => free());
      await until('all run', () =>
        users.every(user => world.services.get(user, '').state === 'running')
      );
    });
  });

  describe('refuse', () => {
    it('what the state does not allow', async () => {
      await expect(world.services.stop(kim, '')).rejects.toMatchObject({ code: 'not-found' });
      await run();
      await expect(world.services.remove(kim, '')).rejects.toMatchObject({ code: 'conflict' });
      await world.services.stop(kim, '');
      await reaches('stopped');
      await expect(world.services.stop(kim, '')).rejects.toMatchObject({ code: 'conflict' });
      expect(() => world.services.keep(kim, '')).toThrow(/stopped/);
      expect(() => world.services.progress(kim, '')).toThrow(/stopped/);
    });

    it('names that no server can have, and a fourth server', async () => {
      await expect(world.services.start(kim, 'lab')).rejects.toMatchObject({
        code: 'invalid-request'
      });
      await expect(world.services.start(kim, '..')).rejects.toMatchObject({
        code: 'invalid-request'
      });
      await Promise.all(['', 'a', 'b'].map(name => run(name)));
      await expect(world.services.start(kim, 'c')).rejects.toMatchObject({ code: 'limit-reached' });
      expect(world.gateway.routes.has('/user/kim/a/')).toBe(true);
    });
  });

  describe('that fail', () => {
    it('say how their container ended, with the end of its log', async () => {
      world.engine.onStart = ({ status }) =>
        world.engine.exit(status.id, 3, { log: 'Traceback\nno such thing' });
      await world.services.start(kim, '');
      await reaches('failed');
      expect(world.services.get(kim, '')).toMatchObject({
        reason: 'It ended unexpectedly (exit code 3)',
        logTail: 'Traceback\nno such thing'
      });
      world.engine.onStart = () => undefined;
      await run();
    });

    it('because something else answers in their place', async () => {
      world.singleUser.answer.headers = {};
      await world.services.start(kim, '');
      await reaches('failed');
      expect(world.services.get(kim, '').reason).toMatch('did not start jupyterhub-singleuser');
      expect(onlyContainer().status.phase).toBe('exited');
    });

    it('in the words of an engine that refuses', async () => {
      world.engine.disturb('create', {
        refuse: new AppError('engine-refused', 'bind source path does not exist: /data/x')
      });
      await world.services.start(kim, '');
      await reaches('failed');
      expect(world.services.get(kim, '').reason).toMatch('/data/x');
      await run();
    });

    it.each(['create', 'start', 'inspect', 'reachServer'] as const)(
      'not because the answer to %s got lost',
      async operation => {
        world.engine.disturb(operation, { loseReply: true });
        await run();
        expect(onlyContainer().starts).toBe(1);
      }
    );
  });

  describe('tell their progress', () => {
    it('from the first step, also to whoever comes late', async () => {
      const release = world.engine.hold('start');
      await world.services.start(kim, '');
      await until('start is asked', () =>
        world.engine.calls.some(call => call.startsWith('start'))
      );
      const steps = world.services.progress(kim, '');
      release();
      const seen = [];
      for await (const step of steps) {
        seen.push(step);
      }
      expect(seen[0]?.progress).toBeLessThan(10);
      expect(seen.map(({ progress }) => progress)).toEqual(
        seen.map(({ progress }) => progress).sort((a, b) => a - b)
      );
      expect(seen.at(-1)).toMatchObject({ progress: 100, ready: true, url: '/user/kim/' });
    });

    it('of getting the image too', async () => {
      world.engine.images.clear();
      const release = world.engine.hold('create');
      await world.services.start(kim, '');
      const messages: string[] = [];
      const steps = world.services.progress(kim, '');
      release();
      for await (const step of steps) {
        messages.push(step.message);
      }
      expect(messages).toContain('Getting the image: 1 of 2 MB');
    });

    it('to its end when the start is stopped', async () => {
      const release = world.engine.hold('create');
      await world.services.start(kim, '');
      const steps = world.services.progress(kim, '');
      await world.services.stop(kim, '');
      release();
      const seen = [];
      for await (const step of steps) {
        seen.push(step);
      }
      expect(seen.at(-1)).toMatchObject({ failed: true, message: 'It was stopped' });
    });
  });

  describe('change their container', () => {
    it('when what it is mounted with changes, with a new token', async () => {
      await run();
      const first = onlyContainer();
      await world.services.stop(kim, '');
      await reaches('stopped');
      world.volumes.push({
        volume: {
          id: 'v',
          kind: 'data',
          root: 'Data',
          owner: null,
          name: 'sdss',
          title: '',
          description: '',
          directory: '/srv/sdss',
          createdAt: '',
          version: 1,
          address: 'Data/sdss'
        },
        access: 'read',
        path: 'sdss'
      });
      await run();
      const second = onlyContainer();
      expect(second.status.id).not.toBe(first.status.id);
      expect(second.spec.mounts).toContainEqual(
        expect.objectContaining({
          source: '/srv/sdss',
          target: '/home/jovyan/workspace/sdss',
          readOnly: true
        })
      );
      const tokenOf = ({ spec }: typeof first) =>
        spec.environment['JUPYTERHUB_API_TOKEN'] as string;
      expect(world.accounts.tokens.principalOf(tokenOf(first))).toBeNull();
      expect(world.accounts.tokens.principalOf(tokenOf(second))).not.toBeNull();
    });

    it('when somebody removed it', async () => {
      await run();
      await world.services.stop(kim, '');
      await reaches('stopped');
      world.engine.containers.clear();
      await run();
      const token = onlyContainer().spec.environment['JUPYTERHUB_API_TOKEN'] as string;
      expect(world.accounts.tokens.principalOf(token)).not.toBeNull();
    });
  });

  describe('that nobody uses', () => {
    it('stop after the idle limit, not before, and not while a kernel computes', async () => {
      const server = await run();
      world.advance(47 * HOUR_MS);
      await world.services.look();
      expect(state()).toBe('running');
      world.computing.add(server.id);
      world.advance(2 * HOUR_MS);
      await world.services.look();
      expect(state()).toBe('running');
      world.computing.clear();
      world.advance(49 * HOUR_MS);
      await world.services.look();
      await reaches('stopped');
      expect(world.services.get(kim, '').reason).toBe('Nothing happened in it for 48 h');
    });

    it('are announced to stop, once, and the owner is told of the stop', async () => {
      const { name } = await run('gpu');
      await world.services.settings.edit(kim, name, { displayName: 'GPU experiments' });
      const told = () =>
        world.notifications.list(kim, { limit: 10 }).items.map(({ title }) => title);
      world.advance(47 * HOUR_MS + 45 * 60_000);
      await world.services.look();
      expect(told()).toEqual([]);
      world.advance(10 * 60_000);
      await world.services.look();
      await world.services.look();
      expect(told()).toEqual(['Server “GPU experiments” will stop in 5 min']);
      // A hub that was started anew may warn again, in place of the first time.
      world.replace();
      await world.services.look();
      expect(told()).toHaveLength(1);
      world.advance(6 * 60_000);
      await world.services.look();
      await reaches('stopped', name);
      expect(told()).toEqual(['Server “GPU experiments” was stopped']);
    });

    it('are no longer announced to stop when something happens in them', async () => {
      const server = await run();
      const told = () => world.notifications.list(kim, { limit: 10 }).items.length;
      world.advance(48 * HOUR_MS - 60_000);
      world.computing.add(server.id);
      await world.services.look();
      expect(told()).toBe(0);
      world.computing.clear();
      world.advance(48 * HOUR_MS - 60_000);
      await world.services.look();
      expect(told()).toBe(1);
      world.replace();
      world.services.keep(kim, '');
      await world.services.look();
      expect(told()).toBe(0);
    });

    it('stay when their owner keeps them or something happens in them', async () => {
      const server = await run();
      world.advance(47 * HOUR_MS);
      const kept = world.services.keep(kim, '');
      expect(Date.parse(kept.idleStopAt ?? '') - world.clock().getTime()).toBeGreaterThan(
        47 * HOUR_MS
      );
      world.advance(47 * HOUR_MS);
      world.services.recordActivity(server.id, world.clock());
      world.advance(47 * HOUR_MS);
      await world.services.look();
      expect(state()).toBe('running');
    });

    it('take no activity from the future and none that is older', async () => {
      const server = await run();
      const now = world.clock().getTime();
      world.services.recordActivity(server.id, new Date(now + 1000 * HOUR_MS));
      world.services.recordActivity(server.id, new Date(now - HOUR_MS));
      const noted = Date.parse(world.services.get(kim, '').lastActivityAt ?? '');
      expect(Math.abs(noted - now)).toBeLessThan(60_000);
    });
  });

  it('use the name of the container that carries the id', async () => {
    const server = await run();
    expect(onlyContainer().spec.name).toBe(containerName(server.id));
  });
});
