import { Notification } from '@jupyterlab/apputils';

import { SaveDialog } from './save-dialog.js';
import { SaveForm, type SaveFormOptions } from './save-form.js';

/** Asks how the environment of a server is saved as an image, and says that it is on its way. @param actions - offered with that */
export async function saveEnvironment(
  options: SaveFormOptions,
  actions: Notification.IAction[] = []
): Promise<void> {
  const { trans } = options;
  const dialog = new SaveDialog(new SaveForm(options), trans);
  await dialog.launch();
  const { image } = dialog;
  dialog.dispose();
  if (image) {
    Notification.info(trans.__('“%1” is being made; you are told when it is ready.', image.title), {
      autoClose: 8_000,
      actions
    });
  }
}
