import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, historyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { HubConnection } from '../api/connection.js';
import { HubAbsent } from '../ui/HubAbsent.js';
import { saveText } from '../ui/save-text.js';
import type { ActivityModel } from './activity-model.js';
import { ActivityView, type ActivityViewProps } from './components/ActivityView.js';

/** Where the tab has the record from, if there is such a place. */
export type ActivitySource =
  | {
      readonly kind: 'hub';
      readonly model: () => ActivityModel;
      readonly view: Omit<ActivityViewProps, 'model' | 'onExport'>;
    }
  | { readonly kind: 'absent'; readonly connection: Exclude<HubConnection, { kind: 'own' }> };

/** The tab of what was done. */
export class ActivityPage extends MainAreaWidget<ReactWidget> {
  constructor(source: ActivitySource, trans: TranslationBundle) {
    const model = source.kind === 'hub' ? source.model() : null;
    const content = ReactWidget.create(<Body source={source} model={model} trans={trans} />);
    content.addClass('labcommons-Activity-content');
    super({ content });
    this.model = model;
    this.id = 'labcommons-activity';
    this.addClass('labcommons-Activity');
    this.title.closable = true;
    this.title.icon = historyIcon;
    this.title.label = trans.__('Activity');
    this.title.caption = trans.__('What was done at the hub');
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.model?.dispose();
    super.dispose();
  }

  private readonly model: ActivityModel | null;
}

function Body(props: {
  source: ActivitySource;
  model: ActivityModel | null;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { source, model, trans } = props;
  if (source.kind === 'absent') return <HubAbsent connection={source.connection} trans={trans} />;
  if (!model) return null;
  const onExport = () =>
    source.view.attempt(async () => saveText(await model.csv(), 'activity.csv', 'text/csv'));
  return <ActivityView {...source.view} model={model} onExport={onExport} />;
}
