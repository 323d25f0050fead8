import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IHub, IHubEvents, ITasksModel } from '../tokens.js';
import { TasksModel } from './model.js';

/** What the hub copies, moves and deletes for the user; null where there is no hub. */
export const tasksModelPlugin: JupyterFrontEndPlugin<ITasksModel | null> = {
  id: 'labcommons:tasks-model',
  description: 'Keeps the tasks that the hub does for the user, live.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: ITasksModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events ? new TasksModel(hub.connection.client, events) : null
};
