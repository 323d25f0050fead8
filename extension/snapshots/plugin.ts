import { type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { historyIcon } from '@jupyterlab/ui-components';

import type { VolumeFile } from '../../hub/contract/common.js';
import { getVolume } from '../../hub/contract/volumes.js';
import { IHub, IHubEvents, IVolumeFiles, IVolumesModel } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import type { VersionsPage } from './widget.js';

/** *Earlier versions…* of volumes, and of files and folders in every file browser. */
export const snapshotsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:snapshots',
  description: 'Shows the snapshots of a volume and gives back what they hold.',
  autoStart: true,
  requires: [IHub, IFileBrowserFactory],
  optional: [IVolumesModel, IVolumeFiles, IHubEvents, ITranslator, ICommandPalette],
  activate
};

/** Rows of volumes carry the volume's id. */
const VOLUME_ROW = 'labcommons-VolumesPanel-item';

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  browsers: IFileBrowserFactory,
  volumes: IVolumesModel | null,
  files: IVolumeFiles | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !volumes || !files || !events) return;
  const { client } = connection;
  const { commands, shell } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const pages = new Map<string, VersionsPage>();

  /** What is meant: a row of a volume, what is chosen in a file browser, or the folder that it shows. */
  const placeMeant = (args: Record<string, unknown>): VolumeFile | null => {
    if (typeof args['volume'] === 'string') {
      return { volume: args['volume'], path: typeof args['path'] === 'string' ? args['path'] : '' };
    }
    if (args['from'] === 'row') {
      const row = app.contextMenuHitTest(node => node.classList.contains(VOLUME_ROW));
      return row?.dataset['id'] ? { volume: row.dataset['id'], path: '' } : null;
    }
    const browser = browsers.tracker.currentWidget;
    const [first] = browser ? [...browser.selectedItems()] : [];
    return browser ? files.placeOf(first?.path ?? browser.model.path) : null;
  };

  commands.addCommand(CommandIDs.earlierVersions, {
    label: trans.__('Earlier versions…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('See how it was before, and have it back'),
    icon: args => (args['isPalette'] ? undefined : historyIcon),
    isEnabled: () => events.state.kind !== 'offline',
    isVisible: args => args['from'] === 'row' || placeMeant(args) !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          volume: { type: 'string', description: 'Id or address of a volume' },
          path: { type: 'string', description: 'A folder or file in it' },
          from: {
            type: 'string',
            enum: ['row'],
            description: 'That the row of a volume was right-clicked, which is then meant'
          }
        }
      }
    },
    execute: async args => {
      const place = placeMeant(args);
      if (place) await attempt(async () => shell.activateById((await pageOf(place)).id), trans);
    }
  });
  palette?.addItem({
    command: CommandIDs.earlierVersions,
    args: { isPalette: true },
    category: trans.__('Volumes')
  });
  renewCommands(commands, CommandIDs, [events.stateChanged]);

  /** Loads the code of the page when the first one is opened. */
  async function pageOf({ volume: meant, path }: VolumeFile): Promise<VersionsPage> {
    const [volume, { VersionsPage }, { EarlierVersions }, { VersionActions }] = await Promise.all([
      client.call(getVolume, { params: { volume: meant } }),
      import('./widget.js'),
      import('./model.js'),
      import('./actions.js')
    ]);
    const key = `${volume.id}/${path}`;
    const present = pages.get(key);
    if (present) return present;
    const versions = new EarlierVersions({ client, events: events as IHubEvents, volume, path });
    const actions = new VersionActions({
      client,
      versions,
      volumes: volumes as IVolumesModel,
      trans
    });
    const page = new VersionsPage(versions, actions, (volumes as IVolumesModel).user, trans);
    pages.set(key, page);
    page.disposed.connect(() => pages.delete(key));
    shell.add(page, 'main', { type: 'Earlier versions' });
    return page;
  }
}
