import type { TranslationBundle } from '@jupyterlab/translation';

import { hasEnded, type JobState, type JobSummary } from '../../hub/contract/jobs.js';
import { formatDuration } from '../ui/amounts.js';
import { formatClock, formatDay, isSameDay } from '../ui/moments.js';
import type { Section } from './sections.js';

export function sectionTitle(section: Section, trans: TranslationBundle): string {
  const titles: Record<Section, string> = {
    running: trans.__('Running'),
    waiting: trans.__('Waiting'),
    today: trans.__('Today'),
    earlier: trans.__('Earlier')
  };
  return titles[section];
}

export function stateTitle(state: JobState, trans: TranslationBundle): string {
  const titles: Record<JobState, string> = {
    held: trans.__('On hold'),
    queued: trans.__('Waiting'),
    starting: trans.__('Starting'),
    running: trans.__('Running'),
    finishing: trans.__('Finishing'),
    succeeded: trans.__('Succeeded'),
    failed: trans.__('Failed'),
    timedOut: trans.__('Ran out of time'),
    cancelled: trans.__('Cancelled'),
    lost: trans.__('Lost')
  };
  return titles[state];
}

/** Seconds from start to end, or until now; null when it never started. */
export function elapsedSeconds(job: JobSummary, now: Date): number | null {
  if (!job.startedAt) return null;
  const end = job.endedAt ? new Date(job.endedAt) : now;
  return Math.max(0, (end.getTime() - new Date(job.startedAt).getTime()) / 1_000);
}

/** What the right end of a row says: how long it runs or took, and when it ended; empty where that is not known. */
export function rowTimes(
  job: JobSummary,
  now: Date,
  trans: TranslationBundle
): { took: string; when: string } {
  const seconds = elapsedSeconds(job, now);
  const took = seconds === null ? '' : formatDuration(seconds, trans);
  if (!hasEnded(job.state)) return { took, when: '' };
  const end = new Date(job.endedAt ?? job.createdAt);
  return { took, when: isSameDay(end, now) ? formatClock(end) : formatDay(end, now) };
}

/** The second line of a row; empty when there is nothing worth a line. */
export function rowDetail(job: JobSummary, trans: TranslationBundle): string {
  if (job.cancelling && !hasEnded(job.state)) return trans.__('Cancelling…');
  switch (job.state) {
    case 'held':
      return job.reason ?? trans.__('On hold');
    case 'queued':
      return waitingWords(job, trans);
    case 'starting':
      return job.reason ?? trans.__('Starting…');
    case 'running':
      return progressWords(job, trans);
    case 'finishing':
      return trans.__('Finishing…');
    case 'succeeded':
      return job.warnings[0] ?? '';
    case 'cancelled':
      return '';
    default:
      return job.reason ?? stateTitle(job.state, trans);
  }
}

function waitingWords(job: JobSummary, trans: TranslationBundle): string {
  if (job.position === null) return job.reason ?? trans.__('Waiting');
  return job.position === 1
    ? trans.__('Next in the queue')
    : trans.__('Place %1 in the queue', job.position);
}

export function progressWords(job: JobSummary, trans: TranslationBundle): string {
  const { progress } = job;
  if (!progress || progress.cells === 0) return trans.__('Starting the kernel…');
  const words = trans.__(
    'Cell %1 of %2',
    Math.min(progress.cell + 1, progress.cells),
    progress.cells
  );
  return progress.errors > 0
    ? trans._n('%2 · %1 error', '%2 · %1 errors', progress.errors, words)
    : words;
}

/** The state in a sentence, for the head of the job's page and for screen readers. */
export function stateSentence(job: JobSummary, now: Date, trans: TranslationBundle): string {
  const seconds = elapsedSeconds(job, now);
  const took = seconds === null ? null : formatDuration(seconds, trans);
  if (job.cancelling && !hasEnded(job.state)) return trans.__('Cancelling…');
  if (job.state === 'running') {
    return took
      ? trans.__('%1, running for %2', progressWords(job, trans), took)
      : progressWords(job, trans);
  }
  if (!hasEnded(job.state)) return rowDetail(job, trans);
  const said = job.reason ?? stateTitle(job.state, trans);
  return took ? trans.__('%1 · ran %2', said, took) : said;
}
