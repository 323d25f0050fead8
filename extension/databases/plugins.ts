import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IDatabasesModel, IHub, IHubEvents, IVolumeFiles, IVolumesModel } from '../tokens.js';
import { CommandIDs } from './command-ids.js';
import { addDatabaseCommands } from './commands.js';
import { addImportCommand } from './import/commands.js';
import { DatabasesModel } from './model.js';
import { DatabasesPanel, type DatabasesSource } from './panel.js';
import { addQueryCommands } from './query/commands.js';
import { meantBy } from './sections.js';
import { DatabasesView } from './view.js';

/** The list of databases, for the panel and for whoever else wants it; null where there is no hub. */
export const databasesModelPlugin: JupyterFrontEndPlugin<IDatabasesModel | null> = {
  id: 'labcommons:databases-model',
  description: 'Keeps the databases that the user may see, live.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: IDatabasesModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events
      ? new DatabasesModel(hub.connection.client, hub.connection.user, events)
      : null
};

/** The Databases panel, the tabs in which databases are queried, and the commands on databases. */
export const databasesPanelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:databases-panel',
  description: 'Shows the databases, their tables and columns in the side bar.',
  autoStart: true,
  requires: [IHub],
  optional: [
    IDatabasesModel,
    IHubEvents,
    IVolumeFiles,
    IVolumesModel,
    IFileBrowserFactory,
    IEditorServices,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette
  ],
  activate: activatePanel
};

function activatePanel(
  app: JupyterFrontEnd,
  hub: IHub,
  model: IDatabasesModel | null,
  events: IHubEvents | null,
  files: IVolumeFiles | null,
  volumes: IVolumesModel | null,
  browsers: IFileBrowserFactory | null,
  editors: IEditorServices | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null
): void {
  const { commands, shell } = app;
  const { connection } = hub;
  const languages = translator ?? nullTranslator;
  const trans = languages.load('labcommons');
  const view = new DatabasesView();
  const source: DatabasesSource | null =
    connection.kind !== 'own'
      ? { kind: 'absent', connection }
      : model && events
        ? { kind: 'hub', model, events, view }
        : null;
  if (!source) return;

  const panel = new DatabasesPanel({
    source,
    translator: languages,
    trans,
    onOpen: key => {
      const { id, table } = meantBy(key);
      const command = table ? CommandIDs.selectRows : CommandIDs.openDatabase;
      if (!id || !commands.hasCommand(command)) return;
      void commands.execute(command, { id, ...(table && { table }) });
    },
    onNew: () => void commands.execute(CommandIDs.newDatabase)
  });
  shell.add(panel, 'left', { rank: 155, type: 'Databases' });
  restorer?.add(panel, panel.id);

  commands.addCommand(CommandIDs.showDatabases, {
    label: trans.__('Show databases'),
    caption: trans.__('Open the panel with your databases'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'Id or address of one to bring in sight' }
        }
      }
    },
    execute: async args => {
      shell.activateById(panel.id);
      if (typeof args['id'] !== 'string') return;
      await model?.ready();
      panel.reveal(args['id']);
    }
  });
  palette?.addItem({ command: CommandIDs.showDatabases, category: trans.__('Databases') });
  if (source.kind !== 'hub' || connection.kind !== 'own') return;

  const reveal = (id: string) => panel.reveal(id);
  const { client } = connection;
  addDatabaseCommands({ commands, ...source, trans, reveal });
  addImportCommand({ app, client, ...source, files, browsers, trans, reveal });
  if (editors) {
    const places = { volumes, files };
    addQueryCommands({ app, client, ...source, ...places, editors, restorer, palette, trans });
  }
  for (const command of [
    CommandIDs.newDatabase,
    CommandIDs.editDatabase,
    CommandIDs.importTable,
    CommandIDs.copyDatabaseAddress,
    CommandIDs.deleteDatabase
  ]) {
    palette?.addItem({ command, category: trans.__('Databases') });
  }
}
