import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { splitPlace } from '../../hub/contract/common.js';
import { drivePathOf } from '../drive/places.js';
import { IHub, IServerModel } from '../tokens.js';
import { CommandIDs } from './command-ids.js';

/** *Preview*: a file as it is to be read, and a notebook without its kernel. */
export const previewPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:preview',
  description: 'Shows files of volumes without starting a kernel.',
  autoStart: true,
  requires: [IHub, IDocumentManager],
  optional: [IServerModel, IFileBrowserFactory, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  manager: IDocumentManager,
  server: IServerModel | null,
  browsers: IFileBrowserFactory | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  if (hub.connection.kind !== 'own') return;
  const { commands, docRegistry } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');

  /** Of the found thing under the pointer, or of the file that is chosen in a list. */
  const pathMeant = (): string | null => {
    const found = app.contextMenuHitTest(node => node.dataset['place'] !== undefined);
    const place = splitPlace(found?.dataset['place'] ?? '');
    if (place) return server?.labPathOf(place) ?? drivePathOf(place);
    const [item] = browsers?.tracker.currentWidget?.selectedItems() ?? [];
    return item && item.type !== 'directory' ? item.path : null;
  };

  commands.addCommand(CommandIDs.preview, {
    label: trans.__('Preview'),
    caption: trans.__('Look at the file as it is to be read, without starting a kernel'),
    isEnabled: args => typeof args['path'] === 'string' || pathMeant() !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: { path: { type: 'string', description: 'Path of the file in JupyterLab' } }
      }
    },
    execute: args => {
      const path = typeof args['path'] === 'string' ? args['path'] : pathMeant();
      if (path === null) return;
      const factory = docRegistry.defaultRenderedWidgetFactory(path).name;
      const isOpen = manager.findWidget(path, factory) !== undefined;
      const widget = manager.openOrReveal(path, factory);
      // It is asked for its kernel when its file has been read; one that is open keeps what it has.
      if (widget && !isOpen) {
        widget.context.sessionContext.kernelPreference = { shouldStart: false, canStart: true };
      }
    }
  });
  palette?.addItem({ command: CommandIDs.preview, category: trans.__('Volumes') });
}
