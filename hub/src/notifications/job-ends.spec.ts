import type { JobState } from '../../contract/jobs.js';
import { messageOfEnd } from './job-ends.js';

describe('the owner of a job', () => {
  const told = (state: JobState, reason: string | null = 'Why') =>
    messageOfEnd('1', { name: 'fit', state, reason });

  it.each<[JobState, object]>([
    ['succeeded', { kind: 'jobSucceeded', title: '“fit” succeeded', body: '' }],
    ['failed', { kind: 'jobFailed', title: '“fit” failed', body: 'Why' }],
    ['timedOut', { kind: 'jobFailed', title: '“fit” ran out of time', body: 'Why' }],
    ['lost', { kind: 'jobFailed', title: '“fit” was lost', body: 'Why' }]
  ])('is told when it %s', (state, message) => {
    expect(told(state)).toEqual({ ...message, resource: { kind: 'job', id: '1' } });
  });

  it.each<JobState>(['cancelled', 'queued', 'running'])('is told nothing when it is %s', state =>
    expect(told(state)).toBeNull()
  );
});
