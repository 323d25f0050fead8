import { Signal, type ISignal } from '@lumino/signaling';

import type { IGroupSelection } from '../tokens.js';

export class GroupSelection implements IGroupSelection {
  get group(): string | null {
    return this._group;
  }

  get member(): string | null {
    return this._member;
  }

  get changed(): ISignal<IGroupSelection, void> {
    return this._changed;
  }

  choose(group: string | null, member: string | null = null): void {
    if (group === this._group && member === this._member) return;
    this._group = group;
    this._member = member;
    this._changed.emit();
  }

  private _group: string | null = null;
  private _member: string | null = null;
  private readonly _changed = new Signal<IGroupSelection, void>(this);
}
