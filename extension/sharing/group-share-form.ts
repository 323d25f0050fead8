import type { TranslationBundle } from '@jupyterlab/translation';

import type { Volume } from '../../hub/contract/volumes.js';
import { SentForm } from '../ui/sent-form.js';
import type { Level } from './levels.js';

interface GroupShareFormOptions {
  /** What the user may share and the group does not have yet; not empty. */
  readonly volumes: readonly [Volume, ...Volume[]];
  readonly share: (volume: Volume, level: Level) => Promise<void>;
  readonly trans: TranslationBundle;
}

/** Which volume is to be shared with a group, and how much of it. */
export class GroupShareForm extends SentForm<true> {
  constructor(private readonly options: GroupShareFormOptions) {
    super(options.trans);
    this._volume = options.volumes[0];
  }

  get volumes(): readonly Volume[] {
    return this.options.volumes;
  }

  get volume(): Volume {
    return this._volume;
  }

  choose(id: string): void {
    this._volume = this.options.volumes.find(volume => volume.id === id) ?? this._volume;
    if (!this._volume.privileges.includes('write')) {
      this._level = { ...this._level, access: 'read' };
    }
    this._changed.emit();
  }

  get level(): Level {
    return this._level;
  }

  set level(level: Level) {
    this._level = level;
    this._changed.emit();
  }

  protected async save(): Promise<true> {
    await this.options.share(this._volume, this._level);
    return true;
  }

  private _volume: Volume;
  private _level: Level = { access: 'read', mayShare: false };
}
