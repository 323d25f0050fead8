import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Menu } from '@lumino/widgets';
import React from 'react';

import { CommandIDs as ImageCommands } from '../images/command-ids.js';
import { IHub, IHubEvents, IServerModel } from '../tokens.js';
import { Status } from './Status.js';
import { CommandIDs, addServerCommands } from './commands.js';
import { hubPage, pagesOf } from './hub-pages.js';
import { IdleWarning } from './idle-warning.js';
import { ServerModel } from './model.js';
import { restartHere } from './restart/restart-here.js';
import { CommandIDs as ServersCommands } from './servers/command-ids.js';
import { titlesOf } from './servers/titles.js';

/** The server in which this page lives; null where there is no hub. */
export const serverModelPlugin: JupyterFrontEndPlugin<IServerModel | null> = {
  id: 'labcommons:server-model',
  description: 'Knows the state, limits and volumes of this server.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: IServerModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events
      ? new ServerModel(hub.connection.client, hub.connection.server, events)
      : null
};

/** The server in the status bar, with its menu. */
export const serverStatusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:server-status',
  description: 'Shows memory and idle stop of this server in the status bar.',
  autoStart: true,
  requires: [IHub, IDocumentManager],
  optional: [IServerModel, IHubEvents, IStatusBar, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  manager: IDocumentManager,
  model: IServerModel | null,
  events: IHubEvents | null,
  statusBar: IStatusBar | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !model || !events) return;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const { client, hubPath, user } = connection;
  addServerCommands({
    commands,
    model,
    events,
    hubHomeUrl: hubPage(hubPath, 'home'),
    restart: server =>
      restartHere(server, {
        shell: app.shell,
        manager,
        client,
        pages: pagesOf(hubPath, user, server.name),
        isBack: () => isBack(app.serviceManager.serverSettings.baseUrl),
        saveEnvironment: () => void commands.execute(ImageCommands.save),
        trans
      }),
    titlesOf: server => titlesOf(server, client, trans),
    trans
  });
  for (const command of Object.values(CommandIDs)) {
    palette?.addItem({ command, category: trans.__('Server') });
  }
  const warning = new IdleWarning({
    model,
    warn: minutes => {
      Notification.warning(
        trans._n(
          'This server is idle and stops in %1 minute.',
          'This server is idle and stops in %1 minutes.',
          minutes
        ),
        {
          autoClose: false,
          actions: [
            {
              label: trans.__('Keep it'),
              displayType: 'accent',
              callback: () => void commands.execute(CommandIDs.keep)
            }
          ]
        }
      );
    }
  });
  model.changed.connect(warning.look, warning);
  if (!statusBar) return;

  const menu = new Menu({ commands });
  menu.addItem({ command: ServersCommands.show });
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.keep });
  menu.addItem({ command: CommandIDs.restart });
  menu.addItem({ command: CommandIDs.stop });
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: ImageCommands.save });
  menu.addItem({ command: ImageCommands.show });
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.showDetails });
  menu.addItem({ command: CommandIDs.openHub });
  const item = ReactWidget.create(
    <Status
      model={model}
      events={events}
      trans={trans}
      onMenu={anchor => menu.open(anchor.left, anchor.top, { forceY: false })}
    />
  );
  item.addClass('labcommons-ServerStatus-item');
  statusBar.registerStatusItem(serverStatusPlugin.id, { item, align: 'left', rank: 90 });
}

/** Whether the server of this page answers: while it is away, the hub answers in its place with 424. */
async function isBack(baseUrl: string): Promise<boolean> {
  const url = URLExt.join(baseUrl, 'api');
  const { status } = await fetch(url, { cache: 'no-store' });
  return status !== 424 && status < 500;
}
