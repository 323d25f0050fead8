import { diedAtOnce, restartDelayMs } from './restart-delay.js';

describe('diedAtOnce', () => {
  it.each([
    ['ended with an error at once', { code: 1, signal: null, livedMs: 40 }, true],
    ['ended by a fault at once', { code: null, signal: 'SIGSEGV', livedMs: 40 }, true],
    ['was killed from outside', { code: null, signal: 'SIGKILL', livedMs: 40 }, false],
    ['ended with an error after a while', { code: 1, signal: null, livedMs: 60_000 }, false]
  ] as const)('when it %s', (_, end, expected) => {
    expect(diedAtOnce(end)).toBe(expected);
  });
});

describe('restartDelayMs', () => {
  it('is below a second until something has died at once several times, and then grows to half a minute', () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 7, 20].map(restartDelayMs);
    expect(delays.slice(0, 4).every(delay => delay < 1000)).toBe(true);
    expect([...delays].sort((a, b) => a - b)).toEqual(delays);
    expect(delays.at(-1)).toBe(30_000);
  });
});
