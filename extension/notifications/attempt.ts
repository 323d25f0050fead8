import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { problemText } from '../api/hub-error.js';

/** Does something; a failure is told as a notification. */
export function attemptIn(trans: TranslationBundle) {
  return (action: () => Promise<void>): void => {
    action().catch((error: unknown) => {
      Notification.error(problemText(error, trans), { autoClose: 10_000 });
    });
  };
}
