import type { CellOutcome, Job } from '../../hub/contract/jobs.js';

/** One cell in the strip of progress. */
export interface Tick {
  /** Number of the code cell, from 1. */
  readonly cell: number;
  /** Index in the notebook; null for a cell that nothing is known of yet. */
  readonly index: number | null;
  readonly outcome: CellOutcome['outcome'] | 'pending';
  readonly milliseconds: number | null;
}

/** A tick for every code cell, run or not. */
export function ticksOf(job: Job): Tick[] {
  const byCell = new Map(job.cells.map(cell => [cell.cell, cell]));
  const count = Math.max(job.progress?.cells ?? 0, ...byCell.keys());
  return Array.from({ length: count }, (_, at): Tick => {
    const known = byCell.get(at + 1);
    return known ?? { cell: at + 1, index: null, outcome: 'pending', milliseconds: null };
  });
}
