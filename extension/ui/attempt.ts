import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { problemText } from '../api/hub-error.js';

/** Tells in a notification why something failed; about what, where that has a name. */
export function tellFailure(error: unknown, trans: TranslationBundle, name?: string): void {
  const why = problemText(error, trans);
  Notification.error(name === undefined ? why : trans.__('“%1”: %2', name, why), {
    autoClose: 10_000
  });
}

/** Does something, and tells where it failed. @returns whether it went well */
export async function attempt(
  act: () => unknown,
  trans: TranslationBundle,
  name?: string
): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    tellFailure(error, trans, name);
    return false;
  }
}
