import { Signal, type ISignal } from '@lumino/signaling';

import type { Section } from './sections.js';

/** The parts of the lower half. */
export const PARTS = ['members', 'shared', 'about'] as const;
export type Part = (typeof PARTS)[number];

/** What the reader has chosen to see of the groups. */
export class GroupsView {
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

  /** The line that arrow keys start from: a group's id, or a section's name. */
  get active(): string | null {
    return this._active;
  }

  set active(key: string | null) {
    if (key === this._active) return;
    this._active = key;
    this._changed.emit();
  }

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

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  choose(group: string): void {
    this._group = group;
    this._active = group;
    this._changed.emit();
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
  private _group: string | null = null;
  private _part: Part = 'members';
  private readonly _changed = new Signal<this, void>(this);
}
