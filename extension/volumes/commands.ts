import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Volume } from '../../hub/contract/volumes.js';
import type { IHubEvents, IVolumesModel } from '../tokens.js';
import { formatBytes } from '../ui/amounts.js';
import { NO_ARGS, byId, commandsOn, renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { askVolume } from './dialog.js';
import { VolumeForm } from './form.js';
import { whyNot, type VolumeAction } from './may-do.js';
import type { VolumesView } from './view.js';

/** JSON Schema of the arguments of every command on one volume. */
const VOLUME_ARGS = {
  args: {
    type: 'object',
    properties: {
      id: {
        type: 'string',
        description: 'Id or address of the volume; without it, the one chosen last in the panel'
      }
    }
  }
} as const;

interface VolumeCommandsOptions {
  readonly commands: CommandRegistry;
  readonly model: IVolumesModel;
  readonly events: IHubEvents;
  readonly view: VolumesView;
  readonly trans: TranslationBundle;
  /** Shows the files of a volume. */
  readonly open: (volume: Volume) => Promise<void>;
  readonly showTrash: (volume: Volume) => Promise<void>;
}

/** Adds what can be done with volumes. */
export function addVolumeCommands(options: VolumeCommandsOptions): void {
  const { commands, model, events, view, trans, open } = options;

  const add = commandsOn<Volume, VolumeAction>({
    commands,
    trans,
    describedBy: VOLUME_ARGS,
    meant: byId(model, () => view.active),
    askToChoose: trans.__('Choose a volume first.'),
    whyNot: (action, volume) => {
      const isOnline = events.state.kind !== 'offline';
      return whyNot(action, volume, { user: model.user, isOnline, trans });
    },
    nameOf: ({ title }) => title
  });

  commands.addCommand(CommandIDs.newVolume, {
    label: trans.__('New volume…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('Make a volume: a folder of yours that can be shared and mounted'),
    isEnabled: () => events.state.kind !== 'offline',
    describedBy: NO_ARGS,
    execute: async () => {
      await model.ready();
      const made = await askVolume(new VolumeForm(model, null, trans), trans);
      if (made) await open(made);
    }
  });
  add(CommandIDs.openVolume, {
    action: 'open',
    label: trans.__('Open'),
    caption: trans.__('Show the files of the volume below'),
    run: open
  });
  add(CommandIDs.editVolume, {
    action: 'edit',
    label: trans.__('Rename or describe…'),
    caption: trans.__('Give the volume another name, title or description'),
    run: volume => askVolume(new VolumeForm(model, volume, trans), trans)
  });
  add(CommandIDs.copyAddress, {
    action: 'open',
    label: trans.__('Copy address'),
    caption: trans.__('Copy the address of the volume, as the API and others know it'),
    run: volume => Clipboard.copyToSystem(volume.address)
  });
  add(CommandIDs.showTrash, {
    action: 'trash',
    label: trans.__('Trash…'),
    caption: trans.__('What was deleted here, to restore or to delete for good'),
    run: options.showTrash
  });
  add(CommandIDs.deleteVolume, {
    action: 'delete',
    label: trans.__('Delete volume…'),
    caption: trans.__('Delete the volume with everything in it'),
    run: volume => remove(volume, model, trans)
  });

  renewCommands(commands, CommandIDs, [model.changed, view.changed, events.stateChanged]);
}

async function remove(
  volume: Volume,
  model: IVolumesModel,
  trans: TranslationBundle
): Promise<void> {
  const { usage } = volume;
  const what = usage
    ? trans._n(
        'Its %1 file (%2) goes too.',
        'Its %1 files (%2) go too.',
        usage.files,
        formatBytes(usage.bytes)
      )
    : trans.__('Everything in it goes too.');
  const who =
    volume.sharing === 'private' ? '' : trans.__('Those whom you share it with lose it as well.');
  const answer = await showDialog({
    title: trans.__('Delete “%1”?', volume.title),
    body: [what, trans.__('There is no trash for whole volumes: nobody can bring it back.'), who]
      .filter(Boolean)
      .join(' '),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep volume') }),
      Dialog.warnButton({ label: trans.__('Delete volume') })
    ],
    defaultButton: 0
  });
  if (answer.button.accept) await model.remove(volume.id);
}
