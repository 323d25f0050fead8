import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Dialog,
  ICommandPalette,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Image } from '../../hub/contract/compute.js';
import { deleteImage, editImage } from '../../hub/contract/images.js';
import { problemText } from '../api/hub-error.js';
import { CommandIDs as SharingCommands } from '../sharing/command-ids.js';
import { IHub, IHubEvents } from '../tokens.js';
import { CommandIDs } from './command-ids.js';
import { ImageList } from './components/ImageList.js';
import { ImagesModel } from './model.js';
import { SaveDialog } from './save-dialog.js';
import { SaveForm } from './save-form.js';

/** Saving the environment of this server as an image, and the images that were saved. */
export const imagesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:images',
  description: 'Saves the environment of this server as an image; shares and deletes such images.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, ITranslator, ICommandPalette],
  activate
};

/** What a dialog leads to. */
type Next = () => Promise<Next | null>;

const NO_ARGS = { args: { type: 'object', properties: {} } } as const;

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { commands } = app;
  const { client, server } = connection;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const isOnline = () => events.state.kind !== 'offline';
  const offline = trans.__('The hub cannot be reached at the moment.');

  commands.addCommand(CommandIDs.save, {
    label: trans.__('Save my environment as an image…'),
    caption: () =>
      isOnline()
        ? trans.__('Keep what was installed in this server, for other servers, jobs and people')
        : offline,
    isEnabled: isOnline,
    describedBy: NO_ARGS,
    execute: async () => {
      const dialog = new SaveDialog(new SaveForm({ client, server, trans }), trans);
      await dialog.launch();
      const { image } = dialog;
      dialog.dispose();
      if (image) {
        Notification.info(
          trans.__('“%1” is being made; you are told when it is ready.', image.title),
          {
            autoClose: 8_000,
            actions: [
              {
                label: trans.__('My images'),
                callback: () => void commands.execute(CommandIDs.show)
              }
            ]
          }
        );
      }
    }
  });

  commands.addCommand(CommandIDs.show, {
    label: trans.__('My images…'),
    caption: () =>
      isOnline() ? trans.__('The images that you saved: share, rename and delete them') : offline,
    isEnabled: isOnline,
    describedBy: NO_ARGS,
    execute: async () => {
      for (let next: Next | null = show; next;) next = await next();
    }
  });

  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Server') });
  }
  events.stateChanged.connect(() =>
    Object.values(CommandIDs).forEach(id => commands.notifyCommandChanged(id))
  );

  /** JupyterLab shows one dialog after the other: the list closes for what is asked, and comes again after it. */
  async function show(): Promise<Next | null> {
    const model = new ImagesModel(client, events as IHubEvents);
    let next: Next | null = null;
    const leaveFor = (act: () => Promise<unknown>) => {
      next = async () => {
        try {
          await act();
        } catch (error) {
          Notification.error(problemText(error, trans), { autoClose: 10_000 });
        }
        return show;
      };
      list.reject();
    };
    const list: Dialog<unknown> = new Dialog<unknown>({
      title: trans.__('My images'),
      body: ReactWidget.create(
        <ImageList
          model={model}
          trans={trans}
          actions={{
            share: ({ id }) =>
              leaveFor(() => commands.execute(SharingCommands.share, { image: id })),
            rename: image => leaveFor(() => rename(image)),
            remove: image => leaveFor(() => remove(image))
          }}
        />
      ),
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
    list.addClass('labcommons-ImagesDialog');
    await list.launch();
    list.dispose();
    model.dispose();
    return next;
  }

  async function rename(image: Image): Promise<void> {
    const answer = await InputDialog.getText({
      title: trans.__('Rename “%1”', image.title),
      label: trans.__('Name'),
      text: image.title,
      okLabel: trans.__('Rename')
    });
    const title = answer.value?.trim();
    if (answer.button.accept && title) {
      await client.call(editImage, { params: { id: image.id }, body: { title } });
    }
  }

  async function remove(image: Image): Promise<void> {
    const answer = await showDialog({
      title: trans.__('Delete “%1”?', image.title),
      body: trans.__(
        'Those it is shared with lose it too. Servers and jobs that use it keep it from being deleted.'
      ),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__('Delete image') })],
      defaultButton: 0
    });
    if (answer.button.accept) await client.call(deleteImage, { params: { id: image.id } });
  }
}
