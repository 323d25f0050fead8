import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { getNotificationPreferences } from '../../hub/contract/notifications.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { IHub, IHubEvents, IJobsModel, INotificationsModel, ITasksModel } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS } from '../ui/commands.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';
import { CommandIDs } from './command-ids.js';
import { Bell } from './components/Bell.js';
import { destinationOf } from './destinations.js';
import { askMail } from './mail-dialog.js';
import { MailForm } from './mail-form.js';
import { NotificationsModel } from './model.js';
import { NotificationsPopup } from './popup.js';

/** What the user was told; null where there is no hub. */
export const notificationsModelPlugin: JupyterFrontEndPlugin<INotificationsModel | null> = {
  id: 'labcommons:notifications-model',
  description: 'Keeps the notifications of the hub, live.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: INotificationsModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events
      ? new NotificationsModel(hub.connection.client, events)
      : null
};

/** The bell in the status bar and what opens from it. */
export const notificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:notifications',
  description: 'Shows what runs and what the hub has to tell, from a bell in the status bar.',
  autoStart: true,
  requires: [IHub],
  optional: [
    INotificationsModel,
    IJobsModel,
    ITasksModel,
    IHubEvents,
    IStatusBar,
    ITranslator,
    ICommandPalette,
    ISettingRegistry
  ],
  activate: activateBell
};

function activateBell(
  app: JupyterFrontEnd,
  hub: IHub,
  model: INotificationsModel | null,
  jobs: IJobsModel | null,
  tasks: ITasksModel | null,
  events: IHubEvents | null,
  statusBar: IStatusBar | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null,
  settings: ISettingRegistry | null
): void {
  const { commands } = app;
  const { connection } = hub;
  if (connection.kind !== 'own' || !model || !jobs || !tasks || !events || !statusBar) return;
  const { client } = connection;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const item = ReactWidget.create(
    <Bell model={model} trans={trans} onOpen={() => popup.toggle()} />
  );
  item.addClass('labcommons-Bell-item');
  const popup: NotificationsPopup = new NotificationsPopup(item, {
    model,
    jobs,
    tasks,
    events,
    trans,
    wayTo: notification => {
      const destination = destinationOf(notification, commands);
      return destination && (() => void commands.execute(destination.command, destination.args));
    },
    onOpenJob: id => void commands.execute(Jobs.openJob, { id }),
    onOpenTask: () => void commands.execute(Volumes.showVolumes),
    onMail: () => void commands.execute(CommandIDs.chooseMail),
    onActivity: () => void commands.execute(CommandIDs.showActivity),
    attempt: act => void attempt(act, trans)
  });
  statusBar.registerStatusItem(notificationsPlugin.id, { item, align: 'left', rank: 91 });
  model.open();

  commands.addCommand(CommandIDs.showNotifications, {
    label: trans.__('Show notifications'),
    caption: trans.__('What runs at the hub, and what it has to tell'),
    describedBy: NO_ARGS,
    execute: () => popup.open()
  });
  commands.addCommand(CommandIDs.clearNotifications, {
    label: trans.__('Clear all notifications'),
    caption: trans.__('Dismiss everything that the hub has told'),
    isEnabled: () => model.notifications.length > 0 && events.state.kind !== 'offline',
    describedBy: NO_ARGS,
    execute: () => attempt(() => model.dismissAll(), trans)
  });
  commands.addCommand(CommandIDs.chooseMail, {
    label: trans.__('Notifications by e-mail…'),
    caption: trans.__('Choose which notifications come by e-mail too'),
    isEnabled: () => events.state.kind !== 'offline',
    describedBy: NO_ARGS,
    execute: () =>
      attempt(async () => {
        const known = await client.call(getNotificationPreferences);
        await askMail(new MailForm(client, known, trans), trans);
      }, trans)
  });
  for (const command of [
    CommandIDs.showNotifications,
    CommandIDs.clearNotifications,
    CommandIDs.chooseMail
  ]) {
    palette?.addItem({ command, category: trans.__('Notifications') });
  }
  const notify = () => {
    commands.notifyCommandChanged(CommandIDs.clearNotifications);
    commands.notifyCommandChanged(CommandIDs.chooseMail);
  };
  model.changed.connect(notify);
  events.stateChanged.connect(notify);

  // Settings that cannot be read leave the default: tell. The other kinds have a toast of their own, or can wait.
  const wishes = settings?.load(notificationsPlugin.id).catch(() => null) ?? Promise.resolve(null);
  model.arrived.connect((_model, { kind, title, body }) => {
    if (kind !== 'announcement' || document.visibilityState !== 'visible') return;
    void wishes.then(wish => {
      if (wish?.composite['tellAnnouncements'] === false) return;
      Notification.info([title, body].filter(Boolean).join('\n\n'), { autoClose: false });
    });
  });
}
