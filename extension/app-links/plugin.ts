import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { linkIcon } from '@jupyterlab/ui-components';

import type { VolumeFile } from '../../hub/contract/common.js';
import { getServerOptions } from '../../hub/contract/server-options.js';
import { hubPage } from '../server/hub-pages.js';
import { IHub, IHubEvents, IVolumeFiles } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { MakeLinkDialog } from './dialog.js';
import { LinkForm } from './link-form.js';

/** *Make link…*: links that open a file, or a server, for whoever follows them. */
export const appLinksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:app-links',
  description: 'Makes links that open a file in a server.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, IVolumeFiles, IFileBrowserFactory, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  files: IVolumeFiles | null,
  browsers: IFileBrowserFactory | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { client, hubPath } = connection;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');

  /** The file that is meant; null for none in a volume. */
  const fileMeant = ({ volume, path }: Record<string, unknown>): VolumeFile | null => {
    if (typeof volume === 'string' && typeof path === 'string') return { volume, path };
    const chosen = [...(browsers?.tracker.currentWidget?.selectedItems() ?? [])];
    const [item] = chosen;
    const place =
      chosen.length === 1 && item?.type !== 'directory' && item
        ? (files?.placeOf(item.path) ?? null)
        : null;
    return place?.path ? place : null;
  };

  commands.addCommand(CommandIDs.makeLink, {
    label: trans.__('Make link…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('Make a link that opens the file in JupyterLab or another program'),
    icon: args => (args['isPalette'] ? undefined : linkIcon),
    isEnabled: () => events.state.kind !== 'offline',
    isVisible: args => args['from'] !== 'browser' || fileMeant(args) !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          volume: { type: 'string', description: 'Address of a volume' },
          path: { type: 'string', description: 'A file in it' },
          from: {
            type: 'string',
            enum: ['browser'],
            description: 'That a file was right-clicked, which is then meant'
          }
        }
      }
    },
    execute: args =>
      attempt(async () => {
        const { images } = await client.call(getServerOptions);
        const form = new LinkForm({
          file: fileMeant(args),
          images,
          addressOf: path => hubPage(hubPath, path),
          trans
        });
        const dialog = new MakeLinkDialog(form, trans);
        await dialog.launch();
        dialog.dispose();
      }, trans)
  });
  palette?.addItem({
    command: CommandIDs.makeLink,
    args: { isPalette: true },
    category: trans.__('LabCommons')
  });
  renewCommands(commands, CommandIDs, [events.stateChanged]);
}
