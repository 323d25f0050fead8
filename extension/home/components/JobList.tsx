import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { JobSummary } from '../../../hub/contract/jobs.js';
import { rowDetail, stateTitle } from '../../jobs/words.js';
import { MiddleCut } from '../../ui/MiddleCut.js';
import { STATE_ICONS } from '../../ui/icons.js';

/** Jobs that run or wait. */
export function JobList(props: {
  jobs: readonly JobSummary[];
  onOpen: (id: string) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { jobs, onOpen, trans } = props;
  return (
    <div role="group" aria-label={trans.__('Running jobs')}>
      <h3>{trans.__('Running jobs')}</h3>
      {jobs.length === 0 ? (
        <p>{trans.__('None. A right click on a notebook submits it as a job.')}</p>
      ) : (
        <ul>
          {jobs.map(job => {
            const Icon = STATE_ICONS[job.state];
            return (
              <li key={job.id}>
                <button onClick={() => onOpen(job.id)}>
                  <span
                    className="labcommons-StateIcon"
                    data-state={job.state}
                    title={stateTitle(job.state, trans)}
                  >
                    <Icon.react tag="span" />
                  </span>
                  <span className="labcommons-Home-words">
                    <MiddleCut text={job.name} />
                    <small>{rowDetail(job, trans) || stateTitle(job.state, trans)}</small>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
