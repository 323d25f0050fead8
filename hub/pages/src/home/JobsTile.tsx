import type { JobState, JobSummary } from '../../../contract/jobs.js';

interface Props {
  readonly jobs: readonly JobSummary[] | null;
  /** Where jobs are looked at and submitted. */
  readonly lab: string;
  readonly now: number;
}

const DAY_MS = 24 * 3600 * 1000;
const RUNNING: readonly JobState[] = ['starting', 'running', 'finishing'];
const WAITING: readonly JobState[] = ['queued', 'held'];

function count(jobs: readonly JobSummary[], states: readonly JobState[]): number {
  return jobs.filter(job => states.includes(job.state)).length;
}

/** How the visitor's jobs are doing; the Jobs panel of JupyterLab has the rest. */
export function JobsTile({ jobs, lab, now }: Props) {
  if (jobs === null) {
    return <div className="lc-Skeleton" aria-busy="true" aria-label="Loading jobs" />;
  }
  if (jobs.length === 0) {
    return (
      <p className="lc-Empty">
        A job runs a notebook to its end while you do something else. In JupyterLab, right-click a
        notebook and choose <em>Submit as job…</em>
      </p>
    );
  }
  const ended = jobs.filter(job => job.endedAt && now - Date.parse(job.endedAt) < DAY_MS);
  const figures: readonly [string, number, string][] = [
    ['Running', count(jobs, RUNNING), 'running'],
    ['Waiting', count(jobs, WAITING), 'waiting'],
    ['Done in 24 h', count(ended, ['succeeded']), 'done'],
    ['Failed in 24 h', count(ended, ['failed', 'timedOut', 'lost']), 'failed']
  ];
  return (
    <a className="lc-Tile" href={lab} aria-label="Jobs, shown in JupyterLab">
      <dl className="lc-Figures">
        {figures.map(([label, value, kind]) => (
          <div key={kind} className={`lc-Figure lc-mod-${kind}`} data-zero={value === 0}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </a>
  );
}
