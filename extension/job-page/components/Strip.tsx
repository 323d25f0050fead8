import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import type { Job } from '../../../hub/contract/jobs.js';
import { CommandIDs } from '../../jobs/command-ids.js';
import { formatDuration } from '../../ui/amounts.js';
import { ticksOf, type Tick } from '../ticks.js';

/** Progress as one tick per cell; a click opens the executed notebook at the cell. */
export function Strip(props: {
  job: Job;
  commands: CommandRegistry;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { job, commands, trans } = props;
  const ticks = ticksOf(job);
  if (ticks.length === 0) return null;
  const done = ticks.filter(tick => tick.outcome === 'done').length;
  return (
    <div
      className="labcommons-Strip"
      role="group"
      aria-label={trans.__('%1 of %2 cells done', done, ticks.length)}
    >
      {ticks.map(tick => (
        <button
          key={tick.cell}
          className="labcommons-Strip-tick"
          data-outcome={tick.outcome}
          tabIndex={tick.outcome === 'failed' ? 0 : -1}
          title={tickTitle(tick, trans)}
          aria-label={tickTitle(tick, trans)}
          disabled={tick.index === null || job.result === null}
          onClick={() =>
            void commands.execute(CommandIDs.openResult, { id: job.id, cell: tick.index })
          }
        />
      ))}
    </div>
  );
}

export function tickTitle(tick: Tick, trans: TranslationBundle): string {
  const took = tick.milliseconds === null ? null : tickDuration(tick.milliseconds, trans);
  switch (tick.outcome) {
    case 'done':
      return took
        ? trans.__('Cell %1: done in %2', tick.cell, took)
        : trans.__('Cell %1: done', tick.cell);
    case 'failed':
      return took
        ? trans.__('Cell %1: failed after %2', tick.cell, took)
        : trans.__('Cell %1: failed', tick.cell);
    case 'running':
      return trans.__('Cell %1: running', tick.cell);
    case 'pending':
      return trans.__('Cell %1: not run', tick.cell);
  }
}

export function tickDuration(milliseconds: number, trans: TranslationBundle): string {
  return milliseconds < 10_000
    ? trans.__('%1 s', Math.round(milliseconds / 10) / 100)
    : formatDuration(milliseconds / 1_000, trans);
}
