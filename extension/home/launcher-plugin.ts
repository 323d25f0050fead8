import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs as Catalogue } from '../catalogue/command-ids.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { IHub } from '../tokens.js';
import { CommandIDs } from './command-ids.js';

const CARDS = [
  CommandIDs.quickNotebook,
  Jobs.submitNotebook,
  CommandIDs.home,
  Catalogue.openCatalogue
];

/** Our cards in JupyterLab's launcher. */
export const launcherCardsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:launcher-cards',
  description: 'Quick notebook, jobs, home and data sets in the launcher.',
  autoStart: true,
  requires: [IHub, ILauncher],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    hub: IHub,
    launcher: ILauncher,
    translator: ITranslator | null
  ) => {
    if (hub.connection.kind !== 'own') return;
    const category = (translator ?? nullTranslator).load('labcommons').__('LabCommons');
    CARDS.forEach((command, rank) => {
      launcher.add({ command, category, rank, args: { isLauncher: true } });
    });
  }
};
