import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';

import { formatDuration } from '../../ui/amounts.js';
import { useNow, useSignal } from '../../ui/use-signal.js';
import type { RestartWatch } from './follow.js';

/** Pages of the hub on which a start that failed can be taken up. */
export interface HubPages {
  readonly start: string;
  readonly options: string;
  readonly progress: string;
  readonly home: string;
}

interface ProgressProps {
  readonly watch: RestartWatch;
  /** Name of the server as people see it. */
  readonly title: string;
  readonly since: Date;
  readonly pages: HubPages;
  readonly trans: TranslationBundle;
}

/** What is shown over the page while its server restarts, and why it did not come back. */
export function Progress(props: ProgressProps): JSX.Element {
  const { watch, title, pages, trans } = props;
  useSignal(watch.changed);
  const { state } = watch;
  if (state.kind === 'failed') {
    return (
      <Failed
        title={trans.__('“%1” did not start', title)}
        reason={state.reason}
        logTail={state.logTail}
        pages={pages}
        trans={trans}
      />
    );
  }
  return <Waiting {...props} />;
}

function Waiting({ watch, title, since, pages, trans }: ProgressProps): JSX.Element {
  const now = useNow(1_000);
  const { state } = watch;
  const steps = state.kind === 'followed' || state.kind === 'unseen' ? state.steps : [];
  const last = steps.at(-1);
  const words =
    state.kind === 'ready'
      ? trans.__('It is there. Loading JupyterLab…')
      : state.kind === 'unseen'
        ? trans.__('Waiting for the new server to answer')
        : (last?.message ?? trans.__('Stopping the server'));
  const seconds = Math.max(0, (now.getTime() - since.getTime()) / 1_000);
  return (
    <>
      <h2>{trans.__('Restarting “%1”', title)}</h2>
      <progress
        max={100}
        value={state.kind === 'ready' ? 100 : state.kind === 'unseen' ? undefined : last?.progress}
        aria-label={trans.__('Restart of the server')}
      />
      <p className="labcommons-Restart-words">
        <span aria-live="polite">{words}</span>
        <span>{formatDuration(seconds, trans)}</span>
      </p>
      <p className="labcommons-Form-note">
        {trans.__('This page loads itself anew when the server is ready.')}{' '}
        {state.kind === 'unseen' && (
          <a href={pages.progress}>{trans.__('See at the hub how far it is')}</a>
        )}
      </p>
      {steps.length > 0 && (
        <details>
          <summary>{trans.__('What happened so far')}</summary>
          <ol>
            {steps.map((step, at) => (
              <li key={at}>{step.message}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Failed(props: {
  title: string;
  reason: string;
  logTail: string | null;
  pages: HubPages;
  trans: TranslationBundle;
}): JSX.Element {
  const { title, reason, logTail, pages, trans } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p className="labcommons-Form-failure" role="alert">
        {reason}
      </p>
      {logTail && (
        <>
          <h3>{trans.__('Last lines of its log')}</h3>
          <pre tabIndex={0}>{logTail}</pre>
        </>
      )}
      <p className="labcommons-Restart-ways">
        <a href={pages.start}>{trans.__('Try again')}</a>
        <a href={pages.options}>{trans.__('Options…')}</a>
        <a href={pages.home}>{trans.__('Hub home')}</a>
      </p>
    </>
  );
}
