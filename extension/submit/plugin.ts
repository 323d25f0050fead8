import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification, showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog, IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { Job } from '../../hub/contract/jobs.js';
import { CommandIDs } from '../jobs/command-ids.js';
import { IHub, IJobsModel, IServerModel } from '../tokens.js';
import { submitIcon } from '../ui/icons.js';
import { SubmitController } from './controller.js';
import { SubmitDialog } from './dialog.js';
import { readOffer } from './facts.js';
import { NotebookToSubmit } from './notebook.js';

const PLUGIN_ID = 'labcommons:submit';

/** *Submit as job…* in the file browser, in the notebook's toolbar and in the palette. */
export const submitPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Submits a notebook as a job.',
  autoStart: true,
  requires: [IHub],
  optional: [
    IJobsModel,
    IServerModel,
    INotebookTracker,
    IFileBrowserFactory,
    IDocumentManager,
    IStateDB,
    ITranslator,
    ICommandPalette
  ],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  jobs: IJobsModel | null,
  server: IServerModel | null,
  tracker: INotebookTracker | null,
  browsers: IFileBrowserFactory | null,
  documents: IDocumentManager | null,
  state: IStateDB | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const { connection } = hub;
  const absence =
    connection.kind === 'none'
      ? trans.__('This JupyterLab is not connected to a hub.')
      : connection.kind === 'visitor'
        ? trans.__("You are visiting %1's server.", connection.owner)
        : null;

  commands.addCommand(CommandIDs.submitNotebook, {
    label: args => (args['toolbar'] ? '' : trans.__('Submit as job…')),
    caption: () => absence ?? trans.__('Run the whole notebook as a job'),
    icon: submitIcon,
    isEnabled: () => absence === null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: { type: 'string', description: 'Path of the notebook in JupyterLab' },
          from: {
            type: 'string',
            enum: ['browser', 'notebook'],
            description: 'Where to look for the notebook when no path is given'
          },
          toolbar: { type: 'boolean', description: 'Whether it is shown without a label' }
        }
      }
    },
    execute: async args => {
      const labPath = await pathOf(args);
      if (labPath && PathExt.extname(labPath) === '.ipynb') await submit(labPath);
    }
  });
  palette?.addItem({ command: CommandIDs.submitNotebook, category: trans.__('Jobs') });

  /** The given notebook, the one chosen in the file browser, the one in front, or one asked for. */
  async function pathOf(args: { path?: unknown; from?: unknown }): Promise<string | null> {
    if (typeof args.path === 'string') return args.path;
    const chosen = Array.from(browsers?.tracker.currentWidget?.selectedItems() ?? []).find(
      item => item.type === 'notebook'
    );
    if (args.from === 'browser') return chosen?.path ?? null;
    const current = tracker?.currentWidget;
    if (current && (args.from === 'notebook' || app.shell.currentWidget === current)) {
      return current.context.path;
    }
    if (chosen) return chosen.path;
    if (!documents) return null;
    const answer = await FileDialog.getOpenFiles({
      manager: documents,
      title: trans.__('Choose a notebook to submit'),
      filter: item => (item.type === 'notebook' ? {} : null)
    });
    return answer.value?.find(item => item.type === 'notebook')?.path ?? null;
  }

  async function submit(labPath: string): Promise<void> {
    if (connection.kind !== 'own' || !server) return;
    let notebook: NotebookToSubmit;
    try {
      notebook = await NotebookToSubmit.at(labPath, {
        contents: app.serviceManager.contents,
        tracker,
        server
      });
    } catch {
      await showErrorMessage(
        trans.__('“%1” cannot be submitted', PathExt.basename(labPath)),
        trans.__('The notebook could not be read.')
      );
      return;
    }
    const remembered = await state?.fetch(PLUGIN_ID);
    const controller = new SubmitController({
      client: connection.client,
      notebook: notebook.facts,
      lastDomain: typeof remembered === 'string' ? remembered : null,
      readOffer: () => readOffer(connection.client, connection.user, server.ready()),
      save: () => notebook.save(),
      trans
    });
    const dialog = new SubmitDialog(controller, trans);
    await dialog.launch();
    dialog.dispose();
    if (dialog.job) submitted(dialog.job);
  }

  function submitted(job: Job): void {
    jobs?.take(job);
    void state?.save(PLUGIN_ID, job.domain);
    if (commands.hasCommand(CommandIDs.showJobs)) {
      void commands.execute(CommandIDs.showJobs, { id: job.id });
    }
    Notification.success(trans.__('“%1” is submitted', job.name), {
      autoClose: 5_000,
      actions: [
        {
          label: trans.__('Show'),
          callback: () => void commands.execute(CommandIDs.openJob, { id: job.id })
        }
      ]
    });
  }
}
