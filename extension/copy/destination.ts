import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { VolumeFile } from '../../hub/contract/common.js';
import { listEntries, makeFolder } from '../../hub/contract/files.js';
import type { Task, TaskConflict, TaskKind } from '../../hub/contract/tasks.js';
import type { Volume } from '../../hub/contract/volumes.js';
import type { HubClient } from '../api/hub-client.js';
import { problemText } from '../api/hub-error.js';
import type { ITasksModel, IVolumesModel } from '../tokens.js';

const PAGE = 1_000;

/** The folders of the place that is looked at. */
export type FoldersState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly names: readonly string[]; readonly hasMore: boolean };

/** What can be done with files that goes somewhere. */
export type TransferKind = Extract<TaskKind, 'copy' | 'move' | 'zip'>;

interface DestinationOptions {
  readonly client: HubClient;
  readonly volumes: IVolumesModel;
  readonly tasks: Pick<ITasksModel, 'submit'>;
  readonly kind: TransferKind;
  readonly sources: readonly VolumeFile[];
  readonly trans: TranslationBundle;
}

/** Where files are to be copied, moved or zipped: chosen step by step, from the volumes down. */
export class Destination {
  constructor(private readonly options: DestinationOptions) {
    options.volumes.open();
    const [first] = options.sources;
    this._archive = `${PathExt.basename(first?.path ?? '') || PathExt.basename(first?.volume ?? '')}.zip`;
  }

  get kind(): TransferKind {
    return this.options.kind;
  }

  get volumes(): IVolumesModel {
    return this.options.volumes;
  }

  /** The folder that is looked at; null while a volume is being chosen. */
  get place(): VolumeFile | null {
    return this._place;
  }

  get folders(): FoldersState {
    return this._folders;
  }

  get conflict(): TaskConflict {
    return this._conflict;
  }

  set conflict(choice: TaskConflict) {
    this._conflict = choice;
    this._changed.emit();
  }

  /** Name of the archive, when things are zipped. */
  get archive(): string {
    return this._archive;
  }

  set archive(name: string) {
    this._archive = name;
    this._changed.emit();
  }

  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Why a volume cannot take anything, in words; null when it can. */
  whyNotVolume(volume: Volume): string | null {
    const { trans } = this.options;
    return volume.privileges.includes('write') ? null : trans.__('you may only read it');
  }

  /** Why nothing can go into the place that is looked at; null when it can. */
  get against(): string | null {
    const { trans, sources, kind } = this.options;
    const place = this._place;
    if (!place) return trans.__('Choose a volume first.');
    const isInside = sources.some(
      source =>
        source.volume === place.volume &&
        (source.path === place.path || `${place.path}/`.startsWith(`${source.path}/`))
    );
    if (isInside) return trans.__('A folder cannot go into itself.');
    if (kind === 'zip') {
      const name = this._archive.trim();
      return name === '' || name.includes('/') ? trans.__('The archive needs a name.') : null;
    }
    const isThere = sources.every(
      source => source.volume === place.volume && PathExt.dirname(source.path) === place.path
    );
    return kind === 'move' && isThere ? trans.__('It is there already.') : null;
  }

  goTo(place: VolumeFile | null): Promise<void> {
    this._place = place;
    this._failure = null;
    return this.read();
  }

  enter(name: string): Promise<void> {
    const place = this._place;
    if (!place) return Promise.resolve();
    return this.goTo({ volume: place.volume, path: [place.path, name].filter(Boolean).join('/') });
  }

  async makeFolder(name: string): Promise<void> {
    const place = this._place;
    if (!place) return;
    const path = [place.path, name].filter(Boolean).join('/');
    await this.attempt(async () => {
      await this.options.client.call(makeFolder, {
        params: { place: `${place.volume}/${path}` },
        body: {}
      });
      await this.goTo({ volume: place.volume, path });
    });
  }

  /** @returns the task; null when something stands against it */
  async send(): Promise<Task | null> {
    const { tasks, kind, sources } = this.options;
    const place = this._place;
    if (!place || this.against !== null || this._isSending) return null;
    const archive = [place.path, this._archive.trim()].filter(Boolean).join('/');
    const target = kind === 'zip' ? { volume: place.volume, path: archive } : place;
    this._isSending = true;
    let task: Task | null = null;
    await this.attempt(async () => {
      task = await tasks.submit({ kind, sources: [...sources], target, conflict: this._conflict });
    });
    this._isSending = false;
    this._changed.emit();
    return task;
  }

  private async read(): Promise<void> {
    const place = this._place;
    this._folders = place ? { kind: 'loading' } : { kind: 'none' };
    this._changed.emit();
    if (!place) return;
    let folders: FoldersState;
    try {
      const { items, nextCursor } = await this.options.client.call(listEntries, {
        params: { place: [place.volume, place.path].filter(Boolean).join('/') },
        query: { limit: PAGE }
      });
      const names = items.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
      folders = { kind: 'ready', names, hasMore: nextCursor !== null };
    } catch (error) {
      folders = { kind: 'failed', error };
    }
    // Somebody may have gone elsewhere while this was read.
    if (this._place !== place) return;
    this._folders = folders;
    this._changed.emit();
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this._failure = null;
    this._changed.emit();
    try {
      await act();
    } catch (error) {
      this._failure = problemText(error, this.options.trans);
      this._changed.emit();
    }
  }

  private _place: VolumeFile | null = null;
  private _folders: FoldersState = { kind: 'none' };
  private _archive: string;
  private _conflict: TaskConflict = 'keepBoth';
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
