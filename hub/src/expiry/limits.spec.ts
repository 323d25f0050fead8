import { isSweepDue, isWarningDue, sweepBefore } from './limits.js';

const NOW = new Date('2026-03-31T12:00:00.000Z');
const day = (date: string) => `2026-${date}T12:00:00.000Z`;

describe('what goes now', () => {
  it.each([
    ['without jobs', null, day('03-01')],
    ['with a job since now', day('03-31'), day('02-22')],
    ['with a job since three days', day('03-28'), day('02-19')]
  ])('%s', (_case, jobsSince, before) => {
    expect(sweepBefore(NOW, 30, jobsSince).toISOString()).toBe(before);
  });
});

describe('owners are told', () => {
  it.each([
    ['of nothing', 3, null, null, false],
    ['never, if the settings say so', 0, day('04-02'), null, false],
    ['of what goes soon', 3, day('04-02'), null, true],
    ['not again of the same', 3, day('04-02'), day('04-02'), false],
    ['of more, when that comes near', 3, day('04-04'), day('04-03'), true],
    ['not of more while there is time', 3, day('04-05'), day('04-04'), false]
  ])('%s', (_case, days, lastGoesAt, warnedUntil, expected) => {
    expect(isWarningDue(NOW, days, lastGoesAt, warnedUntil)).toBe(expected);
  });
});

describe('a volume is looked through', () => {
  it.each([
    ['at first', null, null, true],
    ['not again at once', day('03-31'), null, false],
    ['some hours later', '2026-03-31T06:00:00.000Z', null, true],
    ['when something is due', day('03-31'), '2026-03-31T11:59:00.000Z', true],
    ['not before', day('03-31'), '2026-03-31T12:01:00.000Z', false]
  ])('%s', (_case, sweptAt, nextAt, expected) => {
    expect(isSweepDue(NOW, sweptAt, nextAt)).toBe(expected);
  });
});
