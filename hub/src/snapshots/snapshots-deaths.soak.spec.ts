import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import type { Snapshot } from '../../contract/snapshots.js';
import { isTaskOver } from '../../contract/tasks.js';
import { hasCode } from '../errors.js';
import type { Death } from '../testing/mortal-files.js';
import { isSoak } from '../testing/soak.js';
import { TasksWorld } from '../testing/tasks-world.js';
import { until } from '../testing/until.js';

const VOLUME = 'Storage/kim/A';

/** Of all that can be killed, and when, so many are tried in the short run: one in … */
const ONE_IN = isSoak ? 1 : 7;

const deaths = (calls: number): [string, Death][] =>
  (['hub', 'worker'] as const)
    .flatMap(victim =>
      (['before', 'within', 'after'] as const).flatMap(moment =>
        Array.from({ length: calls }, (_, at) => ({ victim, moment, call: at + 1 }))
      )
    )
    .filter((_, index) => index % ONE_IN === 2 % ONE_IN)
    .map(death => [`the ${death.victim} ${death.moment} call ${death.call}`, death]);

describe('snapshots, whatever is killed over them', () => {
  let world: TasksWorld;
  beforeEach(() => {
    world = new TasksWorld();
    world.boot();
  });
  afterEach(async () => {
    await world.snapshots.maker.close();
    await world.close();
  });

  const all = async () =>
    (await world.snapshots.service.list(world.user, { volume: VOLUME, limit: 100 })).items;
  const shelf = (name: string) => join(world.shelves, world.volumes[0]?.id ?? '', name);
  const listed = (name: string) => (existsSync(shelf(name)) ? readdirSync(shelf(name)) : []);
  const isSame = (a: string, b: string) => {
    execFileSync('diff', ['--recursive', a, b]);
    return true;
  };

  /** Starts again what was killed; nothing is killed any more. */
  async function recover(): Promise<void> {
    await world.files.kill();
    world.boot();
    await world.snapshots.maker.idle();
  }

  async function makeOne(): Promise<Snapshot> {
    world.snapshots.service.make(world.user, VOLUME);
    await world.survived(world.snapshots.maker.idle());
    return (await world.survived(all()))?.[0] as Snapshot;
  }

  it.each(deaths(2))('are whole or not there when it kills %s', async (_, death) => {
    world.files.arm(death);
    await makeOne();
    await recover();
    const left = await all();
    expect(left.every(({ state }) => state === 'whole')).toBe(true);
    expect(listed('trees')).toHaveLength(left.length);
    expect(listed('indexes')).toHaveLength(left.length);
    expect(listed('making')).toEqual([]);
    listed('trees').forEach(name => {
      isSame(join(shelf('trees'), name), world.volumes[0]?.directory ?? '');
    });
    const again = await makeOne();
    expect(again).toMatchObject({ state: 'whole', files: 16 });
  });

  it.each(deaths(3))('are gone as a whole when it kills %s', async (_, death) => {
    const { id } = await makeOne();
    world.files.arm(death);
    world.snapshots.service.delete(world.user, id);
    await world.survived(world.snapshots.maker.idle());
    await recover();
    expect(await all()).toEqual([]);
    expect([listed('trees'), listed('indexes'), listed('making')]).toEqual([[], [], []]);
  });

  it.each(deaths(9))('are restored as a whole or not when it kills %s', async (_, death) => {
    const { id } = await makeOne();
    const [folder, away] = ['A-one', 'away'].map(name =>
      join(world.volumes[0]?.directory ?? '', name)
    ) as [string, string];
    renameSync(folder, away);
    world.files.arm(death);
    const restoring = world.snapshots.service
      .restore(world.user, id, { path: 'A-one', conflict: 'fail' })
      .catch((error: unknown) => {
        // Nothing was taken on.
        expect(hasCode(error, 'files-unavailable')).toBe(true);
      });
    await world.survived(restoring);
    await until('the end of the task', async () => {
      if (!world.files.isAlive) {
        await recover();
      }
      const { items } = world.tasks.service.list(world.user, { limit: 10 });
      return items.every(({ state }) => isTaskOver(state));
    });
    await recover();
    const { items } = world.tasks.service.list(world.user, { limit: 10 });
    expect(items.map(({ state, reason }) => [state, reason])).toEqual(
      items.map(() => ['succeeded', null])
    );
    expect(existsSync(folder) ? isSame(folder, away) : items).toEqual(
      items.length > 0 ? true : items
    );
    expect(world.unfinished()).toEqual([]);
    expect(await all()).toHaveLength(1);
  });
});
