import type { Group } from '../../hub/contract/groups.js';

/** The parts of the list, from what waits for an answer to what one may join. */
export const SECTIONS = ['invitations', 'mine', 'domains'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the list. */
export type Row =
  | {
      readonly kind: 'heading';
      readonly section: Section;
      readonly count: number;
      readonly expanded: boolean;
    }
  | { readonly kind: 'group'; readonly section: Section; readonly group: Group };

/** Where a group is shown; a science domain stays among its like whether one has joined it or not. */
export function sectionOf(group: Group): Section {
  if (group.myState === 'invited') return 'invitations';
  return group.kind === 'scienceDomain' ? 'domains' : 'mine';
}

/** Whether every word of the text is found in the name, the description or the owner. */
export function matches(group: Group, text: string): boolean {
  const { name, description, owner } = group;
  const haystack = [name, description, owner.name, owner.displayName].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => haystack.includes(word));
}

/**
 * The lines of the list. Sections without groups are left out; a filter opens all sections.
 * @param groups - in the order of their names
 */
export function rowsOf(
  groups: readonly Group[],
  view: { filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const filter = view.filter.trim();
  const shown = filter ? groups.filter(group => matches(group, filter)) : groups;
  return SECTIONS.flatMap(section => {
    const members = shown.filter(group => sectionOf(group) === section);
    if (members.length === 0) return [];
    const expanded = filter !== '' || !view.collapsed.has(section);
    const heading: Row = { kind: 'heading', section, count: members.length, expanded };
    return expanded
      ? [heading, ...members.map((group): Row => ({ kind: 'group', section, group }))]
      : [heading];
  });
}
