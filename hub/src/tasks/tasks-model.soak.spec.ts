import fc from 'fast-check';

import { isTaskOver } from '../../contract/tasks.js';
import { AppError } from '../errors.js';
import type { Death } from '../testing/mortal-files.js';
import { isSoak } from '../testing/soak.js';
import { TasksWorld } from '../testing/tasks-world.js';
import { until } from '../testing/until.js';

/** Long: until a quarter of an hour is over. Short: once. */
const LEAST_MS = isSoak ? 15 * 60_000 : 0;

/** Short: the same every time. Long: others every time. */
const RUNS = isSoak ? { numRuns: 20 } : { numRuns: 25, seed: 20261121, endOnFailure: true };

jest.setTimeout(LEAST_MS + 300_000);

/** What is asked of the hub, and what is killed around it. */
type Step =
  | {
      do: 'submit';
      kind: 'copy' | 'move' | 'delete' | 'zip';
      from: number;
      picks: number[];
      to: number;
      below: boolean;
      conflict: 'fail' | 'skip' | 'replace' | 'keepBoth';
    }
  | { do: 'cancel'; pick: number }
  | { do: 'restore'; pick: number; conflict: 'fail' | 'keepBoth' }
  | { do: 'kill' }
  | { do: 'arm'; death: Death }
  /** Time passes. */
  | { do: 'rest' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      kind: fc.constantFrom('copy', 'move', 'move', 'delete', 'zip'),
      from: fc.nat(1),
      picks: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
      to: fc.nat(1),
      below: fc.boolean(),
      conflict: fc.constantFrom('fail', 'skip', 'replace', 'keepBoth')
    })
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('restore' as const),
      pick: fc.nat(9),
      conflict: fc.constantFrom('fail', 'keepBoth')
    })
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('arm' as const),
      death: fc.record({
        victim: fc.constantFrom('hub', 'worker'),
        call: fc.integer({ min: 1, max: 12 }),
        moment: fc.constantFrom('before', 'within', 'after')
      })
    })
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rest' as const) }) }
);

function pathOf({ kind, below }: Extract<Step, { do: 'submit' }>): string {
  const name = kind === 'zip' ? 'all.zip' : '';
  return below ? ['target', name].filter(Boolean).join('/') : name;
}

async function take(world: TasksWorld, step: Step): Promise<void> {
  switch (step.do) {
    case 'submit': {
      const [source, target] = [world.volumes[step.from], world.volumes[step.to]];
      const names = world.names(step.from).filter(name => name !== 'target');
      const picked = new Set(step.picks.map(pick => names[pick % names.length] ?? ''));
      if (!source || !target || names.length === 0) {
        return;
      }
      await world.submit({
        kind: step.kind,
        sources: [...picked].map(path => ({ volume: source.address, path })),
        target: step.kind === 'delete' ? null : { volume: target.address, path: pathOf(step) },
        conflict: step.conflict
      });
      return;
    }
    case 'cancel': {
      const live = world.live();
      const task = live[step.pick % Math.max(1, live.length)];
      if (task) {
        world.tasks.service.cancel(world.user, task.id);
      }
      return;
    }
    case 'restore':
      await world.survived(restoreOne(world, step.pick, step.conflict));
      return;
    case 'kill':
      await world.files.kill();
      return;
    case 'arm':
      world.files.arm(step.death);
      return;
    case 'rest':
      await new Promise(resolve => setTimeout(resolve, 30));
  }
}

async function restoreOne(
  world: TasksWorld,
  pick: number,
  conflict: 'fail' | 'keepBoth'
): Promise<void> {
  try {
    const { items } = await world.trash.list(world.user, { limit: 200 });
    const item = items[pick % Math.max(1, items.length)];
    if (item) {
      await world.trash.restore(world.user, item.id, conflict);
    }
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
  }
}

/** Nothing is killed any more: everything must come to its end. */
async function comeToRest(world: TasksWorld): Promise<void> {
  world.files.disarm();
  await until(
    'every task to end',
    async () => {
      // A death that was due before may come only now.
      if (!world.files.isAlive) {
        await revive(world);
      }
      return world.live().length === 0 && world.files.isAlive;
    },
    60_000
  );
  // What a worker's death left open is settled by the next sweep.
  await world.trash.sweep();
}

async function revive(world: TasksWorld): Promise<void> {
  await world.files.kill();
  world.check();
  world.boot();
}

describe('tasks and the trash, whatever is killed around them', () => {
  it('lose no byte, show nothing half, and leave nothing unfinished behind', async () => {
    const begun = Date.now();
    do {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 16 }), async sequence => {
          const world = new TasksWorld();
          world.boot();
          try {
            for (const step of sequence) {
              await take(world, step);
              if (!world.files.isAlive) {
                await revive(world);
              }
            }
            await comeToRest(world);
            world.check();
            const states = world.tasks.service.list(world.user, { limit: 200 }).items;
            expect(states.every(({ state }) => isTaskOver(state))).toBe(true);
            expect(world.trashStates().filter(state => state !== 'kept')).toEqual([]);
            expect(world.unfinished()).toEqual([]);
          } finally {
            await world.close();
          }
        }),
        RUNS
      );
    } while (Date.now() - begun < LEAST_MS);
  });
});
