import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, historyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { VersionActions } from './actions.js';
import { VersionsView } from './components/VersionsView.js';
import type { EarlierVersions } from './model.js';
import { nameOf } from './versions.js';

/** A tab with the earlier versions of one volume, folder or file. */
export class VersionsPage extends ReactWidget {
  constructor(
    readonly versions: EarlierVersions,
    private readonly actions: VersionActions,
    private readonly user: string,
    private readonly trans: TranslationBundle
  ) {
    super();
    const { volume, path } = versions;
    this.id = `labcommons-versions-${volume.id}-${path}`;
    this.addClass('labcommons-VersionsPage');
    this.title.label = trans.__('Earlier versions: %1', nameOf(path, volume.title));
    this.title.caption = `${volume.address}/${path}`;
    this.title.icon = historyIcon;
    this.title.closable = true;
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.versions.dispose();
    super.dispose();
  }

  protected override onCloseRequest(): void {
    this.dispose();
  }

  protected override render(): JSX.Element {
    const { versions, actions, user, trans } = this;
    return <VersionsView versions={versions} actions={actions} user={user} trans={trans} />;
  }
}
