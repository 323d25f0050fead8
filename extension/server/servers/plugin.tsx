import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  Clipboard,
  Dialog,
  ICommandPalette,
  InputDialog,
  Notification,
  showDialog
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import React from 'react';

import { titleOfServer } from '../../../hub/contract/server-choice.js';
import {
  deleteServer,
  editServer,
  restartServer,
  startServer,
  stopServer,
  type Server
} from '../../../hub/contract/servers.js';
import { saveEnvironment } from '../../images/save-environment.js';
import { IHub, IHubEvents } from '../../tokens.js';
import { attempt } from '../../ui/attempt.js';
import { NO_ARGS, renewCommands } from '../../ui/commands.js';
import { showList, takeTurns, type Turn } from '../../ui/dialog-turns.js';
import { CommandIDs as ServerCommands } from '../commands.js';
import { serverLink } from '../hub-pages.js';
import { CommandIDs } from './command-ids.js';
import { ServersModel } from './model.js';
import { OptionsDialog } from './options-dialog.js';
import { OptionsForm } from './options-form.js';
import { ServerList } from './ServerList.js';

/** All servers of the user and what they are made of, without leaving JupyterLab. */
export const serversPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:servers',
  description: 'Lists the servers of the user; makes, names, starts, stops and deletes them.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { commands } = app;
  const { client, server: here, user, hubPath } = connection;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const isOnline = () => events.state.kind !== 'offline';

  commands.addCommand(CommandIDs.show, {
    label: trans.__('Servers…'),
    caption: () =>
      isOnline()
        ? trans.__('Your servers: what they are made of, start, stop, name and delete them')
        : trans.__('The hub cannot be reached at the moment.'),
    isEnabled: isOnline,
    describedBy: NO_ARGS,
    execute: () => takeTurns(show)
  });
  palette?.addItem({ command: CommandIDs.show, category: trans.__('Server') });
  renewCommands(commands, CommandIDs, [events.stateChanged]);

  async function show(): Promise<Turn | null> {
    const model = new ServersModel(client, events as IHubEvents);
    const attemptOn = (act: () => Promise<Server | void>) =>
      attempt(async () => {
        const server = await act();
        if (server) model.take(server);
      }, trans);
    const andComeBack =
      (act: () => Promise<Server | void>): Turn =>
      async () => {
        await attemptOn(act);
        return show;
      };
    /** Ends in another page, or in this one without its server. */
    const forGood =
      (command: string): Turn =>
      async () => {
        await commands.execute(command);
        return null;
      };
    const next = await showList(
      {
        title: trans.__('Your servers'),
        close: trans.__('Close'),
        className: 'labcommons-ServersDialog'
      },
      leaveFor => (
        <ServerList
          model={model}
          here={here}
          trans={trans}
          actions={{
            start: ({ name }) =>
              void attemptOn(() => client.call(startServer, { params: { name } })),
            stop: ({ name }) =>
              name === here
                ? leaveFor(forGood(ServerCommands.stop))
                : void attemptOn(() => client.call(stopServer, { params: { name } })),
            restart: server =>
              server.name === here
                ? leaveFor(forGood(ServerCommands.restart))
                : leaveFor(andComeBack(() => restartOther(server))),
            options: ({ name }) => leaveFor(() => chooseFor(name)),
            rename: server => leaveFor(andComeBack(() => rename(server))),
            copyLink: server => {
              Clipboard.copyToSystem(serverLink(hubPath, user, server.name));
              Notification.success(
                server.name === 'default'
                  ? trans.__(
                      'Copied. It opens JupyterLab for whoever follows it, in a server of his own.'
                    )
                  : trans.__(
                      'Copied. It opens “%1” for you, and starts it where needed.',
                      titleOfServer(server)
                    ),
                { autoClose: 5_000 }
              );
            },
            remove: server => leaveFor(andComeBack(() => remove(server))),
            make: () => leaveFor(() => chooseFor(null))
          }}
        />
      )
    );
    model.dispose();
    return next;
  }

  /** @param name - null for a new server */
  async function chooseFor(name: string | null): Promise<Turn | null> {
    const form = new OptionsForm({ client, name, trans });
    const dialog = new OptionsDialog({
      form,
      title: name === null ? trans.__('New server') : trans.__('Server options'),
      trans
    });
    await dialog.launch();
    const { server, isLeftToSave } = dialog;
    const { asksForRestart } = form;
    dialog.dispose();
    form.dispose();
    if (isLeftToSave && name !== null) {
      await saveEnvironment({ client, server: name, trans });
      return () => chooseFor(name);
    }
    if (server && asksForRestart) {
      if (server.name === here) {
        await commands.execute(ServerCommands.restart);
        return null;
      }
      await restartOther(server);
    }
    return show;
  }

  async function restartOther({ name, ...server }: Server): Promise<Server | void> {
    const answer = await showDialog({
      title: trans.__('Restart “%1”?', titleOfServer({ name, ...server })),
      body: trans.__(
        'Its kernels and terminals end, and what they hold in memory is lost. Save the notebooks that are open in it first.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Later') }),
        Dialog.warnButton({ label: trans.__('Restart server') })
      ],
      defaultButton: 0
    });
    if (answer.button.accept) return client.call(restartServer, { params: { name } });
  }

  async function rename(server: Server): Promise<Server | void> {
    const answer = await InputDialog.getText({
      title: trans.__('Rename “%1”', titleOfServer(server)),
      label: trans.__('Name'),
      text: titleOfServer(server),
      okLabel: trans.__('Rename')
    });
    if (answer.button.accept && answer.value !== null) {
      const params = { name: server.name };
      return client.call(editServer, { params, body: { displayName: answer.value } });
    }
  }

  async function remove(server: Server): Promise<void> {
    const answer = await showDialog({
      title: trans.__('Delete “%1”?', titleOfServer(server)),
      body: trans.__(
        'What was installed in it and files outside of volumes are lost. Your volumes, settings and layouts stay.'
      ),
      buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: trans.__('Delete server') })],
      defaultButton: 0
    });
    if (answer.button.accept) {
      await client.call(deleteServer, { params: { name: server.name } });
    }
  }
}
