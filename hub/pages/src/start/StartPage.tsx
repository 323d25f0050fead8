import { useEffect, useRef, useState } from 'react';

import { programOf } from '../../../contract/server-choice.js';
import type { StartProgressData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { Failure } from '../ui/Failure.js';
import { duration } from '../ui/words.js';
import { useNow } from '../ui/use-now.js';
import { useStart, type Step } from './use-start.js';

function Waiting({
  steps,
  offline,
  since
}: {
  steps: readonly Step[];
  offline: boolean;
  since: number;
}) {
  const now = useNow(1000);
  const last = steps.at(-1);
  return (
    <>
      <h2 className="lc-Title">Starting your server</h2>
      <progress
        className="lc-Progress"
        max={100}
        value={last?.progress}
        aria-label="Start of the server"
      />
      <p className="lc-Progress-words">
        <span aria-live="polite">
          {offline
            ? 'The hub is not reachable, trying again…'
            : (last?.message ?? 'Asked for a server')}
        </span>
        <span className="lc-Muted">{duration(now - since)}</span>
      </p>
      <details className="lc-Details">
        <summary>What happened so far</summary>
        <ol className="lc-Steps">
          {steps.map((step, index) => (
            <li key={index}>{step.message}</li>
          ))}
        </ol>
      </details>
    </>
  );
}

interface FailedProps {
  readonly reason: string;
  readonly logTail: string | null;
  readonly hubPath: string;
  /** Page of the server's options. */
  readonly options: string;
  readonly again: () => void;
}

function Failed({ reason, logTail, hubPath, options, again }: FailedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h2 className="lc-Title" tabIndex={-1} ref={heading}>
        Your server did not start
      </h2>
      <Failure message={reason} />
      {logTail && (
        <>
          <h3>Last lines of its log</h3>
          <pre className="lc-Log" tabIndex={0}>
            {logTail}
          </pre>
        </>
      )}
      <div className="lc-Actions">
        <button type="button" className="lc-Button lc-mod-primary" onClick={again}>
          Try again
        </button>
        <a className="lc-Button" href={options}>
          Other options…
        </a>
        <a className="lc-Button" href={`${hubPath}home`}>
          Home
        </a>
      </div>
    </>
  );
}

/** A start, live: what happens in words; on to JupyterLab when it is there, or why not. */
export function StartPage({ data, api }: { data: StartProgressData; api: HubApi }) {
  const { start, again } = useStart(api, data.server);
  const [since] = useState(() => Date.parse(data.server.startedAt ?? '') || Date.now());

  const destination =
    start.kind === 'ready' ? data.next || start.url || data.server.url || api.hubPath : null;
  useEffect(() => {
    if (destination !== null) {
      location.replace(
        destination.startsWith(api.hubPath) ? destination : `${data.labOrigin}${destination}`
      );
    }
  }, [destination, data.labOrigin, api.hubPath]);

  switch (start.kind) {
    case 'waiting':
      return <Waiting steps={start.steps} offline={start.offline} since={since} />;
    case 'ready':
      return (
        <>
          <h2 className="lc-Title">{`Opening ${programOf(data.server)}…`}</h2>
          <progress
            className="lc-Progress"
            max={100}
            value={100}
            aria-label="Start of the server"
          />
        </>
      );
    case 'failed':
      return (
        <Failed
          reason={start.reason}
          logTail={start.logTail}
          hubPath={api.hubPath}
          options={`${api.hubPath}options/${encodeURIComponent(data.server.name)}${
            data.next && `?next=${encodeURIComponent(data.next)}`
          }`}
          again={again}
        />
      );
    case 'stopped':
      return (
        <>
          <h2 className="lc-Title">Your server was stopped</h2>
          <div className="lc-Actions">
            <button type="button" className="lc-Button lc-mod-primary" onClick={again}>
              Start server
            </button>
            <a className="lc-Button" href={`${api.hubPath}home`}>
              Home
            </a>
          </div>
        </>
      );
  }
}
