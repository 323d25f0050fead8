import { z } from 'zod';

import { defineEndpoint } from './endpoint.js';

export const UsageStep = z.enum(['day', 'week', 'month']);
export type UsageStep = z.infer<typeof UsageStep>;

/** How many periods one answer holds at most. */
export const MOST_PERIODS = 400;

const Day = z.iso.date();
const Hours = z.number().describe('To two decimal places');
const Count = z.number().int();

const Ran = z.object({
  serverHours: Hours,
  jobs: Count.describe('That were started'),
  jobHours: Hours
});

/** What was used in some time, by everybody. */
export const UsageSums = Ran.extend({
  people: Count.describe('Who did something that is on record, or had a server or job running'),
  signIns: Count,
  jobCoreHours: Hours.describe('Hours of jobs, each times the cores that it may use'),
  tasks: Count.describe('Copies, moves, archives and deletions that ended'),
  files: Count.describe('That these tasks were done with'),
  bytes: Count.describe('That these tasks were done with')
});
export type UsageSums = z.infer<typeof UsageSums>;

export const UsagePeriod = UsageSums.extend({
  from: Day.describe('First day of the day, the week (Monday) or the month')
});
export type UsagePeriod = z.infer<typeof UsagePeriod>;

const Used = Ran.extend({ id: z.string(), title: z.string(), people: Count });
export type Used = z.infer<typeof Used>;

const Kept = z.object({ volumes: Count, bytes: Count.describe('As last counted') });
const Somebody = z.object({ name: z.string(), displayName: z.string() });

/** What was used, and what is kept. */
export const Usage = z
  .object({
    since: Day,
    until: Day.describe('The first day that is no longer in it'),
    by: UsageStep,
    total: UsageSums,
    periods: z.array(UsagePeriod).describe('All from the first to the last, also empty ones'),
    images: z.array(Used).describe('Most hours first, 20 at most'),
    domains: z.array(Used).describe('Most hours first, 20 at most'),
    users: z.array(Ran.extend(Somebody.shape)).describe('Most hours first, 20 at most'),
    roots: z
      .array(Kept.extend({ root: z.string(), title: z.string(), files: Count, people: Count }))
      .describe('Volumes of users now, by root, in the order of the settings'),
    keepers: z
      .array(Kept.extend(Somebody.shape))
      .describe('Who keeps the most bytes now, 20 at most')
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;

/** Columns of the periods as CSV, in this order. */
export const USAGE_COLUMNS = [
  'from',
  'people',
  'signIns',
  'serverHours',
  'jobs',
  'jobHours',
  'jobCoreHours',
  'tasks',
  'files',
  'bytes'
] as const satisfies readonly (keyof UsagePeriod)[];

export const UsageQuery = z.strictObject({
  since: Day.optional().describe('First day (UTC); default: 30 days, 12 weeks or 12 months ago'),
  until: Day.optional().describe('First day that is no longer in it; default: tomorrow'),
  by: UsageStep.default('day')
});
export type UsageQuery = z.infer<typeof UsageQuery>;

export const readUsage = defineEndpoint({
  id: 'readUsage',
  method: 'GET',
  path: '/admin/usage',
  credentials: 'session',
  summary: `What was used, by day, week or month (UTC), and what is kept; ${MOST_PERIODS} periods at most; for administrators; with Accept: text/csv the periods alone`,
  query: UsageQuery,
  response: Usage,
  problems: ['not-allowed']
});
