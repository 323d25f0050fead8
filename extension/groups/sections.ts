import type { Group } from '../../hub/contract/groups.js';
import { hasWords, sectionRows, type SectionRow } from '../ui/section-rows.js';

/** The parts of the list, from what waits for an answer to what one may join. */
export const SECTIONS = ['invitations', 'mine', 'domains'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the list. */
export type Row = SectionRow<Section, Group>;

/** Where a group is shown; a science domain stays among its like whether one has joined it or not. */
export function sectionOf(group: Group): Section {
  if (group.myState === 'invited') return 'invitations';
  return group.kind === 'scienceDomain' ? 'domains' : 'mine';
}

/** Whether every word of the text is found in the name, the description or the owner. */
export function matches({ name, description, owner }: Group, text: string): boolean {
  return hasWords([name, description, owner.name, owner.displayName], text);
}

/**
 * The lines of the list. Sections without groups are left out; a filter opens all sections.
 * @param groups - in the order of their names
 */
export function rowsOf(
  groups: readonly Group[],
  view: { filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const shown = groups.filter(group => matches(group, view.filter));
  const membersOf = (section: Section) => shown.filter(group => sectionOf(group) === section);
  return sectionRows(
    SECTIONS.map(section => [section, membersOf(section)] as const),
    view
  );
}
