import { TreeView } from '../ui/tree-view.js';
import { SECTIONS, type Section } from './sections.js';

/** What the reader has chosen to see of the databases. */
export class DatabasesView extends TreeView<Section> {
  /** Databases and tables that are open, by the keys of their lines. */
  get expanded(): ReadonlySet<string> {
    return this._expanded;
  }

  /** Opens or closes a section, a database or a table. */
  expand(key: string, isExpanded: boolean): void {
    const section = SECTIONS.find(each => each === key);
    if (section) return this.setExpanded(section, isExpanded);
    const expanded = new Set(this._expanded);
    if (isExpanded) expanded.add(key);
    else expanded.delete(key);
    this._expanded = expanded;
    this._changed.emit();
  }

  private _expanded: ReadonlySet<string> = new Set();
}
