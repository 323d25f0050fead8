import { isDue, scheduleOf, surplusOf } from './policy.js';

const DAY_MS = 24 * 3600_000;
const SCHEDULE = { everyHours: 24, keepLast: 3, keepDays: 14, keepWeeks: 8 };

/** Newest first: one every so many hours, back from a Sunday evening. */
function taken(count: number, everyHours: number): { takenAt: string }[] {
  const newest = Date.parse('2026-11-22T20:00:00Z');
  return Array.from({ length: count }, (_, at) => ({
    takenAt: new Date(newest - at * everyHours * 3600_000).toISOString()
  }));
}

function kept(count: number, everyHours: number, more: Partial<typeof SCHEDULE> = {}): string[] {
  const all = taken(count, everyHours);
  const surplus = new Set(surplusOf({ ...SCHEDULE, ...more }, all));
  return all.filter(one => !surplus.has(one)).map(({ takenAt }) => takenAt.slice(0, 16));
}

describe('snapshots that are kept', () => {
  it('are the last of each of fourteen days and eight weeks', () => {
    const left = kept(100, 24);
    expect(left).toHaveLength(14 + 6);
    expect(left.slice(0, 2)).toEqual(['2026-11-22T20:00', '2026-11-21T20:00']);
    // Sundays, back to the eighth week.
    expect(left.slice(14)).toEqual([
      '2026-11-08T20:00',
      '2026-11-01T20:00',
      '2026-10-25T20:00',
      '2026-10-18T20:00',
      '2026-10-11T20:00',
      '2026-10-04T20:00'
    ]);
  });

  it('are the last few in any case', () => {
    expect(kept(10, 1, { keepDays: 1, keepWeeks: 1 })).toEqual([
      '2026-11-22T20:00',
      '2026-11-22T19:00',
      '2026-11-22T18:00'
    ]);
  });

  it('are all while there are few, and of days that have any, however long ago', () => {
    expect(kept(5, 24)).toHaveLength(5);
    expect(kept(14, 24 * 40)).toHaveLength(14);
  });

  it('never change what stays when those that went are looked at no more', () => {
    let left = taken(1, 24);
    for (let day = 1; day < 200; day++) {
      const now = new Date(Date.parse('2026-01-01T12:00:00Z') + day * DAY_MS).toISOString();
      left = [{ takenAt: now }, ...left.filter(({ takenAt }) => takenAt < now)];
      const surplus = new Set(surplusOf(SCHEDULE, left));
      left = left.filter(one => !surplus.has(one));
    }
    expect(left.length).toBeGreaterThanOrEqual(19);
    expect(left.length).toBeLessThanOrEqual(21);
  });
});

describe('a schedule', () => {
  it('is once a day in Storage and none elsewhere, unless the settings say otherwise', () => {
    expect(scheduleOf({ name: 'Storage', snapshots: undefined })?.everyHours).toBe(24);
    expect(scheduleOf({ name: 'Temporary', snapshots: undefined })).toBeNull();
    expect(scheduleOf({ name: 'Storage', snapshots: null })).toBeNull();
    expect(scheduleOf({ name: 'Fast', snapshots: SCHEDULE })).toBe(SCHEDULE);
    expect(scheduleOf(undefined)).toBeNull();
  });

  it('is due when so many hours have gone by', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(isDue(SCHEDULE, null, now)).toBe(true);
    expect(isDue(SCHEDULE, '2026-11-21T12:00:00.000Z', now)).toBe(true);
    expect(isDue(SCHEDULE, '2026-11-21T12:00:01.000Z', now)).toBe(false);
  });
});
