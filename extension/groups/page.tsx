import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, usersIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import React from 'react';

import type { HubClient } from '../api/hub-client.js';
import type { IGroupInside, IGroupSelection, IGroupsModel, IHubEvents } from '../tokens.js';
import { domainIcon } from '../ui/icons.js';
import { PageView } from './components/PageView.js';
import type { TextRenderer } from './components/PageText.js';

export interface GroupPageOptions {
  readonly id: string;
  readonly client: HubClient;
  readonly model: IGroupsModel;
  readonly events: IHubEvents;
  readonly selection: IGroupSelection;
  readonly commands: CommandRegistry;
  readonly renderText: TextRenderer;
  readonly trans: TranslationBundle;
}

/** The tab of one group in the main area. */
export class GroupPage extends MainAreaWidget<ReactWidget> {
  constructor(options: GroupPageOptions) {
    const inside = options.model.follow(options.id);
    const content = ReactWidget.create(<PageView {...options} inside={inside} />);
    super({ content });
    this.options = options;
    this.inside = inside;
    this.id = `labcommons-group-page-${options.id}`;
    this.addClass('labcommons-GroupPage');
    this.title.closable = true;
    this.title.icon = usersIcon;
    this.title.label = options.trans.__('Group');
    inside.changed.connect(this.showTitle, this);
    this.showTitle();
  }

  get groupId(): string {
    return this.options.id;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.inside.changed.disconnect(this.showTitle, this);
    this.options.model.release(this.options.id);
    super.dispose();
  }

  private showTitle(): void {
    const { state } = this.inside;
    if (state.kind !== 'ready') return;
    const { name, kind } = state.group;
    this.title.label = name;
    this.title.caption = this.options.trans.__('Group “%1”', name);
    this.title.icon = kind === 'scienceDomain' ? domainIcon : usersIcon;
  }

  private readonly options: GroupPageOptions;
  private readonly inside: IGroupInside;
}
