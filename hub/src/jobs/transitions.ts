import { JOB_TRANSITIONS, type JobState } from '../../contract/jobs.js';

/** States of a job that takes up a place of its domain. */
export const OCCUPYING = ['starting', 'running', 'finishing'] as const satisfies JobState[];

/** Whether the step is legal; a step back to `queued` from an end is, but only for a new attempt. */
export function isLegal(from: JobState, to: JobState): boolean {
  return JOB_TRANSITIONS[from].includes(to);
}

/**
 * @throws TypeError when the step is not in the table: a mistake of ours, never of a user
 */
export function assertLegal(from: JobState, to: JobState): void {
  if (!isLegal(from, to)) {
    throw new TypeError(`A job cannot go from ${from} to ${to}`);
  }
}

/** How often a job that may be run again is tried before its loss is final. */
export const MAX_ATTEMPTS = 3;

/** Only what was lost is tried again on its own, and only if its owner allowed that: files may be half written. */
export function mayRetry(job: { state: JobState; attempt: number; rerunnable: boolean }): boolean {
  return job.state === 'lost' && job.rerunnable && job.attempt < MAX_ATTEMPTS;
}
