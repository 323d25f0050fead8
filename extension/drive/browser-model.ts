import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FilterFileBrowserModel } from '@jupyterlab/filebrowser';
import { ServerConnection, type Contents, type Session } from '@jupyterlab/services';
import type { ITranslator } from '@jupyterlab/translation';
import { map } from '@lumino/algorithm';

import type { IServerModel } from '../tokens.js';
import { DRIVE } from './drive.js';
import type { EntryOrder, FolderPages } from './folder-pages.js';
import { drivePathOf, openPathOf } from './places.js';

interface VolumeBrowserModelOptions {
  readonly manager: IDocumentManager;
  readonly server: IServerModel;
  readonly translator: ITranslator;
  readonly pages: FolderPages;
  /** Whether somebody looks: nothing is read otherwise. */
  readonly isShown: () => boolean;
  readonly upload: (file: File, folderPath: string) => Promise<void>;
  readonly download: (paths: readonly string[]) => Promise<void>;
}

/** The files of a volume, as JupyterLab's file browser wants them. */
export class VolumeBrowserModel extends FilterFileBrowserModel {
  constructor(private readonly options: VolumeBrowserModelOptions) {
    super({
      manager: withOneIdentity(options.manager, options.server),
      driveName: DRIVE,
      auto: false,
      refreshStandby: () => (options.isShown() ? 'when-hidden' : true),
      translator: options.translator
    });
  }

  /** Whether the folder has more entries than the hub gives at once: they come in the hub's order. */
  get isLong(): boolean {
    return this.options.pages.isLong(this.localPath);
  }

  get hasMore(): boolean {
    return this.options.pages.hasMore(this.localPath);
  }

  /** The order in which the hub gives what is in long folders. */
  setOrder(order: EntryOrder): void {
    const { pages } = this.options;
    const { sort, descending } = pages.order;
    if (sort === order.sort && descending === order.descending) return;
    pages.order = order;
    if (this.isLong) void this.refresh();
  }

  override showHiddenFiles(value: boolean): void {
    this.options.pages.withHidden = value;
    super.showHiddenFiles(value);
  }

  /** Has the next page of a long folder listed, unless one is on its way. */
  readMore(): void {
    if (this.isReading || !this.hasMore) return;
    this.isReading = true;
    void this.options.pages
      .readMore(this.localPath)
      .then(isMore => (isMore ? this.refresh() : undefined))
      // The hub is out of reach: the next look at the end of the list tries again.
      .catch(() => undefined)
      .finally(() => (this.isReading = false));
  }

  /** Uploads by pieces that can be resumed; the listing tells of the file when it has arrived. */
  override async upload(file: File, path = this.path): Promise<Contents.IModel> {
    await this.options.upload(file, path);
    return {
      name: file.name,
      path: `${path}/${file.name}`,
      type: 'file',
      writable: true,
      created: '',
      last_modified: '',
      mimetype: file.type,
      content: null,
      format: null
    };
  }

  override download(path: string): Promise<void> {
    return this.options.download([path]);
  }

  private get localPath(): string {
    return this.manager.services.contents.localPath(this.path);
  }

  /** A kernel of a mounted file knows it by its path on JupyterLab's own drive. */
  protected override onRunningChanged(
    sender: Session.IManager,
    models: Iterable<Session.IModel>
  ): void {
    const { server } = this.options;
    super.onRunningChanged(
      sender,
      map(models, model => {
        const place = server.volumeFileOf(model.path);
        return place ? { ...model, path: drivePathOf(place) } : model;
      })
    );
  }

  private isReading = false;
}

/** A document manager that opens a mounted file where JupyterLab's own file browser opens it. */
function withOneIdentity(manager: IDocumentManager, server: IServerModel): IDocumentManager {
  const { contents } = manager.services;
  const lab = (path: string) => openPathOf(path, { contents, server });
  return Object.create(manager, {
    open: {
      value: (path: string, ...rest: never[]) => manager.open(lab(path), ...rest)
    },
    openOrReveal: {
      value: (path: string, ...rest: never[]) => manager.openOrReveal(lab(path), ...rest)
    },
    services: { value: Object.create(manager.services, { contents: { value: calm(contents) } }) },
    findWidget: {
      value: (path: string, ...rest: never[]) => manager.findWidget(lab(path), ...rest)
    }
  }) as IDocumentManager;
}

/** A folder that is gone, or may no longer be seen. */
export class FolderGone extends Error {
  constructor(
    message: string,
    /** What the base class looks at: it goes to the top then. */
    readonly response: { readonly status: number }
  ) {
    super(message);
    this.name = 'FolderGone';
  }
}

/**
 * Contents whose folders may vanish at any time, as when somebody withdraws what he shared. Of the error that JupyterLab
 * throws then, its file browser makes a dialog over whatever one is at; of this one it does not.
 */
function calm(contents: Contents.IManager): Contents.IManager {
  const get: Contents.IManager['get'] = async (path, options) => {
    try {
      return await contents.get(path, options);
    } catch (error) {
      throw error instanceof ServerConnection.ResponseError && error.response.status === 404
        ? new FolderGone(error.message, { status: 404 })
        : error;
    }
  };
  return Object.create(contents, { get: { value: get } }) as Contents.IManager;
}
