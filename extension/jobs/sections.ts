import { hasEnded, type JobState, type JobSummary } from '../../hub/contract/jobs.js';
import { isSameDay } from '../ui/moments.js';
import { hasWords, sectionRows, type SectionRow } from '../ui/section-rows.js';

/** The parts of the list, from what needs attention to what is over. */
export const SECTIONS = ['running', 'waiting', 'today', 'earlier'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the list. */
export type Row = SectionRow<Section, JobSummary>;

const WAITING: readonly JobState[] = ['held', 'queued'];

export function sectionOf(job: JobSummary, now: Date): Section {
  if (WAITING.includes(job.state)) return 'waiting';
  if (!hasEnded(job.state)) return 'running';
  return isSameDay(new Date(job.endedAt ?? job.createdAt), now) ? 'today' : 'earlier';
}

/** Whether every word of the text is found in the name, a tag or the reason. */
export function matches(job: JobSummary, text: string): boolean {
  return hasWords([job.name, job.reason ?? '', ...job.tags], text);
}

/**
 * The lines of the list. Sections without jobs are left out; a filter opens all sections.
 * @param jobs - newest first
 */
export function rowsOf(
  jobs: readonly JobSummary[],
  view: { now: Date; filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const bySection = new Map<Section, JobSummary[]>(SECTIONS.map(section => [section, []]));
  for (const job of jobs) {
    if (matches(job, view.filter)) bySection.get(sectionOf(job, view.now))?.push(job);
  }
  bySection.get('waiting')?.sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
  return sectionRows([...bySection], view);
}
