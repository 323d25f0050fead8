import { TreeView } from '../ui/tree-view.js';
import type { Section } from './sections.js';

/** The parts of the lower half. */
export const PARTS = ['members', 'shared', 'activity', 'about'] as const;
export type Part = (typeof PARTS)[number];

/** What the reader has chosen to see of the groups. */
export class GroupsView extends TreeView<Section> {
  /** The group whose details are shown: the one chosen last. */
  get group(): string | null {
    return this._group;
  }

  get part(): Part {
    return this._part;
  }

  set part(part: Part) {
    if (part === this._part) return;
    this._part = part;
    this._changed.emit();
  }

  choose(group: string): void {
    this._group = group;
    this._active = group;
    this._changed.emit();
  }

  private _group: string | null = null;
  private _part: Part = 'members';
}
