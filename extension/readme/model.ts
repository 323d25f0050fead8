import { Signal, type ISignal } from '@lumino/signaling';

import type { VolumeFile } from '../../hub/contract/common.js';
import { readFile } from '../../hub/contract/files.js';
import type { HubClient } from '../api/hub-client.js';
import type { IVolumeFilesView, IVolumesModel } from '../tokens.js';

/** The name that is looked for, exactly so. */
export const README = 'README.md';

/** Longer ones are shown as far as this, and opened for the rest. */
const MOST_BYTES = 128 * 1024;

/** What is said above the files of a folder. */
export type FolderText =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'description'; readonly text: string }
  | {
      readonly kind: 'readme';
      readonly folder: VolumeFile;
      readonly text: string;
      readonly isCut: boolean;
    };

interface ReadmeOptions {
  readonly client: HubClient;
  readonly view: IVolumeFilesView;
  readonly volumes: IVolumesModel;
}

/** Follows a file browser, and reads the README of each folder that it shows. */
export class ReadmeModel {
  constructor(private readonly options: ReadmeOptions) {
    const { view, volumes } = options;
    view.listed.connect(this.look, this);
    view.placeChanged.connect(this.look, this);
    volumes.changed.connect(this.look, this);
  }

  get text(): FolderText {
    return this._text;
  }

  get changed(): ISignal<ReadmeModel, void> {
    return this._changed;
  }

  dispose(): void {
    Signal.clearData(this);
  }

  private look(): void {
    const { view } = this.options;
    const { place } = view;
    const modifiedAt = place && view.modificationOf(README);
    const key = place ? `${place.volume}/${place.path}` : '';
    if (!place || modifiedAt === null) {
      this.reading = '';
      this.set(place ? this.description(place) : { kind: 'nothing' });
      return;
    }
    const wanted = `${key} ${modifiedAt ?? ''}`;
    if (wanted === this.reading) return;
    if (!this.reading.startsWith(`${key} `)) this.set({ kind: 'nothing' });
    this.reading = wanted;
    void this.read(place, wanted);
  }

  private async read(folder: VolumeFile, wanted: string): Promise<void> {
    const path = [folder.path, README].filter(Boolean).join('/');
    let text: FolderText;
    try {
      const { bytes, totalBytes } = await this.options.client.readBytes(
        readFile,
        { place: `${folder.volume}/${path}` },
        { from: 0, most: MOST_BYTES }
      );
      text = {
        kind: 'readme',
        folder,
        text: new TextDecoder().decode(bytes),
        isCut: totalBytes > bytes.length
      };
    } catch {
      // Gone, or the hub is out of reach, which the panel says already.
      text = this.description(folder);
    }
    if (this.reading === wanted) this.set(text);
  }

  /** Of the volume, at its top. */
  private description({ volume, path }: VolumeFile): FolderText {
    const text = path === '' ? this.options.volumes.find(volume)?.description.trim() : '';
    return text ? { kind: 'description', text } : { kind: 'nothing' };
  }

  private set(text: FolderText): void {
    if (JSON.stringify(text) === JSON.stringify(this._text)) return;
    this._text = text;
    this._changed.emit();
  }

  /** Folder and modification time of what was read last. */
  private reading = '';
  private _text: FolderText = { kind: 'nothing' };
  private readonly _changed = new Signal<ReadmeModel, void>(this);
}
