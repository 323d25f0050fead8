import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification, WidgetTracker } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { problemText } from '../api/hub-error.js';
import { CommandIDs as Jobs } from '../jobs/command-ids.js';
import { IHub, IHubEvents, IJobsModel, INotificationsModel, ITasksModel } from '../tokens.js';
import { CommandIDs as Volumes } from '../volumes/command-ids.js';
import { ActivityModel } from './activity-model.js';
import { ActivityPage, type ActivitySource } from './activity-page.js';
import { CommandIDs } from './command-ids.js';
import { Bell } from './components/Bell.js';
import { destinationOf } from './destinations.js';
import { NotificationsModel } from './model.js';
import { NotificationsPopup } from './popup.js';

const NO_ARGS = { args: { type: 'object', properties: {} } } as const;

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

/** The record of acts in a tab. */
export const activityPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:activity',
  description: 'Shows who did what to which, with filters and as a table for spreadsheets.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, ITranslator, ILayoutRestorer, ICommandPalette],
  activate: activateActivity
};

/** Does something; a failure is told as a notification. */
function attemptIn(trans: TranslationBundle) {
  return (action: () => Promise<void>): void => {
    action().catch((error: unknown) => {
      Notification.error(problemText(error, trans), { autoClose: 10_000 });
    });
  };
}

function activateBell(
  app: JupyterFrontEnd,
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
  if (!model || !jobs || !tasks || !events || !statusBar) return;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const attempt = attemptIn(trans);
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
    onActivity: () => void commands.execute(CommandIDs.showActivity),
    attempt
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
    execute: () => attempt(() => model.dismissAll())
  });
  for (const command of [CommandIDs.showNotifications, CommandIDs.clearNotifications]) {
    palette?.addItem({ command, category: trans.__('Notifications') });
  }
  const notify = () => commands.notifyCommandChanged(CommandIDs.clearNotifications);
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

function activateActivity(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null
): void {
  const { commands, shell } = app;
  const { connection } = hub;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const tracker = new WidgetTracker<ActivityPage>({ namespace: 'labcommons-activity' });
  const attempt = attemptIn(trans);

  function source(): ActivitySource | null {
    if (connection.kind !== 'own') return { kind: 'absent', connection };
    if (!events) return null;
    return {
      kind: 'hub',
      model: () => new ActivityModel(connection.client, events),
      view: { events, user: connection.user, trans, attempt }
    };
  }

  commands.addCommand(CommandIDs.showActivity, {
    label: trans.__('Activity'),
    caption: trans.__('What was done at the hub: by you, and what concerns you'),
    describedBy: NO_ARGS,
    execute: async () => {
      const from = tracker.currentWidget ? null : source();
      const page = tracker.currentWidget ?? (from && new ActivityPage(from, trans));
      if (!page) return;
      if (from) {
        await tracker.add(page);
        shell.add(page, 'main', { type: 'Activity' });
      }
      shell.activateById(page.id);
    }
  });
  palette?.addItem({ command: CommandIDs.showActivity, category: trans.__('Notifications') });
  void restorer?.restore(tracker, { command: CommandIDs.showActivity, name: () => 'activity' });
}
