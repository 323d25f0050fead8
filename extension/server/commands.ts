import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { SERVER_ACTIONS, type Server } from '../../hub/contract/servers.js';
import type { IHubEvents, IServerModel } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS, renewCommands } from '../ui/commands.js';
import { serverDetails } from './Details.js';
import type { SetupTitles } from './servers/titles.js';

/** Commands on the server in which this page lives. */
export const CommandIDs = {
  keep: 'labcommons:keep-server',
  restart: 'labcommons:restart-server',
  stop: 'labcommons:stop-server',
  showDetails: 'labcommons:show-server',
  openHub: 'labcommons:open-hub'
} as const;

interface ServerCommandsOptions {
  readonly commands: CommandRegistry;
  readonly model: IServerModel;
  readonly events: IHubEvents;
  readonly hubHomeUrl: string;
  /** Asks, restarts and comes back. */
  readonly restart: (server: Server) => Promise<void>;
  readonly titlesOf: (server: Server) => Promise<SetupTitles>;
  readonly trans: TranslationBundle;
}

export function addServerCommands(options: ServerCommandsOptions): void {
  const { commands, model, events, hubHomeUrl, restart, titlesOf, trans } = options;
  const against = (): string | null => {
    if (events.state.kind === 'offline')
      return trans.__('The hub cannot be reached at the moment.');
    return model.server ? null : trans.__('The hub has not said yet how the server is.');
  };

  commands.addCommand(CommandIDs.keep, {
    label: trans.__('Keep server running'),
    caption: () => against() ?? trans.__('Put off the stop of the idle server'),
    isEnabled: () => against() === null,
    describedBy: NO_ARGS,
    execute: async () => {
      if (await attempt(() => model.keep(), trans)) {
        Notification.success(trans.__('The server stays.'), { autoClose: 3_000 });
      }
    }
  });
  commands.addCommand(CommandIDs.restart, {
    label: trans.__('Restart server…'),
    caption: () =>
      against() ?? trans.__('Stop the server and start it again, with what was chosen for it'),
    isEnabled: () => against() === null,
    describedBy: NO_ARGS,
    execute: async () => {
      const server = await model.refresh();
      if (server) await restart(server);
    }
  });
  commands.addCommand(CommandIDs.stop, {
    label: trans.__('Stop server…'),
    caption: () => against() ?? trans.__('Stop the server; files and installed packages stay'),
    isEnabled: () =>
      against() === null && SERVER_ACTIONS[model.server?.state ?? 'stopped'].includes('stop'),
    describedBy: NO_ARGS,
    execute: async () => {
      const answer = await showDialog({
        title: trans.__('Stop this server?'),
        body: trans.__(
          'Running kernels end and what they hold in memory is lost. Files, installed packages and jobs stay. Save your notebooks first.'
        ),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Keep running') }),
          Dialog.warnButton({ label: trans.__('Stop server') })
        ],
        defaultButton: 0
      });
      if (answer.button.accept && (await attempt(() => model.stop(), trans))) {
        window.location.assign(hubHomeUrl);
      }
    }
  });
  commands.addCommand(CommandIDs.showDetails, {
    label: trans.__('Server details'),
    caption: trans.__('Limits, times and volumes of this server'),
    isEnabled: () => model.server !== null,
    describedBy: NO_ARGS,
    execute: async () => {
      const { server } = model;
      if (!server) return;
      await showDialog({
        title: trans.__('This server'),
        body: serverDetails(server, await titlesOf(server), new Date(), trans),
        buttons: [Dialog.okButton({ label: trans.__('Close') })]
      });
    }
  });
  commands.addCommand(CommandIDs.openHub, {
    label: trans.__('Open hub home'),
    caption: trans.__('Your servers at the hub, in a new tab'),
    describedBy: NO_ARGS,
    execute: () => {
      window.open(hubHomeUrl, '_blank', 'noopener');
    }
  });

  renewCommands(commands, CommandIDs, [model.changed, events.stateChanged]);
}
