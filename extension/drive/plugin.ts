import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common.js';
import { isTaskOver } from '../../hub/contract/tasks.js';
import { askConflict } from '../copy/conflict.js';
import { Transfers } from '../copy/transfers.js';
import { CommandIDs as MountCommands } from '../server/mount-command-ids.js';
import { taskDetail, taskTitle } from '../tasks/words.js';
import {
  IHub,
  IHubEvents,
  IServerModel,
  ITasksModel,
  IVolumeFiles,
  IVolumesModel
} from '../tokens.js';
import { FileActions } from './actions.js';
import { FileClipboard } from './clipboard.js';
import { DRIVE, VolumeDrive } from './drive.js';
import { addUnseenNotes } from './document-note.js';
import { LabBrowsers } from './lab-browsers.js';
import { drivePathOf, placeOf } from './places.js';
import { UploadMemory } from './upload-memory.js';
import { Uploads } from './uploads.js';
import { VolumeFilesView } from './view.js';

/** The volumes as a drive of JupyterLab, and file browsers on it; null where there is no hub. */
export const volumeFilesPlugin: JupyterFrontEndPlugin<IVolumeFiles | null> = {
  id: 'labcommons:volume-files',
  description: 'Opens, saves, uploads, downloads and copies files of volumes, mounted or not.',
  autoStart: true,
  requires: [IHub, IDocumentManager],
  optional: [
    IVolumesModel,
    ITasksModel,
    IServerModel,
    IHubEvents,
    IFileBrowserFactory,
    ITranslator
  ],
  provides: IVolumeFiles,
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  manager: IDocumentManager,
  volumes: IVolumesModel | null,
  tasks: ITasksModel | null,
  server: IServerModel | null,
  events: IHubEvents | null,
  browsers: IFileBrowserFactory | null,
  translator: ITranslator | null
): IVolumeFiles | null {
  if (hub.connection.kind !== 'own' || !volumes || !tasks || !server) return null;
  const { client } = hub.connection;
  const languages = translator ?? nullTranslator;
  const trans = languages.load('labcommons');
  const { contents } = app.serviceManager;
  const ask = (names: readonly string[], folder: string) => askConflict(names, folder, trans);

  const transfers = new Transfers({ client, tasks, trans, ask });
  const memory = new UploadMemory(client, hub.connection.user, navigator.locks ?? null);
  const uploads = new Uploads(client, memory, trans);
  events?.stateChanged.connect((_events, { kind }) => {
    if (kind === 'online') uploads.resumeLost();
  });
  const drive = new VolumeDrive({
    client,
    volumes,
    server,
    contents,
    mimetypeOf: path =>
      app.docRegistry.getFileTypesForPath(path)[0]?.mimeTypes[0] ?? 'application/octet-stream',
    copy: (source, folder) => transfers.copy(source, folder),
    trans
  });
  contents.addDrive(drive);
  void server.ready();

  const tellArrived = (place: VolumeFile) => {
    drive.tellArrived(place);
    labBrowsers?.tellChanged(place);
  };
  uploads.arrived.connect((_uploads, place) => tellArrived(place));
  tasks.ended.connect((_tasks, task) => {
    for (const place of task.results) tellArrived(place);
    if (task.kind === 'move' || task.kind === 'delete') {
      for (const place of task.sources) {
        drive.tellGone(place);
        labBrowsers?.tellChanged(place);
      }
    }
    if (task.state === 'failed') {
      Notification.error(`${taskTitle(task, trans)}: ${taskDetail(task, trans)}`, {
        autoClose: false
      });
    }
    const isAllWell = task.state === 'succeeded' && task.warnings.length === 0;
    if (isAllWell && isTaskOver(task.state)) setTimeout(() => tasks.forget(task.id), 5_000);
  });
  const onMount = (volume: string) => void app.commands.execute(MountCommands.mount, { volume });
  addUnseenNotes(app.docRegistry, { contents, manager, server, onMount, trans });

  const clipboard = browsers && new FileClipboard(app.commands, browsers.tracker);
  const actions = new FileActions({
    client,
    contents,
    server,
    volumes,
    transfers,
    uploads,
    clipboard,
    ask,
    trans
  });
  const labBrowsers =
    browsers && clipboard
      ? new LabBrowsers({
          tracker: browsers.tracker,
          clipboard,
          actions,
          isOurs: path => contents.driveName(path) === DRIVE,
          placeOf: path => placeOf(path, { contents, server })
        })
      : null;
  return {
    placeOf: path => placeOf(path, { contents, server }),
    tellArrived,
    download: places => actions.download(places.map(drivePathOf)),
    createView: isShown => {
      const view = new VolumeFilesView({
        manager,
        drive,
        uploads,
        actions,
        server,
        volumes,
        onMount,
        translator: languages,
        trans,
        isShown
      });
      // The commands of JupyterLab's file browser (open, rename, cut, …) then mean this one too.
      void browsers?.tracker.add(view.browser);
      return view;
    }
  };
}
