import { AppError } from '../errors.js';
import { periodOf, periodsOf, rangeOf } from './periods.js';

const NOW = new Date('2026-11-21T10:00:00Z');

it.each([
  ['2026-11-21', 'day', '2026-11-21'],
  ['2026-11-21', 'week', '2026-11-16'],
  ['2026-11-16', 'week', '2026-11-16'],
  ['2026-11-22', 'week', '2026-11-16'],
  ['2027-01-01', 'week', '2026-12-28'],
  ['2026-11-21', 'month', '2026-11-01']
] as const)('%s is in the %s of %s', (day, by, expected) => {
  expect(periodOf(day, by)).toBe(expected);
});

describe('a range', () => {
  it.each([
    ['day', '2026-10-23', 30],
    ['week', '2026-08-31', 12],
    ['month', '2025-12-01', 12]
  ] as const)('by %s begins on %s when nothing is said', (by, since, count) => {
    const range = rangeOf({ by }, NOW);
    expect(range).toEqual({ since, until: '2026-11-22', by });
    expect(periodsOf(range)).toHaveLength(count);
  });

  it('begins with the period that its first day is in', () => {
    const range = { since: '2026-01-31', until: '2026-03-02', by: 'month' } as const;
    expect(periodsOf(rangeOf(range, NOW))).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
    expect(periodsOf({ ...range, until: '2026-03-01' })).toEqual(['2026-01-01', '2026-02-01']);
  });

  it('holds 400 periods at most', () => {
    const until = '2026-02-05';
    expect(periodsOf(rangeOf({ since: '2025-01-01', until, by: 'day' }, NOW))).toHaveLength(400);
    expect(() => rangeOf({ since: '2024-12-31', until, by: 'day' }, NOW)).toThrow(AppError);
    expect(() => rangeOf({ since: '0001-01-01', until, by: 'month' }, NOW)).toThrow('400 months');
  });

  it('ends after its beginning', () => {
    const since = '2026-11-21';
    expect(() => rangeOf({ since, until: since, by: 'day' }, NOW)).toThrow('later than since');
    expect(() => rangeOf({ since: '2027-01-01', by: 'day' }, NOW)).toThrow('later than since');
  });
});
