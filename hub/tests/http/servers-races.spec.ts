import type { User } from '../../src/accounts/types.js';
import { ServersWorld } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';

let world: ServersWorld;
let kim: User;

beforeEach(async () => {
  world = await ServersWorld.open();
  kim = await world.user('kim');
});

afterEach(() => world.close());

const state = () => world.services.get(kim, '').state;
const reaches = (wanted: string) => until(`state ${wanted}`, () => state() === wanted);
const asked = (operation: string) =>
  until(`${operation} to be asked for`, () =>
    world.engine.calls.some(call => call.startsWith(operation))
  );
const container = () => [...world.engine.containers.values()][0]!;

async function run() {
  const server = await world.services.start(kim, '');
  await reaches('running');
  world.engine.calls.length = 0;
  return server;
}

/** Everything that does not wait for something held has had its turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    await new Promise(done => setImmediate(done));
  }
}

describe('what takes its time is overtaken by', () => {
  it('a stop: a route that is confirmed meanwhile does not come back', async () => {
    const { id } = await run();
    const release = world.engine.hold('reachServer');
    const confirmed = world.services.reconcile();
    await asked('reachServer');
    await world.services.stop(kim, '');
    await world.services.settled(id);
    release();
    await confirmed;
    expect(state()).toBe('stopped');
    expect([...world.gateway.routes.keys()]).toEqual([]);
  });

  it('no start: what a server leaves that ended by itself is taken away first', async () => {
    const { gateway } = world;
    await run();
    let release = () => undefined as void;
    const held = new Promise<void>(done => (release = done));
    const closeRoute = jest.spyOn(gateway, 'closeRoute').mockImplementationOnce(async prefix => {
      await held;
      gateway.routes.delete(prefix);
    });
    world.engine.exit(container().status.id, 0);
    const looked = world.services.look();
    await until('the route to be closed', () => closeRoute.mock.calls.length > 0);
    await world.services.start(kim, '');
    await turns();
    expect(world.engine.calls.filter(call => call.startsWith('start'))).toEqual([]);
    release();
    await reaches('running');
    await looked;
    expect([...gateway.routes.keys()]).toEqual(['/user/kim/']);
  });

  it('no start: a container that should not run is not stopped under a server that starts', async () => {
    const { id } = await run();
    await world.services.stop(kim, '');
    await world.services.settled(id);
    await world.engine.start(container().status.id, { again: true });
    const release = world.engine.hold('stop');
    world.engine.calls.length = 0;
    const looked = world.services.look();
    await asked('stop');
    await world.services.start(kim, '');
    await turns();
    release();
    await reaches('running');
    await looked;
    await world.services.look();
    expect(state()).toBe('running');
    expect(container().status.phase).toBe('running');
  });

  it.each([
    ['inspect', 'stop'],
    ['stop', 'inspect']
  ] as const)(
    'nothing: a stop ends, however long %s takes, whoever looks and asks again',
    async (first, second) => {
      const { id } = await run();
      const releases = [world.engine.hold(first), world.engine.hold(second)];
      expect((await world.services.stop(kim, '')).state).toBe('stopping');
      await expect(world.services.stop(kim, '')).rejects.toMatchObject({ code: 'conflict' });
      await expect(world.services.start(kim, '')).rejects.toMatchObject({ code: 'conflict' });
      const looked = [world.services.look(), world.services.look()];
      await turns();
      releases.reverse().forEach(release => release());
      await Promise.all(looked);
      await world.services.settled(id);
      expect(state()).toBe('stopped');
      expect(container().status.phase).toBe('exited');
      expect([...world.gateway.routes.keys()]).toEqual([]);
    }
  );
});
