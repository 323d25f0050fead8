import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, SidePanel, ToolbarButton, addIcon } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import React from 'react';

import type { HubConnection } from '../api/connection.js';
import type { IDatabasesModel, IHubEvents } from '../tokens.js';
import { HubAbsent } from '../ui/HubAbsent.js';
import { panelTitle } from '../ui/panel-title.js';
import { DatabasesView } from './components/DatabasesView.js';
import { databasesIcon } from './icons.js';
import { keyOf, sectionOf } from './sections.js';
import type { DatabasesView as View } from './view.js';

/** Where the panel has its databases from, if there is such a place. */
export type DatabasesSource =
  | {
      readonly kind: 'hub';
      readonly model: IDatabasesModel;
      readonly events: IHubEvents;
      readonly view: View;
    }
  | {
      readonly kind: 'absent';
      readonly connection: Exclude<HubConnection, { kind: 'own' }>;
    };

interface DatabasesPanelOptions {
  readonly source: DatabasesSource;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  /** Opens a database or a table, by the key of its line. */
  readonly onOpen: (key: string) => void;
  readonly onNew: () => void;
}

/** The Databases panel of the side bar. */
export class DatabasesPanel extends SidePanel {
  constructor(private readonly options: DatabasesPanelOptions) {
    super({ content: new Panel(), translator: options.translator });
    const { trans, source, onNew } = options;
    this.id = 'labcommons-databases';
    this.addClass('labcommons-Panel');
    this.addClass('labcommons-DatabasesPanel');
    this.title.icon = databasesIcon;
    this.title.caption = trans.__('Databases');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Databases'));
    this.toolbar.node.setAttribute('aria-label', trans.__('Databases panel toolbar'));
    this.toolbar.addItem('title', panelTitle(trans.__('Databases')));
    if (source.kind === 'hub') {
      this.toolbar.addItem(
        'new',
        new ToolbarButton({
          icon: addIcon,
          tooltip: trans.__('New database…'),
          actualOnClick: true,
          onClick: onNew
        })
      );
    }
    const body = ReactWidget.create(
      source.kind === 'absent' ? (
        <HubAbsent connection={source.connection} trans={trans} />
      ) : (
        <DatabasesView {...source} trans={trans} onOpen={options.onOpen} onNew={onNew} />
      )
    );
    body.addClass('labcommons-DatabasesPanel-content');
    this.addWidget(body);
  }

  /** Brings a database in sight, with its tables. */
  reveal(id: string): void {
    const { source } = this.options;
    const database = source.kind === 'hub' ? source.model.find(id) : null;
    if (source.kind !== 'hub' || !database) return;
    const { view, model } = source;
    view.filter = '';
    view.expand(sectionOf(database, model.user), true);
    view.expand(keyOf(database.id), true);
    view.active = keyOf(database.id);
    void model.readSchema(database.id);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    if (this.options.source.kind === 'hub') this.options.source.model.open();
  }

  protected override onActivateRequest(_msg: Message): void {
    // A list that is still on its way takes the focus over when it comes.
    (this.node.querySelector<HTMLElement>('[role="tree"]') ?? this.node).focus();
  }
}
