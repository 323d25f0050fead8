import type { User } from '../../src/accounts/types.js';
import { LABELS } from '../../src/compute/labels.js';
import { Freezer } from '../../src/testing/freezer.js';
import { ServersWorld } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';

const DAY_MS = 24 * 3600 * 1000;

let world: ServersWorld;
let kim: User;

async function open() {
  world = await ServersWorld.open();
  kim = await world.user('kim');
}

beforeEach(open);
afterEach(() => world.close());

const stateOf = () => world.services.byOwner('kim', '')?.state;
const containers = () => [...world.engine.containers.values()];

/** A process of the hub that dies at the given call to the world outside. */
function dyingAt(call: number, moment: 'before' | 'after'): Freezer {
  const freezer = new Freezer(call, moment);
  const { engine, gateway, files } = world.outside;
  world.replace({
    engine: freezer.wrap(engine, ['hubUrl', 'watch']),
    gateway: freezer.wrap(gateway),
    files: freezer.wrap(files)
  });
  return freezer;
}

/** Has a hub die before and after each of so many of its calls, in a world of its own each time. */
async function atEachCall(calls: number, attempt: (die: () => Freezer) => Promise<void>) {
  for (let call = 1; call <= calls; call++) {
    for (const moment of ['before', 'after'] as const) {
      await world.close();
      await open();
      await attempt(() => dyingAt(call, moment));
    }
  }
}

/** The next process of the hub finds what the one before has left. */
async function nextHub() {
  world.replace();
  await world.services.reconcile();
}

async function startToRun() {
  await world.services.start(kim, '');
  await until('running', () => stateOf() === 'running');
}

async function expectToRun() {
  await until('running', () => stateOf() === 'running');
  const [container] = containers();
  expect(containers()).toHaveLength(1);
  expect(container?.status.phase).toBe('running');
  const token = container?.spec.environment['JUPYTERHUB_API_TOKEN'] as string;
  expect(world.accounts.tokens.principalOf(token)?.user.id).toBe(kim.id);
  expect(world.gateway.routes.has('/user/kim/')).toBe(true);
}

/** How many calls a first start makes. */
async function callsOfAStart(): Promise<number> {
  const counter = dyingAt(Infinity, 'before');
  await startToRun();
  return counter.count;
}

describe('a hub that dies while a server starts', () => {
  it('goes on with the start, whatever the last thing was that it did', async () => {
    const calls = await callsOfAStart();
    expect(calls).toBeGreaterThan(10);
    await atEachCall(calls, async die => {
      const freezer = die();
      await world.services.start(kim, '');
      await freezer.frozen;
      world.gateway.routes.clear();
      await nextHub();
      await expectToRun();
    });
  });

  it('goes on although the engine made the container only after its death', async () => {
    dyingAt(Infinity, 'before');
    const release = world.engine.hold('create');
    await world.services.start(kim, '');
    await until('create is asked', () => world.engine.calls.some(c => c.startsWith('create')));
    const old = world.services;
    world.replace();
    const again = world.engine.hold('create');
    await world.services.reconcile();
    await until('create is asked again', () => {
      return world.engine.calls.filter(call => call.startsWith('create')).length === 2;
    });
    // From here on the old process is only what it sent to the engine.
    void old.close();
    release();
    await until('the late container', () => containers().length === 1);
    again();
    await expectToRun();
  });

  it('tells its steps to those who follow the second half', async () => {
    const freezer = dyingAt(8, 'after');
    await world.services.start(kim, '');
    await freezer.frozen;
    await nextHub();
    const seen = [];
    for await (const step of world.services.progress(kim, '')) {
      seen.push(step);
    }
    expect(seen.at(-1)).toMatchObject({ ready: true });
  });
});

describe('a hub that dies while a server stops', () => {
  it('goes on with the stop, whatever the last thing was that it did', async () => {
    await atEachCall(3, async die => {
      await startToRun();
      const freezer = die();
      await world.services.stop(kim, '');
      await freezer.frozen;
      await nextHub();
      await until('stopped', () => stateOf() === 'stopped');
      expect(world.gateway.routes.size).toBe(0);
      expect(containers()[0]?.status.phase).toBe('exited');
    });
  });
});

describe('a hub that dies while a server is restarted', () => {
  it('goes on with stop and start, whatever the last thing was that it did', async () => {
    const calls = await callsOfARestart();
    expect(calls).toBeGreaterThan(9);
    await atEachCall(calls, async die => {
      await startToRun();
      const freezer = die();
      await world.services.restart(kim, '');
      await freezer.frozen;
      world.gateway.routes.clear();
      await nextHub();
      await expectToRun();
      expect(containers()[0]?.starts).toBeGreaterThan(1);
    });
  });

  /** How many calls a restart makes. */
  async function callsOfARestart(): Promise<number> {
    await startToRun();
    const counter = dyingAt(Infinity, 'before');
    await world.services.restart(kim, '');
    await until('started again', () => stateOf() === 'running' && world.gateway.routes.size === 1);
    return counter.count;
  }
});

describe('a hub that dies while a server is deleted', () => {
  it('leaves one that can be deleted or started', async () => {
    await startToRun();
    const { id } = await world.services.stop(kim, '');
    await world.services.settled(id);
    const freezer = dyingAt(1, 'after');
    void world.services.remove(kim, '');
    await freezer.frozen;
    await nextHub();
    await until('stopped', () => stateOf() === 'stopped');
    expect(world.services.get(kim, '').reason).toMatch(/^Deleting it was interrupted/);
    await world.services.start(kim, '');
    await expectToRun();
    expect(world.services.get(kim, '').reason).toBeNull();
  });
});

describe('after a restart of the hub', () => {
  beforeEach(async () => {
    await startToRun();
    world.gateway.routes.clear();
  });

  it('routes are back before anything else, even while the engine is away', async () => {
    const release = world.engine.hold('list');
    world.replace();
    const reconciled = world.services.reconcile();
    await until('the route', () => world.gateway.routes.has('/user/kim/'));
    expect(stateOf()).toBe('running');
    release();
    await reconciled;
  });

  it('a server that ended meanwhile has failed, with its exit code', async () => {
    world.engine.exit(containers()[0]?.status.id ?? '', 1, { log: 'boom' });
    await nextHub();
    expect(world.services.get(kim, '')).toMatchObject({
      state: 'failed',
      reason: 'It ended unexpectedly (exit code 1)',
      logTail: 'boom'
    });
    expect(world.gateway.routes.size).toBe(0);
  });

  it('a server whose container is gone has failed', async () => {
    world.engine.containers.clear();
    await nextHub();
    expect(world.services.get(kim, '')).toMatchObject({
      state: 'failed',
      reason: 'Its container is gone'
    });
  });

  it('a server that moved is found where it is now', async () => {
    world.engine.address = { ...world.engine.address, host: 'localhost' };
    await nextHub();
    expect(world.gateway.routes.get('/user/kim/')?.host).toBe('localhost');
  });

  it('a container that runs although its server is stopped is stopped', async () => {
    const { id } = await world.services.stop(kim, '');
    await world.services.settled(id);
    await world.engine.start(containers()[0]?.status.id ?? '', { again: true });
    await nextHub();
    expect(containers()[0]?.status.phase).toBe('exited');
  });
});

describe('while the hub runs', () => {
  beforeEach(async () => {
    world.services.watch();
    await startToRun();
  });

  it.each([
    [0, false, 'stopped', 'It was shut down'],
    [137, true, 'failed', 'It used up its memory and was ended'],
    [139, false, 'failed', 'It ended unexpectedly (exit code 139)']
  ])('an end with code %p is noticed at once', async (code, outOfMemory, state, reason) => {
    world.engine.exit(containers()[0]?.status.id ?? '', code, { outOfMemory });
    await until(state, () => stateOf() === state);
    expect(world.services.get(kim, '').reason).toBe(reason);
    expect(world.gateway.routes.size).toBe(0);
  });

  it('an engine that comes back is compared with the rows', async () => {
    world.engine.goAway();
    await world.services.look();
    expect(stateOf()).toBe('running');
    world.engine.comeBack();
    await until('failed', () => stateOf() === 'failed');
    await world.services.start(kim, '');
    await expectToRun();
  });

  it('a start while the engine is away goes on when it is back', async () => {
    const { id } = await world.services.stop(kim, '');
    await world.services.settled(id);
    world.engine.goAway();
    await world.services.start(kim, '');
    await until('it waits', () => world.engine.calls.at(-1)?.startsWith('imageDigest'));
    world.engine.comeBack();
    await expectToRun();
  });

  it('a stop while the engine is away comes to its end when it is back', async () => {
    world.engine.goAway();
    const { id } = await world.services.stop(kim, '');
    await world.services.settled(id);
    expect(stateOf()).toBe('stopping');
    world.engine.comeBack();
    await until('stopped', () => stateOf() === 'stopped');
  });

  it('a deletion while the engine is away changes nothing', async () => {
    const { id } = await world.services.stop(kim, '');
    await world.services.settled(id);
    world.engine.goAway();
    await expect(world.services.remove(kim, '')).rejects.toMatchObject({
      code: 'engine-unavailable'
    });
    expect(stateOf()).toBe('stopped');
  });
});

describe('a container that belongs to no row', () => {
  const orphan = async (kind: string) => {
    const { id } = await world.engine.create({
      name: `labcommons-${kind}-unknown`,
      image: world.config.images[0]?.reference ?? '',
      command: null,
      environment: {},
      labels: { [LABELS.kind]: kind, [LABELS.id]: 'unknown', [LABELS.owner]: kim.id },
      mounts: [],
      memoryBytes: 1,
      cores: 1,
      pidsLimit: 1,
      user: null
    });
    await world.engine.start(id);
    return () => world.engine.containers.get(id)?.status.phase;
  };

  it('gets no route and is stopped after a day, not at once', async () => {
    const phase = await orphan('server');
    await world.services.reconcile();
    expect(world.gateway.routes.size).toBe(0);
    world.advance(DAY_MS - 1000);
    await world.services.look();
    expect(phase()).toBe('running');
    world.advance(2000);
    await world.services.look();
    expect(phase()).toBe('exited');
    expect(world.logged).toHaveLength(1);
  });

  it('is left alone when it is no server', async () => {
    const phase = await orphan('job');
    await world.services.reconcile();
    world.advance(2 * DAY_MS);
    await world.services.look();
    expect(phase()).toBe('running');
  });
});
