import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** What becomes of what is there already; null: nothing is done at all. */
export type ConflictChoice = 'skip' | 'replace' | 'keepBoth';

/** Asks what is to happen with names that are taken in the target folder. */
export async function askConflict(
  names: readonly string[],
  folder: string,
  trans: TranslationBundle
): Promise<ConflictChoice | null> {
  const [first = ''] = names;
  const answer = await showDialog({
    title:
      names.length === 1
        ? trans.__('“%1” is in “%2” already', first, folder)
        : trans._n('%1 name is taken in “%2”', '%1 names are taken in “%2”', names.length, folder),
    body: trans.__('What is replaced goes to the trash of its volume.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.createButton({ label: trans.__('Skip'), actions: ['skip'] }),
      Dialog.warnButton({ label: trans.__('Replace'), actions: ['replace'] }),
      Dialog.okButton({ label: trans.__('Keep both'), actions: ['keepBoth'] })
    ],
    defaultButton: 3
  });
  const [choice] = answer.button.actions;
  return choice === 'skip' || choice === 'replace' || choice === 'keepBoth' ? choice : null;
}
