import type { TranslationBundle } from '@jupyterlab/translation';

import { JOB_ACTIONS, hasEnded, type JobAction, type JobSummary } from '../../hub/contract/jobs.js';

/** Why something cannot be done with a job now, in words; null when it can. */
export function whyNot(
  action: JobAction,
  job: JobSummary,
  isOnline: boolean,
  trans: TranslationBundle
): string | null {
  if (!isOnline) return trans.__('The hub cannot be reached at the moment.');
  if (action === 'cancel' && job.cancelling) return trans.__('It is being cancelled already.');
  if (JOB_ACTIONS[job.state].includes(action)) return null;
  if (action === 'cancel') {
    return hasEnded(job.state)
      ? trans.__('It has ended already.')
      : trans.__('It is about to end.');
  }
  return trans.__('It has not ended yet.');
}
