import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import type { Job } from '../../../hub/contract/jobs.js';
import { stateTitle } from '../../jobs/words.js';
import { formatBytes, formatDuration } from '../../ui/amounts.js';
import { formatAbsolute, formatClock } from '../../ui/moments.js';

/** What was asked for, what it ran on, and what happened when. */
export function DetailsTab(props: {
  job: Job;
  titleOfDomain: (id: string) => Promise<string | null>;
  trans: TranslationBundle;
}): JSX.Element {
  const { job, titleOfDomain, trans } = props;
  const [domain, setDomain] = useState<string | null>(null);
  useEffect(() => {
    let isShown = true;
    const take = (title: string | null) => isShown && setDomain(title ?? job.domain);
    titleOfDomain(job.domain).then(take, () => take(null));
    return () => {
      isShown = false;
    };
  }, [titleOfDomain, job.domain]);
  const parameters = Object.entries(job.parameters);
  const environment = Object.entries(job.environment);
  return (
    <div className="labcommons-Details">
      <section>
        <h2>{trans.__('Request')}</h2>
        <dl className="labcommons-Facts">
          <dt>{trans.__('Notebook')}</dt>
          <dd>
            {job.notebook
              ? `${job.notebook.volume}/${job.notebook.path}`
              : job.mine
                ? trans.__('sent along with the request')
                : trans.__('known to its owner')}
          </dd>
          <dt>{trans.__('Content')}</dt>
          <dd title={trans.__('What ran is the notebook as it was when it was submitted')}>
            <code>{`sha256:${job.notebookSha256}`}</code>
          </dd>
          <dt>{trans.__('Parameters')}</dt>
          <dd>
            {parameters.length === 0
              ? trans.__('as in the notebook')
              : parameters.map(([name, value]) => (
                  <div key={name}>
                    <code>
                      {name} = {JSON.stringify(value)}
                    </code>
                  </div>
                ))}
          </dd>
          <dt>{trans.__('Starts in')}</dt>
          <dd>
            {job.startIn === 'notebookFolder'
              ? trans.__("the notebook's own folder")
              : trans.__('the new folder of the job')}
          </dd>
          <dt>{trans.__('Volumes')}</dt>
          <dd>
            {job.volumes.map(({ volume, access }) => (
              <div key={volume}>
                {volume} · {access === 'write' ? trans.__('read & write') : trans.__('read only')}
              </div>
            ))}
          </dd>
          {environment.length > 0 && (
            <>
              <dt>{trans.__('Environment')}</dt>
              <dd>
                {environment.map(([name, value]) => (
                  <div key={name}>
                    <code>
                      {name}={value}
                    </code>
                  </div>
                ))}
              </dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h2>{trans.__('Ran on')}</h2>
        <dl className="labcommons-Facts">
          <dt>{trans.__('Domain')}</dt>
          <dd>{domain}</dd>
          <dt>{trans.__('Image')}</dt>
          <dd>
            {job.image.title}
            {job.image.digest && (
              <div>
                <code>{job.image.digest}</code>
              </div>
            )}
          </dd>
          <dt>{trans.__('Limits')}</dt>
          <dd>
            {trans.__(
              '%1 memory, %2, %3',
              formatBytes(job.resources.memoryBytes),
              trans._n('%1 core', '%1 cores', job.resources.cores),
              formatDuration(job.timeLimitSeconds, trans)
            )}
          </dd>
        </dl>
      </section>
      <section>
        <h2>{trans.__('Timeline')}</h2>
        <table className="labcommons-Table">
          <tbody>
            {job.timeline.map(step => (
              <tr key={`${step.at}-${step.to}`}>
                <td>
                  <time dateTime={step.at} title={formatAbsolute(new Date(step.at))}>
                    {formatClock(new Date(step.at))}
                  </time>
                </td>
                <td>{stateTitle(step.to, trans)}</td>
                <td>{step.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {job.attempts.length > 0 && (
        <section>
          <h2>{trans.__('Attempts')}</h2>
          <table className="labcommons-Table">
            <tbody>
              {job.attempts.map(attempt => (
                <tr key={attempt.number}>
                  <td>{attempt.number}</td>
                  <td>{attemptWords(attempt, trans)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

function attemptWords(attempt: Job['attempts'][number], trans: TranslationBundle): string {
  if (attempt.outOfMemory) return trans.__('ran out of memory');
  if (attempt.exitCode !== null) return trans.__('ended with exit code %1', attempt.exitCode);
  return attempt.endedAt ? trans.__('ended') : trans.__('under way');
}
