import type { TranslationBundle } from '@jupyterlab/translation';
import React, {
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState
} from 'react';

import { hasEnded, type Job } from '../../../hub/contract/jobs.js';
import { problemText } from '../../api/hub-error.js';
import { tellFailure } from '../../ui/attempt.js';
import { formatBytes } from '../../ui/amounts.js';
import { useSignal } from '../../ui/use-signal.js';
import { occurrences } from '../output-text.js';
import type { OutputTail } from '../output-tail.js';

export type OutputTails = Readonly<Record<'stdout' | 'stderr', OutputTail>>;

/** What the job prints: live at its end, with a search, line wrapping and the whole as a download. */
export function OutputTab(props: {
  job: Job;
  tails: OutputTails;
  trans: TranslationBundle;
}): JSX.Element {
  const { job, tails, trans } = props;
  const sizes = { stdout: job.output.stdoutBytes, stderr: job.output.stderrBytes };
  const [stream, setStream] = useState<'stdout' | 'stderr'>(
    sizes.stdout === 0 && sizes.stderr > 0 ? 'stderr' : 'stdout'
  );
  const [wraps, setWraps] = useState(true);
  const [wanted, setWanted] = useState('');
  const [current, setCurrent] = useState(0);
  const tail = tails[stream];
  useSignal(tail.changed);
  const size = sizes[stream];
  useEffect(() => void tail.growTo(size), [tail, size]);

  const { text } = tail;
  const search = useDeferredValue(wanted);
  const places = useMemo(() => occurrences(text, search), [text, search]);
  const step = (by: number) =>
    setCurrent(places.length ? (current + by + places.length) % places.length : 0);

  return (
    <div className="labcommons-Output">
      <div className="labcommons-Output-bar">
        <span role="group" aria-label={trans.__('Stream')} className="labcommons-Segments">
          {(['stdout', 'stderr'] as const).map(name => (
            <button
              key={name}
              aria-pressed={stream === name}
              onClick={() => {
                setStream(name);
                setCurrent(0);
              }}
            >
              {name === 'stdout' ? trans.__('Output') : trans.__('Errors')}{' '}
              <small>{formatBytes(sizes[name])}</small>
            </button>
          ))}
        </span>
        <input
          className="jp-mod-styled"
          type="search"
          placeholder={trans.__('Find…')}
          aria-label={trans.__('Find in the output')}
          value={wanted}
          onChange={event => {
            setWanted(event.target.value);
            setCurrent(0);
          }}
          onKeyDown={event => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          }}
        />
        {wanted && (
          <span className="labcommons-Output-count" role="status">
            {places.length === 0
              ? trans.__('not found')
              : trans.__('%1 of %2', current + 1, places.length)}
          </span>
        )}
        <label>
          <input
            type="checkbox"
            checked={wraps}
            onChange={event => setWraps(event.target.checked)}
          />{' '}
          {trans.__('Wrap')}
        </label>
        <button
          className="labcommons-Link"
          disabled={size === 0}
          onClick={() => void download(tail, `${job.name}-${stream}.txt`, trans)}
        >
          {trans.__('Download')}
        </button>
      </div>
      {tail.error !== null && (
        <p role="alert" className="labcommons-Field-mistake">
          {problemText(tail.error, trans)}{' '}
          <button className="labcommons-Link" onClick={() => void tail.growTo(size)}>
            {trans.__('Try again')}
          </button>
        </p>
      )}
      {tail.skippedBytes > 0 && (
        <p className="labcommons-Output-skipped">
          {trans.__(
            'The first %1 are not shown; download has them all.',
            formatBytes(tail.skippedBytes)
          )}
        </p>
      )}
      {size === 0 ? (
        <p className="labcommons-Output-nothing">
          {hasEnded(job.state)
            ? trans.__('The job wrote nothing here. What cells print is in the executed notebook.')
            : trans.__('Nothing yet. What cells print is in the executed notebook.')}
        </p>
      ) : (
        <Text
          text={text}
          places={places}
          length={search.length}
          current={current}
          wraps={wraps}
          follows={!hasEnded(job.state) && wanted === ''}
        />
      )}
    </div>
  );
}

/** The text with its finds marked; stays at its end while it grows, unless the reader has scrolled up. */
function Text(props: {
  text: string;
  places: readonly number[];
  length: number;
  current: number;
  wraps: boolean;
  follows: boolean;
}): JSX.Element {
  const { text, places, length, current, wraps, follows } = props;
  const node = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = node.current;
    if (element && follows && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [text, follows]);
  useLayoutEffect(() => {
    node.current?.querySelector('[data-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, places]);
  const parts: React.ReactNode[] = [];
  let at = 0;
  places.forEach((place, index) => {
    parts.push(text.slice(at, place));
    parts.push(
      <mark key={place} data-current={index === current}>
        {text.slice(place, place + length)}
      </mark>
    );
    at = place + length;
  });
  parts.push(text.slice(at));
  return (
    <pre
      ref={node}
      tabIndex={0}
      className="labcommons-Output-text"
      data-wraps={wraps}
      onScroll={event => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
      }}
    >
      {parts}
    </pre>
  );
}

async function download(tail: OutputTail, name: string, trans: TranslationBundle): Promise<void> {
  try {
    const url = URL.createObjectURL(await tail.whole());
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    tellFailure(error, trans);
  }
}
