import { MainAreaWidget } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { CatalogueView, type CatalogueViewProps } from './components/CatalogueView.js';
import { dataSetIcon } from './icons.js';

/** The tab of the data sets in the main area. */
export class CataloguePage extends MainAreaWidget<ReactWidget> {
  constructor(props: CatalogueViewProps) {
    super({ content: ReactWidget.create(<CatalogueView {...props} />) });
    this.id = 'labcommons-catalogue';
    this.addClass('labcommons-CataloguePage');
    this.title.closable = true;
    this.title.icon = dataSetIcon;
    this.title.label = props.trans.__('Data sets');
    this.title.caption = props.trans.__('Data sets in volumes that you may see');
  }
}
