import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, InputDialog, Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { getVolume, listVolumes, type Volume } from '../../hub/contract/volumes.js';
import { problemText } from '../api/hub-error.js';
import { readAll } from '../api/read-all.js';
import { IGroupsModel, IHub, IHubEvents } from '../tokens.js';
import { CommandIDs } from './command-ids.js';
import { ShareDialog } from './dialog.js';
import { ShareForm } from './share-form.js';

/** The dialog that shares a volume, wherever the volume is met. */
export const sharingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:sharing',
  description: 'Shows who may reach a volume, and changes it.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, IGroupsModel, ITranslator, ICommandPalette],
  activate
};

/** Rows of volumes carry the volume's id. */
const VOLUME_ROW = 'labcommons-VolumesPanel-item';

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  groups: IGroupsModel | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { client } = connection;
  const trans = (translator ?? nullTranslator).load('labcommons');

  app.commands.addCommand(CommandIDs.share, {
    label: trans.__('Share…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('See who has access to the volume, give and withdraw it'),
    isEnabled: () => events.state.kind !== 'offline',
    describedBy: {
      args: {
        type: 'object',
        properties: {
          volume: {
            type: 'string',
            description: 'Id or address of a volume; without it, the volume is asked for'
          },
          from: {
            type: 'string',
            enum: ['row'],
            description: 'That the row of a volume was right-clicked, which is then meant'
          }
        }
      }
    },
    execute: async args => {
      const row =
        args['from'] === 'row'
          ? app.contextMenuHitTest(node => node.classList.contains(VOLUME_ROW))
          : undefined;
      const meant = typeof args['volume'] === 'string' ? args['volume'] : row?.dataset['id'];
      try {
        const volume = meant
          ? await client.call(getVolume, { params: { volume: meant } })
          : await askWhich();
        if (volume) await share(volume);
      } catch (error) {
        Notification.error(trans.__('Share: %1', problemText(error, trans)), { autoClose: 10_000 });
      }
    }
  });
  palette?.addItem({ command: CommandIDs.share, category: trans.__('Volumes') });
  events.stateChanged.connect(() => app.commands.notifyCommandChanged(CommandIDs.share));

  async function share(volume: Volume): Promise<void> {
    groups?.open();
    const form = new ShareForm({
      client,
      events: events as IHubEvents,
      volume: volume.id,
      groups: () => groups?.groups ?? [],
      trans
    });
    const dialog = new ShareDialog(form, volume, trans);
    await dialog.launch();
    dialog.dispose();
  }

  async function askWhich(): Promise<Volume | null> {
    const volumes = await readAll(wish => client.call(listVolumes, { query: wish }));
    const mayShare = volumes.filter(({ privileges }) => privileges.includes('grant'));
    const answer = await InputDialog.getItem({
      title: trans.__('Share which volume?'),
      items: mayShare.map(({ address }) => address),
      okLabel: trans.__('Choose')
    });
    return mayShare.find(({ address }) => address === answer.value) ?? null;
  }
}
