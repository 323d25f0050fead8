import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import { hasEnded, type Job } from '../../../hub/contract/jobs.js';
import { CommandIDs } from '../../jobs/command-ids.js';
import type { JobFiles } from '../job-files.js';
import { ticksOf } from '../ticks.js';
import { tickDuration } from './Strip.js';

/** What came of the job: the way to the executed notebook, and how each cell ended. */
export function ResultTab(props: {
  job: Job;
  files: JobFiles;
  attempt: (act: () => Promise<void>) => void;
  commands: CommandRegistry;
  now: Date;
  trans: TranslationBundle;
}): JSX.Element {
  const { job, files, attempt, commands, trans } = props;
  const { resultFile } = job;
  const ticks = ticksOf(job).filter(tick => tick.outcome !== 'pending');
  const open = (cell?: number | null) =>
    void commands.execute(CommandIDs.openResult, {
      id: job.id,
      ...(typeof cell === 'number' && { cell })
    });
  return (
    <>
      <div className="labcommons-Notice labcommons-Result">
        {!job.mine && resultFile !== null ? (
          <>
            <p>{trans.__('The notebook as it was executed, with all its output:')}</p>
            <button
              className="jp-mod-styled jp-mod-accept"
              onClick={() => attempt(() => files.save(resultFile))}
            >
              {trans.__('Download executed notebook')}
            </button>
          </>
        ) : job.result ? (
          <>
            <p>
              {hasEnded(job.state)
                ? trans.__('The notebook as it was executed, with all its output:')
                : trans.__('The notebook is saved as it goes; what has run so far is in it:')}
            </p>
            <button className="jp-mod-styled jp-mod-accept" onClick={() => open()}>
              {trans.__('Open executed notebook')}
            </button>
          </>
        ) : (
          <p>
            {hasEnded(job.state)
              ? trans.__('There is no executed notebook: the job ended before its first cell ran.')
              : trans.__('The executed notebook appears here as soon as the first cell has run.')}
          </p>
        )}
      </div>
      {ticks.length > 0 && (
        <table className="labcommons-Table labcommons-Cells">
          <thead>
            <tr>
              <th>{trans.__('Cell')}</th>
              <th>{trans.__('Outcome')}</th>
              <th>{trans.__('Time')}</th>
            </tr>
          </thead>
          <tbody>
            {ticks.map(tick => (
              <tr key={tick.cell} data-outcome={tick.outcome}>
                <td>
                  {tick.index !== null && job.result ? (
                    <button className="labcommons-Link" onClick={() => open(tick.index)}>
                      {tick.cell}
                    </button>
                  ) : (
                    tick.cell
                  )}
                </td>
                <td>{outcomeTitle(tick.outcome, trans)}</td>
                <td>{tick.milliseconds === null ? '' : tickDuration(tick.milliseconds, trans)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function outcomeTitle(outcome: string, trans: TranslationBundle): string {
  if (outcome === 'done') return trans.__('done');
  return outcome === 'failed' ? trans.__('failed') : trans.__('running');
}
