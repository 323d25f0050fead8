import type { UsagePeriod, UsageStep, UsageSums } from '../../../../contract/usage.js';
import { size } from '../../ui/words.js';

/** One of the things that are counted, with its words and how its numbers are written. */
export interface Figure {
  readonly id: keyof UsageSums;
  readonly title: string;
  write(value: number): string;
}

/** Numbers as people of this browser write them: `1,204.5`. */
export function number(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: value < 100 ? 1 : 0 });
}

const hours = (value: number) => `${number(value)} h`;

/** All that is counted by period, in the order of the tables. */
export const FIGURES: readonly Figure[] = [
  { id: 'people', title: 'People', write: number },
  { id: 'signIns', title: 'Sign-ins', write: number },
  { id: 'serverHours', title: 'Hours of servers', write: hours },
  { id: 'jobs', title: 'Jobs', write: number },
  { id: 'jobHours', title: 'Hours of jobs', write: hours },
  { id: 'jobCoreHours', title: 'Core hours of jobs', write: hours },
  { id: 'tasks', title: 'File tasks', write: number },
  { id: 'files', title: 'Files in tasks', write: number },
  { id: 'bytes', title: 'Bytes in tasks', write: size }
];

/** Those that are drawn as well. */
export const DRAWN = FIGURES.filter(({ id }) =>
  ['people', 'serverHours', 'jobs', 'jobCoreHours', 'bytes', 'signIns'].includes(id)
);

const FORMATS: Record<UsageStep, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' }
};

/** A period in few words: `3 Nov`, `week of 3 Nov`, `Nov 2026`. */
export function periodWords({ from }: Pick<UsagePeriod, 'from'>, by: UsageStep): string {
  const words = new Date(`${from}T00:00:00Z`).toLocaleDateString(undefined, {
    ...FORMATS[by],
    timeZone: 'UTC'
  });
  return by === 'week' ? `week of ${words}` : words;
}
