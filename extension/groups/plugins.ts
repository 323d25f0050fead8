import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IGroupSelection, IGroupsModel, IHub, IHubEvents } from '../tokens.js';
import { renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { addGroupCommands, type GroupCommandsOptions } from './commands.js';
import { addDialogCommands } from './dialog-commands.js';
import { addMemberCommands } from './member-commands.js';
import { GroupsModel } from './model.js';
import { addPages } from './pages.js';
import { GroupsPanel, type GroupsSource } from './panel.js';
import { textRenderer } from './render-text.js';
import { GroupSelection } from './selection.js';
import { addSharedCommands } from './shared-commands.js';
import { GroupsView } from './view.js';

/** Groups and invitations, for the panel and for whoever else wants them; null where there is no hub. */
export const groupsModelPlugin: JupyterFrontEndPlugin<IGroupsModel | null> = {
  id: 'labcommons:groups-model',
  description: "Keeps the user's groups and invitations, live.",
  autoStart: true,
  requires: [IHub],
  optional: [IHubEvents],
  provides: IGroupsModel,
  activate: (_app, hub: IHub, events: IHubEvents | null) =>
    hub.connection.kind === 'own' && events ? new GroupsModel(hub.connection.client, events) : null
};

/** Which group and member the commands mean. */
export const groupSelectionPlugin: JupyterFrontEndPlugin<IGroupSelection> = {
  id: 'labcommons:group-selection',
  description: 'Knows which group and which member were chosen last.',
  autoStart: true,
  provides: IGroupSelection,
  activate: () => new GroupSelection()
};

/** The Groups panel, the tabs of groups, and the commands on groups and their members. */
export const groupsPanelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:groups-panel',
  description: 'Shows groups, invitations and science domains in the side bar, one group in a tab.',
  autoStart: true,
  requires: [IHub, IGroupSelection],
  optional: [
    IGroupsModel,
    IHubEvents,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    IRenderMimeRegistry
  ],
  activate: activatePanel
};

function activatePanel(
  app: JupyterFrontEnd,
  hub: IHub,
  selection: IGroupSelection,
  model: IGroupsModel | null,
  events: IHubEvents | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  renderers: IRenderMimeRegistry | null
): void {
  const { commands, shell } = app;
  const { connection } = hub;
  const languages = translator ?? nullTranslator;
  const trans = languages.load('labcommons');
  const renderText = textRenderer(renderers);
  const source: GroupsSource | null =
    connection.kind !== 'own'
      ? { kind: 'absent', connection }
      : model && events
        ? {
            kind: 'hub',
            client: connection.client,
            model,
            events,
            view: new GroupsView(),
            selection
          }
        : null;
  if (!source) return;

  const panel = new GroupsPanel({
    source,
    commands,
    renderText,
    translator: languages,
    trans
  });
  shell.add(panel, 'left', { rank: 360, type: 'Groups' });
  restorer?.add(panel, panel.id);
  commands.addCommand(CommandIDs.showGroups, {
    label: trans.__('Show groups'),
    caption: trans.__('Open the panel with your groups and invitations'),
    describedBy: {
      args: {
        type: 'object',
        properties: { id: { type: 'string', description: 'Id of a group to choose' } }
      }
    },
    execute: args => {
      shell.activateById(panel.id);
      if (typeof args['id'] === 'string') panel.reveal(args['id']);
    }
  });
  palette?.addItem({ command: CommandIDs.showGroups, category: trans.__('Groups') });
  if (source.kind !== 'hub' || connection.kind !== 'own') return;

  const options: GroupCommandsOptions = {
    commands,
    client: connection.client,
    model: source.model,
    events: source.events,
    selection,
    trans
  };
  addGroupCommands(options);
  addMemberCommands({ ...options, me: connection.user });
  addSharedCommands(options);
  addDialogCommands({
    ...options,
    reveal: id => void commands.execute(CommandIDs.showGroups, { id })
  });
  addPages(app, { ...options, restorer, renderText });
  for (const command of Object.values(CommandIDs)) {
    const needsMore: string[] = [CommandIDs.showGroups, CommandIDs.throwOutOfGroup];
    if (!needsMore.includes(command) && commands.hasCommand(command)) {
      palette?.addItem({ command, category: trans.__('Groups') });
    }
  }
  renewCommands(commands, CommandIDs, [
    source.model.changed,
    source.events.stateChanged,
    selection.changed
  ]);
  // The count beside the icon is all that is asked for before somebody looks; without an answer there is none.
  void app.restored.then(() => source.model.readInvitations().catch(() => undefined));
}
