import { FileBrowser, type DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { ITranslator } from '@jupyterlab/translation';
import {
  FilenameSearcher,
  ToolbarButton,
  newFolderIcon,
  refreshIcon,
  type IScore
} from '@jupyterlab/ui-components';
import { map } from '@lumino/algorithm';

import type { IServerModel } from '../tokens.js';
import type { VolumeBrowserModel } from './browser-model.js';
import { chooseFiles } from './choose-files.js';
import { VolumeListing, type VolumeListingActions } from './listing.js';
import { openPathOf } from './places.js';
import { RowRenderer } from './row-renderer.js';

interface VolumeBrowserOptions {
  readonly model: VolumeBrowserModel;
  readonly actions: VolumeListingActions;
  readonly server: IServerModel;
  readonly translator: ITranslator;
}

/** JupyterLab's file browser on the volumes of the hub. */
export class VolumeBrowser extends FileBrowser {
  constructor(private readonly own: VolumeBrowserOptions) {
    // The listing is made while the base class is: it finds what it needs through `making`.
    making = own;
    super({
      id: 'labcommons-volume-files',
      model: own.model,
      renderer: new RowRenderer(own.translator.load('labcommons')),
      restore: false,
      translator: own.translator
    });
    making = null;
    const trans = own.translator.load('labcommons');
    this.addClass('labcommons-VolumeFiles');
    this.showFileSizeColumn = true;
    this.toolbar.addItem(
      'newFolder',
      new ToolbarButton({
        icon: newFolderIcon,
        tooltip: trans.__('New folder'),
        onClick: () => void this.createNewDirectory().catch(() => undefined)
      })
    );
    this.toolbar.addItem(
      'refresh',
      new ToolbarButton({
        icon: refreshIcon,
        tooltip: trans.__('Refresh the list of files'),
        onClick: () => void own.model.refresh()
      })
    );
    const search = FilenameSearcher({
      useFuzzyFilter: true,
      forceRefresh: true,
      placeholder: trans.__('Filter files…'),
      updateFilter: (filter: (name: string) => Partial<IScore> | null) =>
        own.model.setFilter(item => filter(item.name.toLowerCase()))
    });
    search.addClass('jp-FileBrowser-filterBox');
    this.toolbar.addItem('filter', search);
  }

  /** A mounted file is the one that JupyterLab's own file browser shows: commands open and submit that one. */
  override selectedItems(): IterableIterator<Contents.IModel> {
    const { model, server } = this.own;
    const { contents } = model.manager.services;
    return map(super.selectedItems(), item =>
      item.type === 'directory'
        ? item
        : { ...item, path: openPathOf(item.path, { contents, server }) }
    );
  }

  /** Lets the user choose files of the desktop, or a folder, for the folder that is shown. */
  upload(what: 'files' | 'folder'): void {
    const folder = this.model.path;
    chooseFiles({ folder: what === 'folder' }, chosen => {
      const files = chosen.map(file => ({ file, path: file.webkitRelativePath || file.name }));
      void this.own.actions.upload({ files, emptyFolders: [] }, folder);
    });
  }

  override async createNewDirectory(): Promise<Contents.IModel> {
    this.mayCreate();
    return super.createNewDirectory();
  }

  override async createNewFile(
    options: Parameters<FileBrowser['createNewFile']>[0]
  ): Promise<Contents.IModel> {
    this.mayCreate();
    return super.createNewFile(options);
  }

  /** @throws Error once it was said why not */
  private mayCreate(): void {
    const { model, actions } = this.own;
    if (actions.refuses(model.path)) throw new Error('Nothing can be made in a read-only volume');
  }

  protected override createDirListing(options: DirListing.IOptions): DirListing {
    const own = making ?? this.own;
    return new VolumeListing(options, own.model, own.actions, own.translator.load('labcommons'));
  }
}

let making: VolumeBrowserOptions | null = null;
