import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { SearchHit } from '../../hub/contract/search.js';
import { CommandIDs as Catalogue } from '../catalogue/command-ids.js';
import { drivePathOf } from '../drive/places.js';
import { CommandIDs as Databases } from '../databases/command-ids.js';
import { CommandIDs as Groups } from '../groups/command-ids.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { IHub, IHubSearch, IServerModel } from '../tokens.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';
import { CommandIDs } from './command-ids.js';
import { HubSearch } from './model.js';

/** The search of the hub, for fields in panels; null where there is no hub. */
export const searchPlugin: JupyterFrontEndPlugin<IHubSearch | null> = {
  id: 'labcommons:search',
  description: 'Finds volumes, files, data sets, jobs, groups and people at the hub.',
  autoStart: true,
  requires: [IHub],
  optional: [IServerModel, ITranslator, ICommandPalette],
  provides: IHubSearch,
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  server: IServerModel | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): IHubSearch | null {
  if (hub.connection.kind !== 'own') return null;
  const { commands, shell } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const search = new HubSearch(hub.connection.client, hit => {
    void open(hit, commands, server).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      Notification.error(trans.__('“%1” could not be opened: %2', hit.title, reason), {
        autoClose: 10_000
      });
    });
  });
  commands.addCommand(CommandIDs.find, {
    label: trans.__('Find files and data sets…'),
    caption: trans.__('Search everything at the hub that you may see'),
    describedBy: NO_ARGS,
    execute: async () => {
      await commands.execute(Volumes.showVolumes);
      requestAnimationFrame(() => {
        const field = document.querySelector<HTMLElement>('.labcommons-VolumesPanel-filter input');
        (field ?? shell.currentWidget?.node)?.focus();
      });
    }
  });
  palette?.addItem({ command: CommandIDs.find, category: trans.__('Volumes') });
  return search;
}

/** Each thing where it lives: a file as a document, a folder in the panel, a job as its page. */
async function open(
  { kind, id, place, isFolder }: SearchHit,
  commands: CommandRegistry,
  server: IServerModel | null
): Promise<void> {
  switch (kind) {
    case 'volume':
      await commands.execute(Volumes.showVolumes, { id });
      return;
    case 'file':
      if (!place) return;
      await (isFolder
        ? commands.execute(Volumes.showVolumes, { id: place.volume, path: place.path })
        : commands.execute('docmanager:open', {
            path: server?.labPathOf(place) ?? drivePathOf(place)
          }));
      return;
    case 'dataSet':
      await commands.execute(Catalogue.openDataSet, { id });
      return;
    case 'database':
      await commands.execute(Databases.openDatabase, { id });
      return;
    case 'job':
      await commands.execute(Jobs.openJob, { id });
      return;
    case 'group':
      await commands.execute(Groups.openGroup, { id });
      return;
    case 'user':
      await commands.execute(Groups.showGroups);
  }
}
