import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';

import { CommandIDs } from './command-ids.js';
import { GROUP_ARGS, type GroupCommandsOptions } from './commands.js';
import type { TextRenderer } from './components/PageText.js';
import type { GroupPage } from './page.js';

interface PagesOptions extends GroupCommandsOptions {
  readonly restorer: ILayoutRestorer | null;
  readonly renderText: TextRenderer;
}

/** Opens groups as tabs in the main area, and again after a reload. */
export function addPages(app: JupyterFrontEnd, options: PagesOptions): void {
  const { commands, selection, restorer, trans } = options;
  const tracker = new WidgetTracker<GroupPage>({ namespace: 'labcommons-group-page' });

  /** Loads the code of the page when the first one is opened. */
  async function pageOf(id: string): Promise<GroupPage> {
    const { GroupPage } = await import('./page.js');
    const present = tracker.find(page => page.groupId === id);
    if (present) return present;
    const page = new GroupPage({ ...options, id });
    await tracker.add(page);
    app.shell.add(page, 'main', { type: 'Group' });
    return page;
  }

  commands.addCommand(CommandIDs.openGroup, {
    label: trans.__('Open group'),
    caption: trans.__('Open the group as a tab: members, what is shared, about'),
    isEnabled: args => typeof args['id'] === 'string' || selection.group !== null,
    describedBy: GROUP_ARGS,
    execute: async args => {
      const id = typeof args['id'] === 'string' ? args['id'] : selection.group;
      if (!id) return;
      options.model.open();
      app.shell.activateById((await pageOf(id)).id);
    }
  });
  tracker.currentChanged.connect((_tracker, page) => {
    if (page && page.groupId !== selection.group) selection.choose(page.groupId);
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.openGroup,
    args: page => ({ id: page.groupId }),
    name: page => page.groupId
  });
}
