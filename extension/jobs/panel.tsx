import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, SidePanel, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';
import React from 'react';

import type { HubConnection } from '../api/connection.js';
import type { IHubEvents, IJobSelection, IJobsModel } from '../tokens.js';
import { HubAbsent } from '../ui/HubAbsent.js';
import { jobsIcon, submitIcon } from '../ui/icons.js';
import { panelTitle } from '../ui/panel-title.js';
import { JobsView } from './components/JobsView.js';
import { sectionOf } from './sections.js';
import type { JobsView as View } from './view.js';

/** Where the panel has its jobs from, if there is such a place. */
export type JobsSource =
  | {
      readonly kind: 'hub';
      readonly model: IJobsModel;
      readonly events: IHubEvents;
      readonly view: View;
      readonly selection: IJobSelection;
    }
  | {
      readonly kind: 'absent';
      readonly connection: Exclude<HubConnection, { kind: 'own' }>;
    };

interface JobsPanelOptions {
  readonly source: JobsSource;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly onOpen: (id: string) => void;
  readonly onSubmit: () => void;
}

/** The Jobs panel of the side bar. */
export class JobsPanel extends SidePanel {
  constructor(private readonly options: JobsPanelOptions) {
    super({ content: new Panel(), translator: options.translator });
    const { trans, source } = options;
    this.id = 'labcommons-jobs';
    this.addClass('labcommons-Panel');
    this.addClass('labcommons-JobsPanel');
    this.title.icon = jobsIcon;
    this.title.caption = trans.__('Jobs');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Jobs'));
    this.toolbar.node.setAttribute('aria-label', trans.__('Jobs panel toolbar'));
    this.toolbar.addItem('title', panelTitle(trans.__('Jobs')));
    if (source.kind === 'hub') {
      this.toolbar.addItem(
        'submit',
        new ToolbarButton({
          icon: submitIcon,
          label: trans.__('Submit…'),
          tooltip: trans.__('Submit a notebook as a job'),
          actualOnClick: true,
          onClick: () => options.onSubmit()
        })
      );
      source.view.changed.connect(this.onView, this);
    }
    this.addWidget(bodyOf(options));
  }

  /** Selects a job, opens its section and brings it in sight. */
  reveal(id: string): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    const job = source.model.find(id);
    if (!job) return;
    source.view.filter = '';
    source.view.setExpanded(sectionOf(job, new Date()), true);
    source.view.active = id;
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    if (this.options.source.kind === 'hub') this.options.source.model.open();
  }

  protected override onActivateRequest(_msg: Message): void {
    // A list that is still on its way takes the focus over when it comes.
    (this.node.querySelector<HTMLElement>('[role="tree"]') ?? this.node).focus();
  }

  private onView(view: View): void {
    const { source } = this.options;
    if (source.kind !== 'hub') return;
    source.selection.current = view.active && source.model.find(view.active) ? view.active : null;
  }
}

function bodyOf(options: JobsPanelOptions): ReactWidget {
  const { source, trans } = options;
  const body = ReactWidget.create(
    source.kind === 'absent' ? (
      <HubAbsent connection={source.connection} trans={trans} />
    ) : (
      <JobsView
        model={source.model}
        events={source.events}
        view={source.view}
        trans={trans}
        onOpen={options.onOpen}
        onSubmit={options.onSubmit}
      />
    )
  );
  body.addClass('labcommons-JobsPanel-content');
  return body;
}
