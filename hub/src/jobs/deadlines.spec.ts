import { Deadlines } from './deadlines.js';
import type { AttemptRow } from './types.js';

describe('Deadlines', () => {
  const attempt = (deadlineAt: string | null) => ({ key: 'a', deadlineAt }) as AttemptRow;
  const time = { wall: Date.parse('2026-01-01T00:00:00Z'), steady: 0 };
  const deadlines = () =>
    new Deadlines(
      () => new Date(time.wall),
      () => time.steady
    );
  const pass = (ms: number) => {
    time.wall += ms;
    time.steady += ms;
  };

  it('is over when the time and the slack have passed', () => {
    const watch = deadlines();
    const row = attempt(new Date(time.wall + 60_000).toISOString());
    expect(watch.isOver(row)).toBe(false);
    pass(70_000);
    expect(watch.isOver(row)).toBe(false);
    pass(6000);
    expect(watch.isOver(row)).toBe(true);
  });

  it('is not moved by somebody who sets the clock', () => {
    const watch = deadlines();
    const row = attempt(new Date(time.wall + 60_000).toISOString());
    expect(watch.isOver(row)).toBe(false);
    time.wall += 24 * 3600_000;
    expect(watch.isOver(row)).toBe(false);
  });

  it('holds for an attempt that an earlier hub started', () => {
    expect(deadlines().isOver(attempt(new Date(time.wall - 60_000).toISOString()))).toBe(true);
    expect(deadlines().isOver(attempt(null))).toBe(false);
  });
});
