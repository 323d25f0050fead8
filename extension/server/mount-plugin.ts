import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Dialog,
  ICommandPalette,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { Mount } from '../../hub/contract/servers.js';
import type { Volume } from '../../hub/contract/volumes.js';
import { IHubEvents, IServerModel, IVolumesModel } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { renewCommands } from '../ui/commands.js';
import { CommandIDs as ServerCommands } from './commands.js';
import { CommandIDs } from './mount-command-ids.js';

/** Rows of volumes carry the volume's id. */
const VOLUME_ROW = 'labcommons-VolumesPanel-item';

const ARGS = {
  args: {
    type: 'object',
    properties: {
      volume: { type: 'string', description: 'Id or address of a volume' },
      from: {
        type: 'string',
        enum: ['row'],
        description: 'That the row of a volume was right-clicked, which is then meant'
      }
    }
  }
} as const;

type Args = Readonly<Record<string, unknown>>;

/** Mounts volumes in this server and takes them out, wherever a volume is met. */
export const serverMountsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:server-mounts',
  description: 'Mounts volumes in this server, and takes them out of it.',
  autoStart: true,
  optional: [IServerModel, IVolumesModel, IHubEvents, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  server: IServerModel | null,
  volumes: IVolumesModel | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  if (!server || !volumes || !events) return;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');

  const meant = (args: Args): Volume | null => {
    const row =
      args['from'] === 'row'
        ? app.contextMenuHitTest(node => node.classList.contains(VOLUME_ROW))
        : undefined;
    const wanted = args['volume'] ?? row?.dataset['id'];
    return typeof wanted === 'string' ? volumes.find(wanted) : null;
  };
  /** From the palette, without an argument, all volumes are offered for which it makes sense. */
  const chosen = async (args: Args, makesSense: (volume: Volume) => boolean, title: string) => {
    if (args['from'] !== undefined || args['volume'] !== undefined) return meant(args);
    await volumes.ready();
    const offered = volumes.volumes.filter(makesSense);
    const answer = await InputDialog.getItem({
      title,
      items: offered.map(({ address }) => address),
      okLabel: trans.__('Choose')
    });
    return offered.find(({ address }) => address === answer.value) ?? null;
  };
  const mountOf = (volume: Volume | null): Mount | null =>
    server.server?.mounts.find(mount => mount.volume === volume?.address) ?? null;
  const isThere = (volume: Volume | null) => {
    const state = mountOf(volume)?.state;
    return state === 'attached' || state === 'restartNeeded';
  };
  const against = () =>
    events.state.kind === 'offline' ? trans.__('The hub cannot be reached at the moment.') : null;

  commands.addCommand(CommandIDs.mount, {
    label: trans.__('Mount in this server'),
    caption: () => against() ?? trans.__('Let kernels and terminals of this server see the volume'),
    isEnabled: () => against() === null,
    isVisible: args => args['from'] !== 'row' || !isThere(meant(args)),
    describedBy: ARGS,
    execute: args =>
      attempt(async () => {
        const isOut = (volume: Volume) => !isThere(volume);
        const volume = await chosen(args, isOut, trans.__('Mount which volume?'));
        if (!volume) return;
        await server.mount(volume);
        const mount = mountOf(volume);
        if (mount?.state === 'restartNeeded') await offerRestart(mount);
        else if (mount)
          Notification.success(trans.__('%1 is mounted as %2.', volume.title, mount.path), {
            autoClose: 5_000
          });
      }, trans)
  });
  commands.addCommand(CommandIDs.unmount, {
    label: trans.__('Unmount from this server…'),
    caption: () => against() ?? trans.__('Take the volume out of this server; its files stay'),
    isEnabled: () => against() === null,
    isVisible: args => args['from'] !== 'row' || isThere(meant(args)),
    describedBy: ARGS,
    execute: args =>
      attempt(async () => {
        const volume = await chosen(args, isThere, trans.__('Unmount which volume?'));
        if (!volume || !(await isSure(volume))) return;
        await server.unmount(volume);
        const mount = mountOf(volume);
        if (mount?.state === 'restartNeeded') await offerRestart(mount);
      }, trans)
  });
  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Volumes') });
  }
  renewCommands(commands, CommandIDs, [server.changed, events.stateChanged]);

  async function isSure(volume: Volume): Promise<boolean> {
    const answer = await showDialog({
      title: trans.__('Unmount %1?', volume.title),
      body: trans.__(
        'Kernels and terminals of this server no longer find its files. What they have open stays open to them until they close it. Save documents of this volume first: they cannot be saved from where they are open now. Nothing in the volume is deleted.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Keep mounted') }),
        Dialog.warnButton({ label: trans.__('Unmount') })
      ],
      defaultButton: 0
    });
    return answer.button.accept;
  }

  async function offerRestart({ volume, reason }: Mount): Promise<void> {
    const answer = await showDialog({
      title: trans.__('Restart needed'),
      body: [
        reason ? `${volume}: ${reason}.` : '',
        trans.__(
          'A restart ends your kernels, and what they hold in memory is lost. The server is made anew: what you installed in it outside your volumes is lost, too. Files of volumes and of the workspace stay.'
        )
      ].join(' '),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Later') }),
        Dialog.warnButton({ label: trans.__('Restart server…') })
      ],
      defaultButton: 0
    });
    if (answer.button.accept) await commands.execute(ServerCommands.restart);
  }
}
