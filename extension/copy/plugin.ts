import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { folderIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { z } from 'zod';

import { VolumeFile } from '../../hub/contract/common.js';
import { IHub, IHubEvents, ITasksModel, IVolumeFiles, IVolumesModel } from '../tokens.js';
import { NO_ARGS } from '../ui/commands.js';
import { itemsWords } from '../tasks/words.js';
import { CommandIDs } from './command-ids.js';
import { Destination, type TransferKind } from './destination.js';
import { DestinationDialog } from './dialog.js';

const FILES_ARGS = {
  args: {
    type: 'object',
    properties: {
      files: {
        type: 'array',
        description: 'Files and folders in volumes; left out: those chosen in the file browser',
        items: {
          type: 'object',
          properties: { volume: { type: 'string' }, path: { type: 'string' } }
        }
      }
    }
  }
} as const;

/** The files that a command is told of; none where it means what is chosen. */
function filesIn({ files }: ReadonlyPartialJSONObject): VolumeFile[] {
  return z.array(VolumeFile).catch([]).parse(files);
}

/** *Copy to…*, *Move to…*, *Compress to zip…* and *Download as zip* in every file browser. */
export const copyPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:copy',
  description: 'Copies, moves and zips files of volumes by the hub.',
  autoStart: true,
  requires: [IHub, IFileBrowserFactory],
  optional: [IVolumesModel, ITasksModel, IVolumeFiles, IHubEvents, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  browsers: IFileBrowserFactory,
  volumes: IVolumesModel | null,
  tasks: ITasksModel | null,
  files: IVolumeFiles | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !volumes || !tasks || !files || !events) return;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');

  const chosen = () => [...(browsers.tracker.currentWidget?.selectedItems() ?? [])];
  const placesOf = (): VolumeFile[] => {
    const places = chosen().map(({ path }) => files.placeOf(path));
    return places.every(place => place !== null) ? places : [];
  };
  const mayWrite = ({ volume }: VolumeFile): boolean =>
    volumes.find(volume)?.privileges.includes('write') ?? false;
  const against = (given: readonly VolumeFile[] = []): string | null => {
    if (chosen().length + given.length === 0) return trans.__('Choose files or folders first.');
    if (events.state.kind === 'offline')
      return trans.__('The hub cannot be reached at the moment.');
    return placesOf().length + given.length === 0
      ? trans.__('Only what lies in a volume can be copied by the hub.')
      : null;
  };
  const againstMove = (given: readonly VolumeFile[] = []): string | null => {
    const isReadOnly = !(given.length > 0 ? given : placesOf()).every(mayWrite);
    return (
      against(given) ?? (isReadOnly ? trans.__('You may only read it: copy it instead.') : null)
    );
  };

  const add = (kind: TransferKind, id: string, label: string, caption: string) => {
    const why = kind === 'move' ? againstMove : against;
    commands.addCommand(id, {
      label,
      caption: args => why(filesIn(args)) ?? caption,
      isEnabled: args => why(filesIn(args)) === null,
      describedBy: FILES_ARGS,
      execute: async args => {
        const given = filesIn(args);
        const sources = given.length > 0 ? given : placesOf();
        const { client } = connection;
        const destination = new Destination({ client, volumes, tasks, kind, sources, trans });
        const [first] = sources;
        // An archive goes beside what is in it, where that can be.
        if (kind === 'zip' && first && mayWrite(first)) {
          void destination.goTo({ volume: first.volume, path: PathExt.dirname(first.path) });
        }
        await launch(new DestinationDialog(destination, itemsWords(sources, trans), trans));
      }
    });
    palette?.addItem({ command: id, category: trans.__('Volumes') });
  };
  add(
    'copy',
    CommandIDs.copyTo,
    trans.__('Copy to…'),
    trans.__('Copy it to another folder or volume')
  );
  add(
    'move',
    CommandIDs.moveTo,
    trans.__('Move to…'),
    trans.__('Move it to another folder or volume')
  );
  add(
    'zip',
    CommandIDs.compress,
    trans.__('Compress to zip…'),
    trans.__('Have the hub put it into a zip archive')
  );
  commands.addCommand(CommandIDs.downloadFolder, {
    label: trans.__('Download as zip'),
    caption: () => against() ?? trans.__('Download the folder with everything in it'),
    icon: folderIcon,
    isEnabled: () => against() === null,
    describedBy: NO_ARGS,
    execute: async () => {
      await files.download(placesOf());
    }
  });
}

async function launch(dialog: DestinationDialog): Promise<void> {
  await dialog.launch();
}
