import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, InputDialog, showDialog } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import type { Image } from '../../hub/contract/compute.js';
import { deleteImage, editImage } from '../../hub/contract/images.js';
import { CommandIDs as SharingCommands } from '../sharing/command-ids.js';
import { IHub, IHubEvents } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS, renewCommands } from '../ui/commands.js';
import { showList, takeTurns, type Turn } from '../ui/dialog-turns.js';
import { CommandIDs } from './command-ids.js';
import { ImageList } from './components/ImageList.js';
import { ImagesModel } from './model.js';
import { saveEnvironment } from './save-environment.js';

/** Saving the environment of this server as an image, and the images that were saved. */
export const imagesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:images',
  description: 'Saves the environment of this server as an image; shares and deletes such images.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, ITranslator, ICommandPalette],
  activate
};

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
    execute: () =>
      saveEnvironment({ client, server, trans }, [
        { label: trans.__('My images'), callback: () => void commands.execute(CommandIDs.show) }
      ])
  });

  commands.addCommand(CommandIDs.show, {
    label: trans.__('My images…'),
    caption: () =>
      isOnline() ? trans.__('The images that you saved: share, rename and delete them') : offline,
    isEnabled: isOnline,
    describedBy: NO_ARGS,
    execute: () => takeTurns(show)
  });

  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Server') });
  }
  renewCommands(commands, CommandIDs, [events.stateChanged]);

  async function show(): Promise<Turn | null> {
    const model = new ImagesModel(client, events as IHubEvents);
    const afterwards =
      (act: () => Promise<unknown>): Turn =>
      async () => {
        await attempt(act, trans);
        return show;
      };
    const next = await showList(
      {
        title: trans.__('My images'),
        close: trans.__('Close'),
        className: 'labcommons-ImagesDialog'
      },
      leaveFor => (
        <ImageList
          model={model}
          trans={trans}
          actions={{
            share: ({ id }) =>
              leaveFor(afterwards(() => commands.execute(SharingCommands.share, { image: id }))),
            rename: image => leaveFor(afterwards(() => rename(image))),
            remove: image => leaveFor(afterwards(() => remove(image)))
          }}
        />
      )
    );
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
