import { Notification } from '@jupyterlab/apputils';
import React from 'react';

import { askInDialog } from '../ui/SentDialog.js';
import { SaveFields } from './components/SaveFields.js';
import { SaveForm, type SaveFormOptions } from './save-form.js';

/** Asks how the environment of a server is saved as an image, and says that it is on its way. @param actions - offered with that */
export async function saveEnvironment(
  options: SaveFormOptions,
  actions: Notification.IAction[] = []
): Promise<void> {
  const { trans } = options;
  const form = new SaveForm(options);
  const image = await askInDialog(form, {
    title: trans.__('Save my environment as an image'),
    body: <SaveFields form={form} trans={trans} />,
    cancelLabel: trans.__('Cancel'),
    okLabel: trans.__('Save image'),
    sendingLabel: trans.__('Sending…'),
    className: 'labcommons-SaveDialog'
  });
  if (image) {
    Notification.info(trans.__('“%1” is being made; you are told when it is ready.', image.title), {
      autoClose: 8_000,
      actions
    });
  }
}
