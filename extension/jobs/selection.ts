import { Signal, type ISignal } from '@lumino/signaling';

import type { IJobSelection } from '../tokens.js';

export class JobSelection implements IJobSelection {
  get current(): string | null {
    return this._current;
  }

  set current(id: string | null) {
    if (id === this._current) return;
    this._current = id;
    this._changed.emit(id);
  }

  get changed(): ISignal<IJobSelection, string | null> {
    return this._changed;
  }

  private _current: string | null = null;
  private readonly _changed = new Signal<IJobSelection, string | null>(this);
}
