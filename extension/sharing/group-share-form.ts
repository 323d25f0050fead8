import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Volume } from '../../hub/contract/volumes.js';
import { problemText } from '../api/hub-error.js';
import type { Level } from './levels.js';

interface GroupShareFormOptions {
  /** What the user may share and the group does not have yet; not empty. */
  readonly volumes: readonly [Volume, ...Volume[]];
  readonly share: (volume: Volume, level: Level) => Promise<void>;
  readonly trans: TranslationBundle;
}

/** Which volume is to be shared with a group, and how much of it. */
export class GroupShareForm {
  constructor(private readonly options: GroupShareFormOptions) {
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

  get failure(): string | null {
    return this._failure;
  }

  get isSending(): boolean {
    return this._isSending;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @returns whether the hub has taken it */
  async send(): Promise<boolean> {
    if (this._isSending) return false;
    this._isSending = true;
    this._failure = null;
    this._changed.emit();
    try {
      await this.options.share(this._volume, this._level);
      return true;
    } catch (error) {
      this._failure = problemText(error, this.options.trans);
      return false;
    } finally {
      this._isSending = false;
      this._changed.emit();
    }
  }

  private _volume: Volume;
  private _level: Level = { access: 'read', mayShare: false };
  private _failure: string | null = null;
  private _isSending = false;
  private readonly _changed = new Signal<this, void>(this);
}
