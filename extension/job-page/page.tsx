import { MainAreaWidget } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { STATE_ICONS, jobsIcon } from '../ui/icons.js';
import { PageView, type PageViewProps } from './components/PageView.js';
import type { JobDetails } from './details.js';
import type { PageState } from './page-state.js';

/** The tab of one job in the main area. */
export class JobPage extends MainAreaWidget<ReactWidget> {
  constructor(private readonly options: PageViewProps) {
    const content = ReactWidget.create(<PageView {...options} />);
    content.addClass('labcommons-JobPage-content');
    super({ content });
    this.id = `labcommons-job-page-${this.jobId}`;
    this.addClass('labcommons-JobPage');
    this.title.closable = true;
    this.title.icon = jobsIcon;
    this.title.label = options.trans.__('Job');
    options.details.changed.connect(this.showTitle, this);
    this.showTitle();
  }

  get jobId(): string {
    return this.options.details.id;
  }

  get state(): PageState {
    return this.options.page;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.options.details.changed.disconnect(this.showTitle, this);
    this.options.details.dispose();
    this.options.tails.stdout.dispose();
    this.options.tails.stderr.dispose();
    super.dispose();
  }

  private showTitle(details: JobDetails = this.options.details): void {
    const { state } = details;
    if (state.kind !== 'ready') return;
    this.title.label = state.job.name;
    this.title.caption = this.options.trans.__('Job “%1”', state.job.name);
    this.title.icon = STATE_ICONS[state.job.state];
    this.title.iconClass = 'labcommons-StateIcon';
    this.title.dataset = { 'job-state': state.job.state };
  }
}
