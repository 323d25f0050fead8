import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  SidePanel,
  ToolbarButton,
  addIcon,
  shareIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import { SplitPanel } from '@lumino/widgets';
import React from 'react';

import type { HubConnection } from '../api/connection.js';
import type { HubClient } from '../api/hub-client.js';
import type { IGroupSelection, IGroupsModel, IHubEvents } from '../tokens.js';
import { HubAbsent } from '../ui/HubAbsent.js';
import { panelTitle } from '../ui/panel-title.js';
import { CommandIDs as SharingCommands } from '../sharing/command-ids.js';
import { CommandIDs } from './command-ids.js';
import { GroupPane } from './components/GroupPane.js';
import { GroupsView } from './components/GroupsView.js';
import type { TextRenderer } from './components/PageText.js';
import { sectionOf } from './sections.js';
import type { GroupsView as View } from './view.js';

/** Where the panel has its groups from, if there is such a place. */
export type GroupsSource =
  | {
      readonly kind: 'hub';
      readonly client: HubClient;
      readonly model: IGroupsModel;
      readonly events: IHubEvents;
      readonly view: View;
      readonly selection: IGroupSelection;
    }
  | {
      readonly kind: 'absent';
      readonly connection: Exclude<HubConnection, { kind: 'own' }>;
    };

interface GroupsPanelOptions {
  readonly source: GroupsSource;
  readonly commands: CommandRegistry;
  readonly renderText: TextRenderer;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
}

/** The Groups panel of the side bar: all groups above, the chosen one below. */
export class GroupsPanel extends SidePanel {
  constructor(private readonly options: GroupsPanelOptions) {
    const halves = new SplitPanel({ orientation: 'vertical', spacing: 1 });
    super({ content: halves, translator: options.translator });
    this.halves = halves;
    const { trans, source, commands } = options;
    this.id = 'labcommons-groups';
    this.addClass('labcommons-Panel');
    this.addClass('labcommons-GroupsPanel');
    this.title.icon = usersIcon;
    this.title.caption = trans.__('Groups');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Groups'));
    this.toolbar.node.setAttribute('aria-label', trans.__('Groups panel toolbar'));
    this.toolbar.addItem('title', panelTitle(trans.__('Groups')));
    if (source.kind === 'absent') {
      this.addWidget(
        ReactWidget.create(<HubAbsent connection={source.connection} trans={trans} />)
      );
      return;
    }
    this.toolbar.addItem(
      'new-group',
      new ToolbarButton({
        icon: addIcon,
        label: trans.__('New group…'),
        tooltip: trans.__('Make a group and invite others to it'),
        actualOnClick: true,
        onClick: () => void commands.execute(CommandIDs.newGroup)
      })
    );
    this.toolbar.addItem(
      'shared',
      new ToolbarButton({
        icon: shareIcon,
        tooltip: trans.__('Shared with me, and my links'),
        actualOnClick: true,
        onClick: () => void commands.execute(SharingCommands.show)
      })
    );
    this.addHalves(source);
    source.model.changed.connect(this.showCount, this);
  }

  /** Chooses a group, opens its section and brings it in sight. */
  reveal(id: string): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    const group = source.model.find(id);
    if (!group) return;
    source.view.filter = '';
    source.view.setExpanded(sectionOf(group), true);
    this.choose(id);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    if (this.options.source.kind === 'hub') this.options.source.model.open();
  }

  protected override onActivateRequest(_msg: Message): void {
    // A list that is still on its way takes the focus over when it comes.
    (this.node.querySelector<HTMLElement>('[role="tree"]') ?? this.node).focus();
  }

  private addHalves(source: Extract<GroupsSource, { kind: 'hub' }>): void {
    const { commands, trans, renderText } = this.options;
    const list = ReactWidget.create(
      <GroupsView
        {...source}
        commands={commands}
        trans={trans}
        onChoose={id => this.choose(id)}
        onOpen={id => void commands.execute(CommandIDs.openGroup, { id })}
      />
    );
    const pane = ReactWidget.create(
      <GroupPane {...source} commands={commands} renderText={renderText} trans={trans} />
    );
    pane.addClass('labcommons-GroupsPanel-pane');
    pane.hide();
    this.addWidget(list);
    this.addWidget(pane);
    this.pane = pane;
    source.view.changed.connect(this.showPane, this);
    source.model.changed.connect(this.showPane, this);
  }

  /** The lower half is there as long as there is a group to show in it. */
  private showPane(): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    const { group } = source.view;
    const isHidden = !group || source.model.find(group) === null;
    if (!this.pane || this.pane.isHidden === isHidden) return;
    this.pane.setHidden(isHidden);
    if (!isHidden) this.halves.setRelativeSizes([1, 1]);
  }

  private choose(id: string): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    source.view.choose(id);
    source.selection.choose(id);
  }

  /** How many invitations wait for an answer, beside the icon of the panel. */
  private showCount(model: IGroupsModel): void {
    const { trans } = this.options;
    const count = model.invitations.length;
    this.title.caption =
      count > 0
        ? trans._n('Groups – %1 invitation', 'Groups – %1 invitations', count)
        : trans.__('Groups');
    // What JupyterLab keeps there itself stays.
    const { 'labcommons-count': _old, ...dataset } = this.title.dataset;
    this.title.dataset = count > 0 ? { ...dataset, 'labcommons-count': String(count) } : dataset;
  }

  private readonly halves: SplitPanel;
  private pane: ReactWidget | null = null;
}
