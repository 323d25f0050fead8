import type { Job } from '../../hub/contract/jobs.js';
import { makeJob, type World } from './world.js';

/** A day's work: every state that a row can have. */
export function fillWithEverything(world: World): { failing: Job; running: Job } {
  const day = 86_400;
  const running = world.add(makeJob(40, 'spectra-fit', 'running', { age: 190 }));
  world.add(
    makeJob(39, 'sweep-42', 'running', { age: 3_700, progress: { cell: 3, cells: 20, errors: 0 } })
  );
  world.add(makeJob(41, 'render-the-whole-sky-in-seven-bands', 'queued', { age: 30, position: 2 }));
  world.add(makeJob(30, 'night-report', 'succeeded', { age: 300, ran: 41 }));
  const failing = world.add(
    makeJob(29, 'fit', 'failed', {
      age: 400,
      ran: 130,
      reason: 'Failed in cell 4: ValueError: operands could not be broadcast together',
      progress: { cell: 4, cells: 12, errors: 1 },
      cells: [1, 2, 3, 4].map(cell => ({
        cell,
        index: cell * 2,
        outcome: cell === 4 ? ('failed' as const) : ('done' as const),
        milliseconds: cell * 931
      }))
    })
  );
  world.add(makeJob(28, 'photometry-of-all-2026-observations', 'cancelled', { age: 900, ran: 30 }));
  world.add(
    makeJob(27, 'long-run', 'timedOut', {
      age: 2_000,
      ran: 600,
      reason: 'Ran out of time after 10 min'
    })
  );
  world.add(
    makeJob(26, 'lost-one', 'lost', { age: 2_500, reason: 'The engine lost the container' })
  );
  world.add(
    makeJob(25, 'doubtful', 'succeeded', {
      age: 2_600,
      warnings: ['It reported success, the engine says it was killed']
    })
  );
  for (let number = 1; number <= 12; number += 1) {
    world.add(makeJob(number, `catalogue-${number}`, 'succeeded', { age: (14 - number) * day }));
  }
  return { failing, running };
}
