import { Signal, type ISignal } from '@lumino/signaling';

/** What the reader has chosen to see of a tree with a filter and sections. */
export class TreeView<S extends string> {
  /** @param collapsed - the sections that are closed at first */
  constructor(collapsed: readonly S[] = []) {
    this._collapsed = new Set(collapsed);
  }

  get filter(): string {
    return this._filter;
  }

  set filter(text: string) {
    if (text === this._filter) return;
    this._filter = text;
    this._changed.emit();
  }

  get collapsed(): ReadonlySet<S> {
    return this._collapsed;
  }

  /** The line that arrow keys start from: a leaf's id, or a section's name. */
  get active(): string | null {
    return this._active;
  }

  set active(key: string | null) {
    if (key === this._active) return;
    this._active = key;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  setExpanded(section: S, isExpanded: boolean): void {
    const collapsed = new Set(this._collapsed);
    if (isExpanded) collapsed.delete(section);
    else collapsed.add(section);
    this._collapsed = collapsed;
    this._changed.emit();
  }

  private _filter = '';
  private _collapsed: ReadonlySet<S>;
  protected _active: string | null = null;
  protected readonly _changed = new Signal<this, void>(this);
}
