import { MOST_PERIODS, type UsageQuery, type UsageStep } from '../../contract/usage.js';
import { AppError } from '../errors.js';

/** Days as RFC 3339 dates in UTC; `until` is the first day that is no longer in it. */
export interface Range {
  readonly since: string;
  readonly until: string;
  readonly by: UsageStep;
}

/** How far it goes back when nothing else is said. */
const DEFAULT_STEPS: Record<UsageStep, number> = { day: 30, week: 12, month: 12 };

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** @param days - how many later, negative for earlier */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date);
}

/** First day of the period that a day is in. */
export function periodOf(day: string, by: UsageStep): string {
  if (by === 'month') {
    return `${day.slice(0, 8)}01`;
  }
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return by === 'week' ? dayAfter(day, -weekday) : day;
}

/** First day of the period that comes so many periods later, negative for earlier. */
function stepped(period: string, by: UsageStep, steps: number): string {
  if (by !== 'month') {
    return dayAfter(period, by === 'week' ? 7 * steps : steps);
  }
  const date = new Date(`${period}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + steps);
  return dayOf(date);
}

function refusal(field: 'since' | 'until', detail: string): AppError {
  return new AppError('invalid-request', `?${field} ${detail}`, {
    fields: [{ pointer: `?${field}`, detail }]
  });
}

/** @throws AppError `invalid-request` for an end before the beginning, and for too many periods */
export function rangeOf({ since, until, by }: UsageQuery, now: Date): Range {
  const end = until ?? dayAfter(dayOf(now), 1);
  const last = periodOf(dayAfter(end, -1), by);
  const range = { since: since ?? stepped(last, by, 1 - DEFAULT_STEPS[by]), until: end, by };
  if (range.since >= end) {
    throw refusal('until', 'must be later than since');
  }
  const first = periodOf(range.since, by);
  if (stepped(first, by, MOST_PERIODS) <= last) {
    throw refusal('since', `must not be more than ${MOST_PERIODS} ${by}s before until`);
  }
  return range;
}

/** First days of all periods of a range, the earliest first. */
export function periodsOf({ since, until, by }: Range): string[] {
  const found: string[] = [];
  for (let period = periodOf(since, by); period < until; period = stepped(period, by, 1)) {
    found.push(period);
  }
  return found;
}
