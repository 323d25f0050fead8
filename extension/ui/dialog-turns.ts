import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';

/** A dialog, or something else that is done, and what it leads to; null ends it. */
export type Turn = () => Promise<Turn | null>;

/** JupyterLab shows one dialog after the other: one closes for what is asked in it, and may come again afterwards. */
export async function takeTurns(first: Turn): Promise<void> {
  for (let next: Turn | null = first; next;) next = await next();
}

/**
 * A dialog that is looked at and left.
 * @param body - is told how to leave it for something else
 * @returns what it was left for; null when it was closed
 */
export async function showList(
  { title, close, className }: { title: string; close: string; className: string },
  body: (leaveFor: (next: Turn) => void) => JSX.Element
): Promise<Turn | null> {
  let next: Turn | null = null;
  const list: Dialog<unknown> = new Dialog<unknown>({
    title,
    body: ReactWidget.create(
      body(turn => {
        next = turn;
        list.reject();
      })
    ),
    buttons: [Dialog.okButton({ label: close })]
  });
  list.addClass(className);
  await list.launch();
  list.dispose();
  return next;
}
