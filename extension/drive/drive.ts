import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { splitPlace, type VolumeFile } from '../../hub/contract/common.js';
import {
  deleteFile,
  listEntries,
  makeFolder,
  readFile,
  renameEntry,
  writeFile,
  type Entry
} from '../../hub/contract/files.js';
import { PROBLEMS } from '../../hub/contract/problem.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError, isProblemCode, problemText } from '../api/hub-error.js';
import type { IServerModel, IVolumesModel } from '../tokens.js';
import { bytesOf, contentOf, folderAbove, modelOf } from './contents-model.js';
import { downloadUrl } from './downloads.js';
import { FolderPages } from './folder-pages.js';
import { EMPTY_NOTEBOOK, untitledNames } from './untitled.js';

/** Name of the drive, in front of its paths: `Volumes:Storage/kim/thesis/a.ipynb`. */
export const DRIVE = 'Volumes';

interface VolumeDriveOptions {
  readonly client: HubClient;
  readonly volumes: IVolumesModel;
  readonly server: IServerModel;
  /** All drives of JupyterLab: what is mounted is renamed through the one where it may be open. */
  readonly contents: Contents.IManager;
  readonly mimetypeOf: (path: string) => string;
  /** Copies inside the hub; answers with where the copy is. */
  readonly copy: (source: VolumeFile, folder: VolumeFile) => Promise<VolumeFile>;
  readonly trans: TranslationBundle;
}

/** The volumes of the hub as a drive of JupyterLab, whether this server has them mounted or not. */
export class VolumeDrive implements Contents.IDrive {
  constructor(private readonly options: VolumeDriveOptions) {
    this.serverSettings = options.contents.serverSettings;
    this.pages = new FolderPages(options.client);
    options.contents.fileChanged.connect(this.onFileChanged, this);
  }

  readonly name = DRIVE;
  readonly serverSettings: ServerConnection.ISettings;
  readonly pages: FolderPages;

  get fileChanged(): ISignal<Contents.IDrive, Contents.IChangedArgs> {
    return this._fileChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** Something came to a place by itself: by an upload, or by a task. */
  tellArrived({ volume, path }: VolumeFile): void {
    this._fileChanged.emit({
      type: 'new',
      oldValue: null,
      newValue: { path: `${volume}/${path}` }
    });
  }

  /** Something went away from a place, the same way. */
  tellGone({ volume, path }: VolumeFile): void {
    this._fileChanged.emit({
      type: 'delete',
      oldValue: { path: `${volume}/${path}` },
      newValue: null
    });
  }

  async get(localPath: string, options: Contents.IFetchOptions = {}): Promise<Contents.IModel> {
    const place = splitPlace(localPath);
    if (!place) return this.folderAbove(localPath, options.content !== false);
    return this.attempt(async () => {
      if (options.content === false) {
        const justSaved = this.justSaved.get(localPath);
        if (justSaved) return this.modelOf(justSaved, localPath);
        const { entry } = await this.client.call(listEntries, {
          params: { place: localPath },
          query: { stat: 'true' }
        });
        this.etags.set(localPath, entry.etag);
        return this.modelOf(entry, localPath);
      }
      const isFile = options.type === 'file' || options.type === 'notebook';
      return isFile ? this.readFile(localPath, options) : this.readAny(localPath, options);
    });
  }

  async getDownloadUrl(localPath: string): Promise<string> {
    const labPath = this.labPathOf(localPath);
    if (labPath !== null) return this.options.contents.getDownloadUrl(labPath);
    const place = this.refuseAboveVolumes(localPath);
    return this.attempt(() => downloadUrl(this.client, [place]));
  }

  async newUntitled(options: Contents.ICreateOptions = {}): Promise<Contents.IModel> {
    const folder = options.path ?? '';
    this.refuseAboveVolumes(folder);
    for (const name of untitledNames(options)) {
      const path = PathExt.join(folder, name);
      try {
        const entry = await this.make(path, options.type ?? 'file');
        return this.told('new', null, this.modelOf(entry, path));
      } catch (error) {
        if (!(error instanceof HubError && error.code === 'already-exists')) {
          throw this.inWords(error);
        }
      }
    }
    throw new Error(this.options.trans.__('There are too many untitled things here.'));
  }

  /** Into the trash of the volume, from where the panel brings it back. */
  async delete(localPath: string): Promise<void> {
    this.refuseAboveVolumes(localPath);
    await this.attempt(() => this.client.call(deleteFile, { params: { place: localPath } }));
    this.etags.delete(localPath);
    this._fileChanged.emit({ type: 'delete', oldValue: { path: localPath }, newValue: null });
  }

  async rename(oldLocalPath: string, newLocalPath: string): Promise<Contents.IModel> {
    const from = this.refuseAboveVolumes(oldLocalPath);
    const to = this.refuseAboveVolumes(newLocalPath);
    if (from.volume !== to.volume) {
      throw new Error(this.options.trans.__('Between volumes, files are moved by “Copy to…”.'));
    }
    const oldLab = this.labPathOf(oldLocalPath);
    const newLab = this.labPathOf(newLocalPath);
    if (oldLab !== null && newLab !== null && this.canWriteHere(from.volume)) {
      const model = await this.options.contents.rename(oldLab, newLab);
      return { ...model, path: newLocalPath };
    }
    const entry = await this.attempt(() =>
      this.client.call(renameEntry, {
        params: { place: oldLocalPath },
        body: { path: to.path }
      })
    );
    this.etags.delete(oldLocalPath);
    return this.told('rename', { path: oldLocalPath }, this.modelOf(entry, newLocalPath));
  }

  /** Over exactly what was last seen there: a change by somebody else meanwhile is told, not overwritten. */
  async save(localPath: string, options: Partial<Contents.IModel> = {}): Promise<Contents.IModel> {
    this.refuseAboveVolumes(localPath);
    return this.attempt(async () => {
      if (options.type === 'directory') {
        const made = await this.make(localPath, 'directory');
        return this.told('save', null, this.modelOf(made, localPath));
      }
      const etag = this.etags.get(localPath);
      const entry = await this.client.sendBytes(
        writeFile,
        { place: localPath },
        bytesOf(options),
        etag ? { 'If-Match': `"${etag}"` } : {}
      );
      this.noteSaved(localPath, entry);
      return this.told('save', null, this.modelOf(entry, localPath));
    });
  }

  async copy(localPath: string, toLocalDir: string): Promise<Contents.IModel> {
    const source = this.refuseAboveVolumes(localPath);
    const folder = this.refuseAboveVolumes(toLocalDir);
    return this.attempt(async () => {
      const copied = await this.options.copy(source, folder);
      const place = `${copied.volume}/${copied.path}`;
      const { entry } = await this.client.call(listEntries, {
        params: { place },
        query: { stat: 'true' }
      });
      return this.told('new', null, this.modelOf(entry, place));
    });
  }

  /** The hub keeps no checkpoints; JupyterLab asks for one after each save and is content with this. */
  createCheckpoint(_localPath: string): Promise<Contents.ICheckpointModel> {
    return Promise.resolve({ id: 'none', last_modified: new Date().toISOString() });
  }

  listCheckpoints(_localPath: string): Promise<Contents.ICheckpointModel[]> {
    return Promise.resolve([]);
  }

  restoreCheckpoint(): Promise<void> {
    return Promise.reject(new Error(this.options.trans.__('There are no checkpoints here.')));
  }

  deleteCheckpoint(): Promise<void> {
    return Promise.resolve();
  }

  private async readAny(
    localPath: string,
    options: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    const { entry, items } = await this.pages.read(localPath);
    if (entry.kind !== 'directory') return this.readFile(localPath, options);
    const content = items.map(item => this.listed(item, `${localPath}/${item.name}`));
    return { ...this.modelOf(entry, localPath), content, format: 'json' };
  }

  private async readFile(
    localPath: string,
    options: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    const { entry } = await this.client.call(listEntries, {
      params: { place: localPath },
      query: { stat: 'true' }
    });
    const response = await this.client.open(readFile, { place: localPath });
    const bytes = new Uint8Array(await response.arrayBuffer());
    // The bytes may be newer than what was told before them: their own ETag is the one to save over.
    const etag = response.headers.get('ETag')?.replace(/^(?:W\/)?"|"$/g, '') ?? entry.etag;
    this.etags.set(localPath, etag);
    const model = this.modelOf({ ...entry, etag }, localPath);
    const type = options.type ?? model.type;
    return { ...model, type, ...contentOf(bytes, { type, format: options.format }) };
  }

  private make(localPath: string, type: Contents.ContentType): Promise<Entry> {
    if (type === 'directory') {
      return this.client.call(makeFolder, { params: { place: localPath }, body: {} });
    }
    const bytes = type === 'notebook' ? bytesOf({ content: EMPTY_NOTEBOOK }) : new Blob([]);
    return this.client.sendBytes(writeFile, { place: localPath }, bytes, { 'If-None-Match': '*' });
  }

  /** The folders above the volumes: roots, then owners, then the volumes themselves. */
  private async folderAbove(path: string, withContent: boolean): Promise<Contents.IModel> {
    await this.options.volumes.ready();
    const depth = path === '' ? 0 : path.split('/').length;
    const below = this.options.volumes.volumes
      .map(volume => volume.address)
      .filter(address => path === '' || address.startsWith(`${path}/`))
      .map(address =>
        address
          .split('/')
          .slice(0, depth + 1)
          .join('/')
      );
    if (path !== '' && below.length === 0) {
      throw this.inWords(new HubError('not-found', ''));
    }
    const names = [...new Set(below)].sort();
    return folderAbove(path, withContent ? names.map(name => folderAbove(name, null)) : null);
  }

  private modelOf(entry: Entry, path: string): Contents.IModel {
    return modelOf(entry, path, {
      writable: this.mayWrite(path),
      mimetype: this.options.mimetypeOf(path)
    });
  }

  /** The same as long as the entry is the same: a long folder is shown again with each page of it. */
  private listed(entry: Entry, path: string): Contents.IModel {
    const known = this.models.get(entry);
    if (known?.path === path && known.writable === this.mayWrite(path)) return known;
    const model = this.modelOf(entry, path);
    this.models.set(entry, model);
    return model;
  }

  private mayWrite(path: string): boolean {
    const volume = splitPlace(path)?.volume ?? '';
    return this.options.volumes.find(volume)?.privileges.includes('write') ?? false;
  }

  private told(
    type: 'new' | 'rename' | 'save',
    oldValue: { path: string } | null,
    model: Contents.IModel
  ): Contents.IModel {
    if (model.hash) this.etags.set(model.path, model.hash);
    this._fileChanged.emit({ type, oldValue, newValue: model });
    return model;
  }

  /**
   * JupyterLab asks at once after a save for the hash of the file, and takes it for that of what it saved: it gets just
   * that, lest it takes over what somebody else has put there meanwhile and never asks before it saves over it.
   */
  private noteSaved(localPath: string, entry: Entry): void {
    this.justSaved.set(localPath, entry);
    setTimeout(() => this.justSaved.delete(localPath), 0);
  }

  private labPathOf(localPath: string): string | null {
    const place = splitPlace(localPath);
    return place && this.options.server.labPathOf(place);
  }

  private canWriteHere(address: string): boolean {
    const mounts = this.options.server.server?.mounts ?? [];
    return mounts.some(({ volume, access }) => volume === address && access === 'write');
  }

  /** What happens to a mounted file through JupyterLab's own drive happens here as well. */
  private onFileChanged(_sender: Contents.IManager, change: Contents.IChangedArgs): void {
    const local = (value: Partial<Contents.IModel> | null) => {
      const file = value?.path ? this.options.server.volumeFileOf(value.path) : null;
      return file && value ? { ...value, path: [file.volume, file.path].join('/') } : null;
    };
    const oldValue = local(change.oldValue);
    const newValue = local(change.newValue);
    if (!oldValue && !newValue) return;
    for (const value of [oldValue, newValue]) if (value) this.etags.delete(value.path);
    this._fileChanged.emit({ type: change.type, oldValue, newValue });
  }

  /** @throws Error in words where there is no volume to write to */
  private refuseAboveVolumes(localPath: string): VolumeFile {
    const place = splitPlace(localPath);
    if (place) return place;
    throw new Error(this.options.trans.__('Files and folders are made inside volumes.'));
  }

  private async attempt<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw this.inWords(error);
    }
  }

  /** JupyterLab reads the status of failures, and shows their message. */
  private inWords(error: unknown): unknown {
    if (!(error instanceof HubError)) return error;
    const { trans } = this.options;
    const status = isProblemCode(error.code) ? PROBLEMS[error.code].status : 503;
    const words =
      error.code === 'changed-meanwhile'
        ? trans.__('It was changed by somebody else meanwhile. Nothing was overwritten.')
        : problemText(error, trans);
    return new ServerConnection.ResponseError(new Response(null, { status }), words);
  }

  private get client(): HubClient {
    return this.options.client;
  }

  private readonly etags = new Map<string, string>();
  /** Until whoever saved had his turn. */
  private readonly justSaved = new Map<string, Entry>();
  private readonly models = new WeakMap<Entry, Contents.IModel>();
  private _isDisposed = false;
  private readonly _fileChanged = new Signal<Contents.IDrive, Contents.IChangedArgs>(this);
}
