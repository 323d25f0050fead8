import { nextAttempt, nextDigest } from './schedule.js';

it.each([
  ['2026-01-01T05:59:59Z', '2026-01-01T06:00:00.000Z'],
  ['2026-01-01T06:00:00Z', '2026-01-02T06:00:00.000Z'],
  ['2026-12-31T23:00:00Z', '2027-01-01T06:00:00.000Z']
])('what is told at %s is in the digest of %s', (now, digest) => {
  expect(nextDigest(new Date(now)).toISOString()).toBe(digest);
});

describe('a letter that could not be sent', () => {
  const MINUTE = 60_000;
  const now = new Date('2026-01-06T00:00:00Z');

  it.each([
    [1, 1],
    [2, 2],
    [4, 8],
    [7, 60],
    [100, 60]
  ])('after %d attempts waits %d min', (attempts, minutes) => {
    const next = nextAttempt(now, new Date('2026-01-05T00:00:00Z'), attempts);
    expect((next?.getTime() ?? 0) - now.getTime()).toBe(minutes * MINUTE);
  });

  it('is given up after five days', () => {
    expect(nextAttempt(now, new Date('2026-01-01T00:00:00Z'), 1)).not.toBeNull();
    expect(nextAttempt(now, new Date('2025-12-31T23:59:59Z'), 1)).toBeNull();
  });
});
