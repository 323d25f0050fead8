import type { User } from '../accounts/types.js';
import { Freezer } from '../testing/freezer.js';
import { ServersWorld } from '../testing/servers-world.js';
import { until } from '../testing/until.js';
import { composeUsage } from './compose.js';
import type { UsageService } from './service.js';

const HOUR = 3_600_000;

let world: ServersWorld;
let usage: UsageService;
let kim: User;

beforeEach(async () => {
  world = await ServersWorld.open();
  kim = await world.user('kim');
  usage = composeUsage({
    database: world.database,
    activity: world.activity,
    jobs: { find: () => null },
    names: {
      users: world.accounts.accounts,
      images: { titleOf: () => null },
      domains: { titleOf: () => null },
      roots: []
    },
    keepDays: 10,
    clock: world.clock
  });
});
afterEach(() => world.close());

const state = (wanted: string) =>
  until(wanted, () => world.services.byOwner('kim', '')?.state === wanted);
const ids = (sql: string) =>
  world.database
    .prepare<[], { id: string }>(sql)
    .all()
    .map(({ id }) => id);

/** What is noted as running is what runs. */
function expectTrue(): void {
  expect(ids(`SELECT id FROM usage_running WHERE kind = 'server'`)).toEqual(
    ids(`SELECT id FROM servers WHERE state = 'running'`)
  );
}

/** The hub dies at this call to the engine, and the next one goes on. */
async function dyingAt(call: number, act: () => Promise<unknown>): Promise<void> {
  const freezer = new Freezer(call, 'after');
  const { engine, ...rest } = world.outside;
  world.replace({ ...rest, engine: freezer.wrap(engine, ['hubUrl', 'watch']) });
  await act();
  await freezer.frozen;
  expectTrue();
  world.replace();
  await world.services.reconcile();
}

it.each([[1], [3], [4]])(
  'the hours of a server are its own, though the hub dies at call %d of its start and while it stops',
  async call => {
    await dyingAt(call, () => world.services.start(kim, ''));
    await state('running');
    expectTrue();
    world.advance(2 * HOUR);
    await world.services.reconcile();
    await dyingAt(1, () => world.services.stop(kim, ''));
    await state('stopped');
    expectTrue();
    world.advance(5 * HOUR);
    const { total, users } = usage.report({ by: 'day' });
    expect(total.serverHours).toBeCloseTo(2, 1);
    expect(users.map(({ name }) => name)).toEqual(['kim']);
  }
);

it('a server that dies by itself counts until that was seen', async () => {
  await world.services.start(kim, '');
  await state('running');
  world.advance(HOUR);
  const [container] = [...world.engine.containers.values()];
  await world.engine.remove(container?.spec.name ?? '');
  world.replace();
  await world.services.reconcile();
  await state('failed');
  expectTrue();
  world.advance(HOUR);
  expect(usage.report({ by: 'day' }).total.serverHours).toBeCloseTo(1, 1);
});
