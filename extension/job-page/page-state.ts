import { Signal, type ISignal } from '@lumino/signaling';

export type Tab = 'result' | 'output' | 'files' | 'details';

/** What the reader of a job's page looks at. */
export class PageState {
  get tab(): Tab {
    return this._tab;
  }

  set tab(tab: Tab) {
    if (tab === this._tab) return;
    this._tab = tab;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _tab: Tab = 'result';
  private readonly _changed = new Signal<this, void>(this);
}
