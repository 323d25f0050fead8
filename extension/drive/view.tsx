import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal, type ISignal } from '@lumino/signaling';
import { Panel, type Widget } from '@lumino/widgets';
import React from 'react';

import type { VolumeFile } from '../../hub/contract/common.js';
import type { IServerModel, IVolumeFilesView, IVolumesModel } from '../tokens.js';
import { VolumeBrowser } from './browser.js';
import { FolderGone, VolumeBrowserModel } from './browser-model.js';
import { FolderBar } from './components/FolderBar.js';
import { UploadList } from './components/UploadList.js';
import type { VolumeDrive } from './drive.js';
import type { VolumeListingActions } from './listing.js';
import { drivePathOf, placeOf } from './places.js';
import type { Uploads } from './uploads.js';

interface VolumeFilesViewOptions {
  readonly manager: IDocumentManager;
  readonly drive: VolumeDrive;
  readonly uploads: Uploads;
  readonly actions: VolumeListingActions;
  readonly server: IServerModel;
  readonly volumes: IVolumesModel;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly onMount: (volume: string) => void;
  readonly isShown: () => boolean;
}

/** JupyterLab's file browser on a folder of a volume, with what is to be known of that folder above it. */
export class VolumeFilesView implements IVolumeFilesView {
  constructor(private readonly options: VolumeFilesViewOptions) {
    const { actions, server, translator, manager, drive, volumes, trans } = options;
    this.model = new VolumeBrowserModel({
      manager,
      server,
      translator,
      pages: drive.pages,
      isShown: options.isShown,
      upload: (file, folder) =>
        actions.upload({ files: [{ file, path: file.name }], emptyFolders: [] }, folder),
      download: actions.download
    });
    this.browser = new VolumeBrowser({ model: this.model, actions, server, translator });
    const bar = ReactWidget.create(
      <FolderBar
        browser={this.model}
        server={server}
        volumes={volumes}
        onMount={options.onMount}
        trans={trans}
      />
    );
    this.widget.addClass('labcommons-VolumeFilesView');
    this.widget.addWidget(bar);
    this.widget.addWidget(this.browser);
    this.uploads = ReactWidget.create(<UploadList uploads={options.uploads} trans={trans} />);
    this.model.pathChanged.connect(() => this._placeChanged.emit(this.place));
    this.model.refreshed.connect(() => this._listed.emit());
    this.model.connectionFailure.connect((_model, error) => {
      if (!(error instanceof FolderGone)) return;
      const folder = manager.services.contents.localPath(this.model.path);
      Notification.info(trans.__('“%1” is no longer there, or you may no longer see it.', folder), {
        autoClose: 10_000
      });
    });
  }

  readonly widget = new Panel();
  readonly uploads: ReactWidget;
  readonly browser: VolumeBrowser;

  get place(): VolumeFile | null {
    const { server, manager } = this.options;
    return placeOf(this.model.path, { contents: manager.services.contents, server });
  }

  get placeChanged(): ISignal<IVolumeFilesView, VolumeFile | null> {
    return this._placeChanged;
  }

  get listed(): ISignal<IVolumeFilesView, void> {
    return this._listed;
  }

  modificationOf(name: string): string | null | undefined {
    for (const item of this.model.items()) {
      if (item.name === name && item.type !== 'directory') return item.last_modified;
    }
    return this.model.hasMore ? undefined : null;
  }

  addAbove(widget: Widget): void {
    this.widget.insertWidget(1, widget);
  }

  focusFiles(): void {
    this.browser.node.querySelector<HTMLElement>('.jp-DirListing-content [tabindex="0"]')?.focus();
  }

  async show(place: VolumeFile): Promise<void> {
    void this.options.uploads.open();
    const { contents } = this.options.manager.services;
    await this.model.cd(`/${contents.localPath(drivePathOf(place))}`);
  }

  get showsHidden(): boolean {
    return this.browser.showHiddenFiles;
  }

  set showsHidden(value: boolean) {
    if (value !== this.browser.showHiddenFiles) this.browser.showHiddenFiles = value;
  }

  upload(what: 'files' | 'folder'): void {
    this.browser.upload(what);
  }

  private readonly model: VolumeBrowserModel;
  private readonly _listed = new Signal<IVolumeFilesView, void>(this);
  private readonly _placeChanged = new Signal<IVolumeFilesView, VolumeFile | null>(this);
}
