import type { JobState, JobSummary } from '../../hub/contract/jobs.js';

/** A job for unit tests; the number gives the order of submission. */
export function makeJob(
  number: number,
  state: JobState,
  more: Partial<JobSummary> = {}
): JobSummary {
  const isEnded = ['succeeded', 'failed', 'timedOut', 'cancelled', 'lost'].includes(state);
  return {
    id: `01K9ZZZZZZZZZZZZZZZZZZ${String(number).padStart(4, '0')}`,
    name: `job-${number}`,
    kind: 'notebook',
    state,
    cancelling: false,
    reason: null,
    warnings: [],
    progress: null,
    position: null,
    createdAt: '2026-11-20T10:00:00Z',
    startedAt: state === 'queued' ? null : '2026-11-20T10:00:01Z',
    endedAt: isEnded ? '2026-11-20T10:02:42Z' : null,
    tags: [],
    workingFolder: null,
    result: null,
    output: { stdoutBytes: 0, stderrBytes: 0 },
    version: 1,
    ...more
  };
}
