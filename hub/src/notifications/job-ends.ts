import { hasEnded, type JobState } from '../../contract/jobs.js';
import type { Act } from '../activity/ports.js';
import type { Message, Notifier } from './ports.js';

/** A job, as far as its owner is told of its end. */
export interface EndedJob {
  readonly ownerId: string;
  readonly name: string;
  readonly state: JobState;
  readonly reason: string | null;
}

/** What the owner of a job reads about its end; null where there is nothing to tell: he ended it himself, or it goes on. */
export function messageOfEnd(id: string, job: Omit<EndedJob, 'ownerId'>): Message | null {
  const { name, state } = job;
  if (!hasEnded(state) || state === 'cancelled') {
    return null;
  }
  const resource = { kind: 'job', id };
  if (state === 'succeeded') {
    return { kind: 'jobSucceeded', title: `“${name}” succeeded`, body: '', resource };
  }
  const verb = { failed: 'failed', timedOut: 'ran out of time', lost: 'was lost' }[state];
  return { kind: 'jobFailed', title: `“${name}” ${verb}`, body: job.reason ?? '', resource };
}

/** Tells owners how their jobs ended, by the record of acts: in the transaction of the end. */
export function tellOfJobEnds(
  acts: { onAct(listener: (act: Act) => void): void },
  notifier: Notifier,
  find: (id: string) => EndedJob | null
): void {
  acts.onAct(({ action, resource }) => {
    const job = action === 'job.end' ? find(resource.id) : null;
    const message = job && messageOfEnd(resource.id, job);
    if (job && message) {
      notifier.notify(job.ownerId, message);
    }
  });
}
