import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import { VolumePath, type VolumeFile } from '../../../../hub/contract/common.js';
import { writeFile } from '../../../../hub/contract/files.js';
import type { Volume } from '../../../../hub/contract/volumes.js';
import type { HubClient } from '../../../api/hub-client.js';
import { HubError, problemText } from '../../../api/hub-error.js';
import { readCsv } from '../csv.js';

interface SaveCsvOptions {
  readonly client: HubClient;
  /** Id of the database. */
  readonly database: string;
  readonly sql: string;
  /** Of the file, to begin with. */
  readonly name: string;
  readonly volumes: readonly Volume[];
  readonly trans: TranslationBundle;
}

/** Where the rows of a statement were saved, and whether they were too many. */
export interface SavedCsv {
  readonly place: VolumeFile;
  readonly isCut: boolean;
}

/** Where the rows of a statement are to be saved as CSV. */
export class SaveCsvForm {
  constructor(private readonly options: SaveCsvOptions) {
    this.volumes = options.volumes
      .filter(({ privileges }) => privileges.includes('write'))
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.id.localeCompare(b.id));
    this._volume = this.volumes[0]?.address ?? '';
    this._path = options.name;
  }

  /** Those that the user may write to. */
  readonly volumes: readonly Volume[];

  /** Address of the volume that is chosen. */
  get volume(): string {
    return this._volume;
  }

  set volume(address: string) {
    this._volume = address;
    this._mistake = null;
    this._changed.emit();
  }

  get path(): string {
    return this._path;
  }

  set path(path: string) {
    this._path = path;
    this._mistake = null;
    this._changed.emit();
  }

  /** What is wrong with the path. */
  get mistake(): string | null {
    return this._mistake;
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

  /** Writes a new file. @returns null when something stands against it */
  async send(): Promise<SavedCsv | null> {
    if (this._isSending) return null;
    const { client, database, sql, trans } = this.options;
    const place = { volume: this._volume, path: this._path.trim() };
    this._failure = null;
    if (place.path === '' || !VolumePath.safeParse(place.path).success) {
      this._mistake = trans.__(
        'A name such as stars.csv, with its folders before it: results/stars.csv'
      );
      this._changed.emit();
      return null;
    }
    this._isSending = true;
    this._changed.emit();
    try {
      const { bytes, isCut } = await readCsv(client, database, sql);
      await client.sendBytes(writeFile, { place: `${place.volume}/${place.path}` }, bytes, {
        'If-None-Match': '*'
      });
      return { place, isCut };
    } catch (error) {
      this.takeRefusal(error);
      return null;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  private takeRefusal(error: unknown): void {
    const { trans } = this.options;
    const code = error instanceof HubError ? error.code : null;
    if (code === 'already-exists' || code === 'changed-meanwhile') {
      this._mistake = trans.__('There is a file of this name already.');
    } else this._failure = problemText(error, trans);
  }

  private _volume: string;
  private _path: string;
  private _mistake: string | null = null;
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
