import { hasEnded, type JobState, type JobSummary } from '../../hub/contract/jobs.js';
import { isSameDay } from '../ui/moments.js';

/** The parts of the list, from what needs attention to what is over. */
export const SECTIONS = ['running', 'waiting', 'today', 'earlier'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the list. */
export type Row =
  | {
      readonly kind: 'heading';
      readonly section: Section;
      readonly count: number;
      readonly expanded: boolean;
    }
  | { readonly kind: 'job'; readonly section: Section; readonly job: JobSummary };

const WAITING: readonly JobState[] = ['held', 'queued'];

export function sectionOf(job: JobSummary, now: Date): Section {
  if (WAITING.includes(job.state)) return 'waiting';
  if (!hasEnded(job.state)) return 'running';
  return isSameDay(new Date(job.endedAt ?? job.createdAt), now) ? 'today' : 'earlier';
}

/** Whether every word of the text is found in the name, a tag or the reason. */
export function matches(job: JobSummary, text: string): boolean {
  const haystack = [job.name, job.reason ?? '', ...job.tags].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => haystack.includes(word));
}

/**
 * The lines of the list. Sections without jobs are left out; a filter opens all sections.
 * @param jobs - newest first
 */
export function rowsOf(
  jobs: readonly JobSummary[],
  view: { now: Date; filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const filter = view.filter.trim();
  const bySection = new Map<Section, JobSummary[]>(SECTIONS.map(section => [section, []]));
  for (const job of jobs) {
    if (filter === '' || matches(job, filter)) bySection.get(sectionOf(job, view.now))?.push(job);
  }
  bySection.get('waiting')?.sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity));
  return SECTIONS.flatMap(section => {
    const members = bySection.get(section) ?? [];
    if (members.length === 0) return [];
    const expanded = filter !== '' || !view.collapsed.has(section);
    const heading: Row = { kind: 'heading', section, count: members.length, expanded };
    return expanded
      ? [heading, ...members.map((job): Row => ({ kind: 'job', section, job }))]
      : [heading];
  });
}
