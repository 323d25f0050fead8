import { TreeView } from '../ui/tree-view.js';
import type { Section } from './sections.js';

/** What the reader has chosen to see of the volumes. */
export class VolumesView extends TreeView<Section> {
  /** The volume that the files below belong to. */
  get opened(): string | null {
    return this._opened;
  }

  set opened(id: string | null) {
    if (id === this._opened) return;
    this._opened = id;
    this._changed.emit();
  }

  private _opened: string | null = null;
}
