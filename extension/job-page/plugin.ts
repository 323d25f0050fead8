import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification, WidgetTracker } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listDomains } from '../../hub/contract/compute.js';
import type { HubClient } from '../api/hub-client.js';
import { CommandIDs } from '../jobs/command-ids.js';
import { JOB_ARGS } from '../jobs/commands.js';
import { IHub, IHubEvents, IJobSelection, IJobsModel, IServerModel } from '../tokens.js';
import { attempt, tellFailure } from '../ui/attempt.js';
import type { JobPage } from './page.js';

const GO_TO_PATH = 'filebrowser:go-to-path';

/** The page of a job, and the commands that lead to what a job has made. */
export const jobPagePlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:job-page',
  description: "Shows a job's progress, result, output, files and details in a tab.",
  autoStart: true,
  requires: [IHub, IJobSelection],
  optional: [
    IJobsModel,
    IServerModel,
    IHubEvents,
    IDocumentManager,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette
  ],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  selection: IJobSelection,
  jobs: IJobsModel | null,
  server: IServerModel | null,
  events: IHubEvents | null,
  documents: IDocumentManager | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !jobs || !server || !events) return;
  activateAtHub(app, connection.client, {
    selection,
    jobs,
    server,
    events,
    documents,
    translator,
    restorer,
    palette
  });
}

interface Parts {
  readonly selection: IJobSelection;
  readonly jobs: IJobsModel;
  readonly server: IServerModel;
  readonly events: IHubEvents;
  readonly documents: IDocumentManager | null;
  readonly translator: ITranslator | null;
  readonly restorer: ILayoutRestorer | null;
  readonly palette: ICommandPalette | null;
}

function activateAtHub(app: JupyterFrontEnd, client: HubClient, parts: Parts): void {
  const { selection, jobs, server, events, documents, translator, restorer, palette } = parts;
  const { commands, shell } = app;
  const { contents } = app.serviceManager;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const tracker = new WidgetTracker<JobPage>({ namespace: 'labcommons-job-page' });
  const idOf = (args: { id?: unknown }) =>
    typeof args.id === 'string' ? args.id : selection.current;
  const has = (args: object) => idOf(args) !== null;

  /** Loads the code of the page when the first one is opened. */
  async function pageOf(id: string): Promise<JobPage> {
    const [{ JobPage }, { JobDetails }, { JobFiles }, { OutputTail }, { PageState }] =
      await Promise.all([
        import('./page.js'),
        import('./details.js'),
        import('./job-files.js'),
        import('./output-tail.js'),
        import('./page-state.js')
      ]);
    const present = tracker.find(page => page.jobId === id);
    if (present) return present;
    const page = new JobPage({
      details: new JobDetails(jobs, id),
      events: events,
      page: new PageState(),
      commands,
      tails: {
        stdout: new OutputTail(client, id, 'stdout'),
        stderr: new OutputTail(client, id, 'stderr')
      },
      readFolder: async folder => {
        const path = await mountedPath(folder);
        return path === null ? null : listFolder(path);
      },
      files: new JobFiles(client, id),
      titleOfDomain,
      attempt: act => void attempt(act, trans),
      trans
    });
    await tracker.add(page);
    shell.add(page, 'main', { type: 'Job' });
    return page;
  }

  async function titleOfDomain(id: string): Promise<string | null> {
    const { items } = await client.call(listDomains);
    return items.find(domain => domain.id === id)?.title ?? null;
  }

  async function mountedPath(file: VolumeFile): Promise<string | null> {
    await server.ready();
    return server.labPathOf(file);
  }

  async function listFolder(path: string) {
    const model = await contents.get(path, { type: 'directory', content: true });
    return Array.isArray(model.content) ? model.content : [];
  }

  /** Path of something that a job has made; says so where there is none. */
  async function pathIn(id: string, part: 'result' | 'workingFolder'): Promise<string | null> {
    let file: VolumeFile | null;
    try {
      file = (jobs.find(id) ?? (await jobs.get(id)))[part];
    } catch (error) {
      tellFailure(error, trans);
      return null;
    }
    const path = file && (await mountedPath(file));
    if (path !== null) return path;
    Notification.info(
      file
        ? trans.__('“%1” is not mounted in this server.', file.volume)
        : part === 'result'
          ? trans.__('This job has no executed notebook.')
          : trans.__('This job has no folder yet.'),
      { autoClose: 8_000 }
    );
    return null;
  }

  commands.addCommand(CommandIDs.openJob, {
    label: trans.__('Open job page'),
    caption: trans.__('Progress, result, output, files and details of the job'),
    isEnabled: has,
    describedBy: JOB_ARGS,
    execute: async args => {
      const id = idOf(args);
      if (!id) return;
      const page = await pageOf(id);
      shell.activateById(page.id);
      return page;
    }
  });
  commands.addCommand(CommandIDs.showOutput, {
    label: trans.__('Show output'),
    caption: trans.__('What the job prints, while it runs and later'),
    isEnabled: has,
    describedBy: JOB_ARGS,
    execute: async args => {
      const id = idOf(args);
      if (!id) return;
      const page = await pageOf(id);
      page.state.tab = 'output';
      shell.activateById(page.id);
    }
  });
  commands.addCommand(CommandIDs.openResult, {
    label: trans.__('Open result'),
    caption: args => {
      const id = idOf(args);
      return id && !jobs.find(id)?.result
        ? trans.__('There is no executed notebook yet.')
        : trans.__('Open the executed notebook');
    },
    isEnabled: args => {
      const id = idOf(args);
      return id !== null && (jobs.find(id)?.result ?? null) !== null;
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...JOB_ARGS.args.properties,
          cell: { type: 'integer', description: 'Index of the cell to go to' }
        }
      }
    },
    execute: async args => {
      const id = idOf(args);
      const path = id && documents && (await pathIn(id, 'result'));
      if (!path) return;
      const widget = documents.openOrReveal(path);
      const cell = args['cell'];
      if (widget instanceof NotebookPanel && typeof cell === 'number') {
        await widget.revealed;
        widget.content.activeCellIndex = cell;
        await widget.content.scrollToItem(cell, 'center');
      }
    }
  });
  commands.addCommand(CommandIDs.openFolder, {
    label: trans.__('Open working folder'),
    caption: trans.__('Show the files of the job in the file browser'),
    isEnabled: has,
    describedBy: JOB_ARGS,
    execute: async args => {
      const id = idOf(args);
      const path = id && (await pathIn(id, 'workingFolder'));
      if (path && commands.hasCommand(GO_TO_PATH)) await commands.execute(GO_TO_PATH, { path });
    }
  });
  for (const command of [
    CommandIDs.openJob,
    CommandIDs.openResult,
    CommandIDs.showOutput,
    CommandIDs.openFolder
  ]) {
    palette?.addItem({ command, category: trans.__('Jobs') });
  }

  tracker.currentChanged.connect((_tracker, page) => {
    if (page) selection.current = page.jobId;
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.openJob,
    args: page => ({ id: page.jobId }),
    name: page => page.jobId
  });
}
