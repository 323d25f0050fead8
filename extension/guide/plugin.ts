import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CommandToolbarButton, SidePanel } from '@jupyterlab/ui-components';

import { IHub } from '../tokens.js';
import { guideIcon } from '../ui/icons.js';
import { CommandIDs } from './command-ids.js';

/** Which page of the guide is about which side panel. */
const PAGE_OF: Readonly<Record<string, string>> = {
  'labcommons-jobs': 'jobs',
  'labcommons-groups': 'groups',
  'labcommons-volumes': 'volumes',
  'labcommons-databases': 'databases'
};

/** The users' guide, which the hub serves: from the menu *Help*, the palette, and a mark in every panel. */
export const guidePlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:guide',
  description: 'Leads into the users’ guide.',
  autoStart: true,
  requires: [IHub],
  optional: [ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own') return;
  const { commands, shell } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const guide = URLExt.join(
    PageConfig.getOption('hubHost') || window.location.origin,
    connection.hubPath,
    'guide'
  );

  commands.addCommand(CommandIDs.open, {
    label: args => (args['toolbar'] ? '' : trans.__('LabCommons Guide')),
    caption: args =>
      args['toolbar'] ? trans.__('What is this? Opens the guide') : trans.__('Opens the guide'),
    icon: args => (args['toolbar'] ? guideIcon : undefined),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          page: { type: 'string', description: trans.__('Name of a page; left out: the first') },
          toolbar: { type: 'boolean' }
        }
      }
    },
    execute: ({ page }) => {
      const address = typeof page === 'string' ? URLExt.join(guide, page) : guide;
      window.open(address, '_blank', 'noopener');
    }
  });
  palette?.addItem({ command: CommandIDs.open, category: trans.__('Help') });

  void app.restored.then(() => {
    for (const widget of shell.widgets('left')) {
      const page = PAGE_OF[widget.id];
      if (page && widget instanceof SidePanel) {
        widget.toolbar.addItem(
          'guide',
          new CommandToolbarButton({
            commands,
            id: CommandIDs.open,
            args: { page, toolbar: true }
          })
        );
      }
    }
  });
}
