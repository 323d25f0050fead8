import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listEntries } from '../../hub/contract/files.js';
import { drivePathOf } from '../drive/places.js';
import {
  IFolderReadme,
  IHub,
  IServerModel,
  IVolumesModel,
  type IVolumeFilesView
} from '../tokens.js';
import { CommandIDs } from '../volumes/command-ids.js';
import { ReadmeChoice } from './choice.js';
import { FolderReadme } from './components/FolderReadme.js';
import { Pictures } from './images.js';
import { ReadmeModel } from './model.js';

const PLUGIN_ID = 'labcommons:readme';

/** The README of a folder above its files; null where there is no hub. */
export const readmePlugin: JupyterFrontEndPlugin<IFolderReadme | null> = {
  id: PLUGIN_ID,
  description: 'Shows the README of a folder of a volume above its files.',
  autoStart: true,
  requires: [IHub],
  optional: [IVolumesModel, IServerModel, IRenderMimeRegistry, ISettingRegistry, ITranslator],
  provides: IFolderReadme,
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  volumes: IVolumesModel | null,
  server: IServerModel | null,
  registry: IRenderMimeRegistry | null,
  settings: ISettingRegistry | null,
  translator: ITranslator | null
): IFolderReadme | null {
  if (hub.connection.kind !== 'own' || !volumes || !server) return null;
  const { client } = hub.connection;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const choice = new ReadmeChoice(settings && settings.load(PLUGIN_ID));

  /** A file as JupyterLab opens it, a folder in the panel. */
  const open = async (file: VolumeFile) => {
    const place = `${file.volume}/${file.path}`;
    const { entry } = await client.call(listEntries, {
      params: { place },
      query: { stat: 'true' }
    });
    await (entry.kind === 'directory'
      ? app.commands.execute(CommandIDs.showVolumes, { id: file.volume, path: file.path })
      : app.commands.execute('docmanager:open', {
          path: server.labPathOf(file) ?? drivePathOf(file)
        }));
  };

  return {
    createAbove: (view: IVolumeFilesView) => {
      const model = new ReadmeModel({ client, view, volumes });
      const pictures = new Pictures(client);
      const widget = ReactWidget.create(
        React.createElement(FolderReadme, {
          model,
          choice,
          registry,
          trans,
          imageAt: file => pictures.at(file),
          // A link that leads to nothing is no failure of this page.
          open: file => void open(file).catch(() => undefined),
          onSkip: () => view.focusFiles()
        })
      );
      widget.addClass('labcommons-FolderReadme');
      return widget;
    }
  };
}
