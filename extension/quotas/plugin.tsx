import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Dialog, ICommandPalette, showDialog } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { IVolumesModel } from '../tokens.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { QuotasView } from './components/QuotasView.js';

/** *View quotas…*: how full each root volume is, by bytes and files. */
export const quotasPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:quotas',
  description: 'Shows what the user keeps in each root volume and how much that may be.',
  autoStart: true,
  optional: [IVolumesModel, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  model: IVolumesModel | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  if (!model) return;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  commands.addCommand(CommandIDs.showQuotas, {
    label: trans.__('View quotas…'),
    caption: trans.__('Show how much you keep, and how much that may be'),
    describedBy: NO_ARGS,
    execute: async () => {
      // Looking has the hub count anew; what comes of it follows by itself.
      void model.refresh();
      await showDialog({
        title: trans.__('Quotas'),
        body: ReactWidget.create(<QuotasView model={model} trans={trans} />),
        buttons: [Dialog.okButton({ label: trans.__('Close') })]
      });
    }
  });
  palette?.addItem({ command: CommandIDs.showQuotas, category: trans.__('Volumes') });
}
