import { MainAreaWidget } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { HomeView, type HomeViewProps } from './components/HomeView.js';
import { homeIcon } from './icons.js';

export const HOME_ID = 'labcommons-home';

/** The Home tab. */
export class HomePage extends MainAreaWidget<ReactWidget> {
  constructor(props: HomeViewProps) {
    super({ content: ReactWidget.create(<HomeView {...props} />) });
    this.toolbar.hide();
    this.id = HOME_ID;
    this.addClass('labcommons-HomePage');
    this.title.closable = true;
    this.title.icon = homeIcon;
    this.title.label = props.trans.__('Home');
    this.title.caption = props.trans.__('Your activities, servers, notebooks and jobs');
  }
}
