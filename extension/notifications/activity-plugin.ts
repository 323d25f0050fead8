import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IHub, IHubEvents } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS } from '../ui/commands.js';
import { ActivityModel } from './activity-model.js';
import { ActivityPage, type ActivitySource } from './activity-page.js';
import { CommandIDs } from './command-ids.js';

/** The record of acts in a tab. */
export const activityPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:activity',
  description: 'Shows who did what to which, with filters and as a table for spreadsheets.',
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents, ITranslator, ILayoutRestorer, ICommandPalette],
  activate: activateActivity
};

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

  function source(): ActivitySource | null {
    if (connection.kind !== 'own') return { kind: 'absent', connection };
    if (!events) return null;
    return {
      kind: 'hub',
      model: () => new ActivityModel(connection.client, events),
      view: { events, user: connection.user, trans, attempt: act => void attempt(act, trans) }
    };
  }

  async function addPage(): Promise<ActivityPage | null> {
    const from = source();
    if (!from) return null;
    const page = new ActivityPage(from, trans);
    await tracker.add(page);
    shell.add(page, 'main', { type: 'Activity' });
    return page;
  }

  commands.addCommand(CommandIDs.showActivity, {
    label: trans.__('Activity'),
    caption: trans.__('What was done at the hub: by you, and what concerns you'),
    describedBy: NO_ARGS,
    execute: async () => {
      const page = tracker.currentWidget ?? (await addPage());
      if (page) shell.activateById(page.id);
    }
  });
  palette?.addItem({ command: CommandIDs.showActivity, category: trans.__('Notifications') });
  void restorer?.restore(tracker, { command: CommandIDs.showActivity, name: () => 'activity' });
}
