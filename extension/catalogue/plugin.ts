import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listEntries } from '../../hub/contract/files.js';
import type { HubClient } from '../api/hub-client.js';
import { CommandIDs as Copy } from '../copy/command-ids.js';
import { drivePathOf } from '../drive/places.js';
import { Pictures } from '../readme/images.js';
import { IHub, IServerModel } from '../tokens.js';
import { tellFailure } from '../ui/attempt.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';
import type { CatalogueActions } from './actions.js';
import { CommandIDs } from './command-ids.js';
import { dataSetIcon } from './icons.js';
import { CatalogueModel } from './model.js';
import type { CataloguePage } from './page.js';

/** Mounts a volume in the server that runs, where that is possible. */
const MOUNT = 'labcommons:mount-volume';

/** The catalogue of data sets as a tab in the main area. */
export const cataloguePlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:catalogue',
  description: 'Shows the data sets in volumes that the user may see.',
  autoStart: true,
  requires: [IHub],
  optional: [IServerModel, IRenderMimeRegistry, ITranslator, ILayoutRestorer, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  server: IServerModel | null,
  registry: IRenderMimeRegistry | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null
): void {
  if (hub.connection.kind !== 'own') return;
  const { client } = hub.connection;
  const { commands, shell } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const tracker = new WidgetTracker<CataloguePage>({ namespace: 'labcommons-catalogue' });
  const model = new CatalogueModel(client);

  /** Loads the code of the page when it is opened first. */
  async function page(): Promise<CataloguePage> {
    const present = tracker.find(each => !each.isDisposed);
    if (present) return present;
    const { CataloguePage } = await import('./page.js');
    const tell = (error: unknown) => tellFailure(error, trans);
    const actions = actionsOf({ client, commands, server, tell });
    const made = new CataloguePage({ model, actions, registry, trans });
    await tracker.add(made);
    shell.add(made, 'main', { type: 'Data sets' });
    return made;
  }
  const show = async () => {
    void model.refresh();
    shell.activateById((await page()).id);
  };

  commands.addCommand(CommandIDs.openCatalogue, {
    label: trans.__('Data sets'),
    caption: trans.__('Browse the data sets in volumes that you may see'),
    icon: dataSetIcon,
    describedBy: NO_ARGS,
    execute: async () => {
      model.close();
      await show();
    }
  });
  commands.addCommand(CommandIDs.openDataSet, {
    label: trans.__('Open data set'),
    describedBy: {
      args: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Id of the data set' } },
        required: ['id']
      }
    },
    execute: async args => {
      void model.open(String(args['id'] ?? ''));
      await show();
    }
  });
  palette?.addItem({ command: CommandIDs.openCatalogue, category: trans.__('Volumes') });
  void restorer?.restore(tracker, {
    command: CommandIDs.openCatalogue,
    name: () => 'catalogue'
  });
}

function actionsOf(options: {
  client: HubClient;
  commands: CommandRegistry;
  server: IServerModel | null;
  tell: (error: unknown) => void;
}): CatalogueActions {
  const { client, commands, server, tell } = options;
  const execute = (command: string, args: ReadonlyPartialJSONObject) => {
    commands.execute(command, args).catch(tell);
  };
  const open = async (file: VolumeFile) => {
    const { entry } = await client.call(listEntries, {
      params: { place: `${file.volume}/${file.path}` },
      query: { stat: 'true' }
    });
    if (entry.kind === 'directory') {
      execute(Volumes.showVolumes, { id: file.volume, path: file.path });
    } else {
      execute('docmanager:open', { path: server?.labPathOf(file) ?? drivePathOf(file) });
    }
  };
  const pictures = new Pictures(client);
  return {
    openFolder: ({ volume }) => execute(Volumes.showVolumes, { id: volume }),
    mount: commands.hasCommand(MOUNT) ? ({ volume }) => execute(MOUNT, { volume }) : null,
    isMounted: ({ volume }) => (server?.labPathOf({ volume, path: '' }) ?? null) !== null,
    open: ({ volume }, path) => void open({ volume, path }).catch(tell),
    copy: ({ volume }, path) => execute(Copy.copyTo, { files: [{ volume, path }] }),
    imageAt: ({ volume }, path) => pictures.at({ volume, path })
  };
}
