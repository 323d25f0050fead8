import { JOB_TRANSITIONS, JobState, hasEnded } from '../../contract/jobs.js';
import { MAX_ATTEMPTS, assertLegal, isLegal, mayRetry } from './transitions.js';

describe('the table of transitions', () => {
  it('lets every state be reached from a submission, and every job end', () => {
    const reach = (from: JobState, seen = new Set<JobState>()): Set<JobState> => {
      seen.add(from);
      JOB_TRANSITIONS[from].filter(to => !seen.has(to)).forEach(to => reach(to, seen));
      return seen;
    };
    expect(reach('queued')).toEqual(new Set(JobState.options));
    for (const state of JobState.options) {
      expect([...reach(state)].some(hasEnded)).toBe(true);
    }
  });

  it('gives what succeeded or was cancelled no way back', () => {
    expect(JOB_TRANSITIONS.succeeded).toEqual([]);
    expect(JOB_TRANSITIONS.cancelled).toEqual([]);
  });

  it('refuses what is not in it', () => {
    expect(isLegal('queued', 'running')).toBe(false);
    expect(() => assertLegal('succeeded', 'queued')).toThrow(TypeError);
    expect(() => assertLegal('lost', 'queued')).not.toThrow();
  });
});

describe('mayRetry', () => {
  it.each([
    ['lost', 1, true, true],
    ['lost', 1, false, false],
    ['lost', MAX_ATTEMPTS, true, false],
    ['failed', 1, true, false],
    ['timedOut', 1, true, false]
  ] as const)('%s after attempt %i, rerunnable %s: %s', (state, attempt, rerunnable, expected) => {
    expect(mayRetry({ state, attempt, rerunnable })).toBe(expected);
  });
});
