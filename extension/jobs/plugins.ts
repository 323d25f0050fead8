import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { JobSummary } from '../../hub/contract/jobs.js';
import { IHub, IHubEvents, IJobSelection, IJobsModel } from '../tokens.js';
import { CommandIDs } from './command-ids.js';
import { addJobCommands } from './commands.js';
import { JobsModel } from './model.js';
import { JobsPanel, type JobsSource } from './panel.js';
import { JobSelection } from './selection.js';
import { JobsView } from './view.js';
import { rowDetail, stateTitle } from './words.js';

/** The list of jobs, for the panel and for whoever else wants it; null where there is no hub. */
export const jobsModelPlugin: JupyterFrontEndPlugin<IJobsModel | null> = {
  id: 'labcommons:jobs-model',
  description: "Keeps the user's jobs, live.",
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: IJobsModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events ? new JobsModel(hub.connection.client, events) : null
};

/** Which job the commands mean. */
export const jobSelectionPlugin: JupyterFrontEndPlugin<IJobSelection> = {
  id: 'labcommons:job-selection',
  description: 'Knows which job was chosen last.',
  autoStart: true,
  provides: IJobSelection,
  activate: () => new JobSelection()
};

/** The Jobs panel and the commands that change jobs. */
export const jobsPanelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:jobs-panel',
  description: 'Shows the jobs in the side bar: live states, cancel, run again, delete.',
  autoStart: true,
  requires: [IHub, IJobSelection],
  optional: [
    IJobsModel,
    IHubEvents,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    ISettingRegistry
  ],
  activate: activatePanel
};

function activatePanel(
  app: JupyterFrontEnd,
  hub: IHub,
  selection: IJobSelection,
  model: IJobsModel | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  settings: ISettingRegistry | null
): void {
  const { commands, shell } = app;
  const languages = translator ?? nullTranslator;
  const trans = languages.load('labcommons');
  const source: JobsSource | null =
    hub.connection.kind !== 'own'
      ? { kind: 'absent', connection: hub.connection }
      : model && events
        ? { kind: 'hub', model, events, view: new JobsView(), selection }
        : null;
  if (!source) return;

  const panel = new JobsPanel({
    source,
    translator: languages,
    trans,
    onOpen: id => void commands.execute(CommandIDs.openJob, { id }),
    onSubmit: () => void commands.execute(CommandIDs.submitNotebook)
  });
  shell.add(panel, 'left', { rank: 350, type: 'Jobs' });
  restorer?.add(panel, panel.id);

  commands.addCommand(CommandIDs.showJobs, {
    label: trans.__('Show jobs'),
    caption: trans.__('Open the panel with your jobs'),
    describedBy: {
      args: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Id of a job to select' } }
      }
    },
    execute: args => {
      shell.activateById(panel.id);
      if (typeof args['id'] === 'string') panel.reveal(args['id']);
    }
  });
  palette?.addItem({ command: CommandIDs.showJobs, category: trans.__('Jobs') });
  if (source.kind !== 'hub') return;

  const reveal = (id: string) => void commands.execute(CommandIDs.showJobs, { id });
  addJobCommands({
    commands,
    model: source.model,
    events: source.events,
    selection,
    trans,
    reveal
  });
  for (const command of [
    CommandIDs.cancelJob,
    CommandIDs.rerunJob,
    CommandIDs.renameJob,
    CommandIDs.deleteJob
  ]) {
    palette?.addItem({ command, category: trans.__('Jobs') });
  }

  // Settings that cannot be read leave the default: tell.
  const wishes = settings?.load(jobsPanelPlugin.id).catch(() => null) ?? Promise.resolve(null);
  source.model.ended.connect((_model, job) => {
    if (document.visibilityState !== 'visible') return;
    void wishes.then(wish => {
      if (wish?.composite['notifyOnEnd'] !== false) tellEnd(job);
    });
  });

  function tellEnd(job: JobSummary): void {
    if (job.state === 'cancelled') return;
    const show = {
      label: trans.__('Show'),
      callback: () => void commands.execute(CommandIDs.openJob, { id: job.id })
    };
    if (job.state === 'succeeded') {
      Notification.success(trans.__('“%1” succeeded', job.name), {
        autoClose: 8_000,
        actions: [show]
      });
    } else {
      const words = rowDetail(job, trans) || stateTitle(job.state, trans);
      Notification.error(trans.__('“%1”: %2', job.name, words), {
        autoClose: false,
        actions: [show]
      });
    }
  }
}
