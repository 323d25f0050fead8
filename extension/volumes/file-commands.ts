import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fileUploadIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import type { IHubEvents, IVolumeFilesView, IVolumesModel } from '../tokens.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { whyNot } from './may-do.js';

const HIDDEN = 'showHiddenFiles';

interface FileCommandsOptions {
  readonly commands: CommandRegistry;
  readonly files: IVolumeFilesView;
  readonly model: IVolumesModel;
  readonly events: IHubEvents;
  /** Of the panel, where what is shown is kept; null where there are none. */
  readonly settings: Promise<ISettingRegistry.ISettings> | null;
  readonly trans: TranslationBundle;
}

/** Adds what can be done in the folder that the panel shows. */
export function addFileCommands(options: FileCommandsOptions): void {
  const { commands, files, model, events, trans } = options;
  const against = (): string | null => {
    const volume = files.place && model.find(files.place.volume);
    if (!volume) return trans.__('Choose a volume first.');
    const isOnline = events.state.kind !== 'offline';
    return whyNot('write', volume, { user: model.user, isOnline, trans });
  };
  const addUpload = (id: string, what: 'files' | 'folder', label: string) =>
    commands.addCommand(id, {
      label,
      icon: fileUploadIcon,
      caption: () => against() ?? trans.__('Upload into the folder that the Volumes panel shows'),
      isEnabled: () => against() === null,
      describedBy: NO_ARGS,
      execute: () => files.upload(what)
    });
  addUpload(CommandIDs.uploadFiles, 'files', trans.__('Upload files…'));
  addUpload(CommandIDs.uploadFolder, 'folder', trans.__('Upload a folder…'));

  let settings: ISettingRegistry.ISettings | null = null;
  const apply = () => {
    files.showsHidden = settings?.get(HIDDEN).composite === true;
    commands.notifyCommandChanged(CommandIDs.showHidden);
  };
  commands.addCommand(CommandIDs.showHidden, {
    label: trans.__('Show hidden files'),
    caption: trans.__('Also list files of volumes whose names begin with a dot'),
    isToggled: () => files.showsHidden,
    describedBy: NO_ARGS,
    execute: async () => {
      if (settings) return settings.set(HIDDEN, !files.showsHidden);
      files.showsHidden = !files.showsHidden;
      commands.notifyCommandChanged(CommandIDs.showHidden);
    }
  });
  void options.settings?.then(loaded => {
    settings = loaded;
    loaded.changed.connect(apply);
    apply();
  });
}
