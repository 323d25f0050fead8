import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Dialog, ICommandPalette, Notification, showDialog } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { Task } from '../../hub/contract/tasks.js';
import type { Volume } from '../../hub/contract/volumes.js';
import {
  IFolderReadme,
  IHubSearch,
  IHub,
  IHubEvents,
  ITasksModel,
  IVolumeFiles,
  IVolumesModel
} from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { CommandIDs as Catalogue } from '../catalogue/command-ids.js';
import { CommandIDs as Quotas } from '../quotas/command-ids.js';
import { CommandIDs } from './command-ids.js';
import { addVolumeCommands } from './commands.js';
import { TrashView } from './components/TrashView.js';
import { addFileCommands } from './file-commands.js';
import { VolumesModel } from './model.js';
import { VolumesPanel, type VolumesSource } from './panel.js';
import { VolumeTrash } from './trash.js';
import { VolumesView } from './view.js';

/** The list of volumes, for the panel and for whoever else wants it; null where there is no hub. */
export const volumesModelPlugin: JupyterFrontEndPlugin<IVolumesModel | null> = {
  id: 'labcommons:volumes-model',
  description: 'Keeps the volumes that the user may see, live.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: IVolumesModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events
      ? new VolumesModel(hub.connection.client, hub.connection.user, events)
      : null
};

/** The Volumes panel and the commands on volumes. */
export const volumesPanelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:volumes-panel',
  description: 'Shows the volumes and their files in the side bar.',
  autoStart: true,
  requires: [IHub],
  optional: [
    IVolumesModel,
    ITasksModel,
    IVolumeFiles,
    IHubEvents,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    ISettingRegistry,
    IFolderReadme,
    IHubSearch
  ],
  activate: activatePanel
};

function activatePanel(
  app: JupyterFrontEnd,
  hub: IHub,
  model: IVolumesModel | null,
  tasks: ITasksModel | null,
  files: IVolumeFiles | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  settings: ISettingRegistry | null,
  readme: IFolderReadme | null,
  search: IHubSearch | null
): void {
  const { commands, shell } = app;
  const { connection } = hub;
  const languages = translator ?? nullTranslator;
  const trans = languages.load('labcommons');
  const view = new VolumesView();
  const source: VolumesSource | null =
    connection.kind !== 'own'
      ? { kind: 'absent', connection }
      : model && tasks && files && events
        ? {
            kind: 'hub',
            model,
            tasks,
            events,
            view,
            search,
            filesOf: isShown => {
              const shown = files.createView(isShown);
              if (readme) shown.addAbove(readme.createAbove(shown));
              return shown;
            }
          }
        : null;
  if (!source) return;

  const cancelTask = (task: Task) => {
    void attempt(() => tasks?.cancel(task.id), trans);
  };
  const panel = new VolumesPanel({
    source,
    translator: languages,
    trans,
    onOpen: id => void commands.execute(CommandIDs.openVolume, { id }),
    onNew: () => void commands.execute(CommandIDs.newVolume),
    onDataSets: () => void commands.execute(Catalogue.openCatalogue),
    onQuotas: () => void commands.execute(Quotas.showQuotas),
    onCancelTask: cancelTask
  });
  shell.add(panel, 'left', { rank: 150, type: 'Volumes' });
  restorer?.add(panel, panel.id);

  commands.addCommand(CommandIDs.showVolumes, {
    label: trans.__('Show volumes'),
    caption: trans.__('Open the panel with your volumes'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          id: { type: 'string', description: 'Id or address of a volume to open' },
          path: { type: 'string', description: 'A folder in it' }
        }
      }
    },
    execute: async args => {
      shell.activateById(panel.id);
      if (typeof args['id'] !== 'string') return;
      await model?.ready();
      await panel.open(args['id'], typeof args['path'] === 'string' ? args['path'] : '');
    }
  });
  palette?.addItem({ command: CommandIDs.showVolumes, category: trans.__('Volumes') });
  if (source.kind !== 'hub' || connection.kind !== 'own') return;
  const { client } = connection;

  const showTrash = async (volume: Volume) => {
    await showDialog({
      title: trans.__('Trash of “%1”', volume.title),
      body: ReactWidget.create(
        <TrashView
          trash={new VolumeTrash(client, volume)}
          trans={trans}
          onRestored={(item, path) => {
            files?.tellArrived({ volume: volume.address, path });
            Notification.success(
              path === item.path
                ? trans.__('“%1” is back where it was', item.name)
                : trans.__('“%1” is back as %2: its place was taken', item.name, path),
              { autoClose: 6_000 }
            );
          }}
        />
      ),
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
  };
  addVolumeCommands({
    commands,
    model: source.model,
    events: source.events,
    view,
    trans,
    open: volume => panel.open(volume.id),
    showTrash
  });
  if (panel.files) {
    addFileCommands({
      commands,
      files: panel.files,
      model: source.model,
      events: source.events,
      settings: settings?.load(volumesPanelPlugin.id) ?? null,
      trans
    });
  }
  for (const command of Object.values(CommandIDs)) {
    if (command === CommandIDs.showVolumes) continue;
    palette?.addItem({ command, category: trans.__('Volumes') });
  }
}
