import { Signal, type ISignal } from '@lumino/signaling';

import type { Section } from './sections.js';

/** What the reader has chosen to see of the volumes. */
export class VolumesView {
  get filter(): string {
    return this._filter;
  }

  set filter(text: string) {
    if (text === this._filter) return;
    this._filter = text;
    this._changed.emit();
  }

  get collapsed(): ReadonlySet<Section> {
    return this._collapsed;
  }

  /** The line that arrow keys start from: a volume's id, or a section's name. */
  get active(): string | null {
    return this._active;
  }

  set active(key: string | null) {
    if (key === this._active) return;
    this._active = key;
    this._changed.emit();
  }

  /** The volume that the files below belong to. */
  get opened(): string | null {
    return this._opened;
  }

  set opened(id: string | null) {
    if (id === this._opened) return;
    this._opened = id;
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  setExpanded(section: Section, isExpanded: boolean): void {
    const collapsed = new Set(this._collapsed);
    if (isExpanded) collapsed.delete(section);
    else collapsed.add(section);
    this._collapsed = collapsed;
    this._changed.emit();
  }

  private _filter = '';
  private _collapsed: ReadonlySet<Section> = new Set();
  private _active: string | null = null;
  private _opened: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
