import type { Volume } from '../../hub/contract/volumes.js';
import { hasWords, sectionRows, type SectionRow } from '../ui/section-rows.js';

/** The parts of the tree, from what is one's own to what is everyone's. */
export const SECTIONS = ['mine', 'shared', 'data'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the tree. */
export type Row = SectionRow<Section, Volume>;

export function sectionOf(volume: Volume, user: string): Section {
  if (volume.kind === 'data') return 'data';
  return volume.owner === user ? 'mine' : 'shared';
}

/** Whether every word of the text is found in the address, the title or the description. */
export function matches({ address, title, description }: Volume, text: string): boolean {
  return hasWords([address, title, description], text);
}

/**
 * The lines of the tree, each section by title. What is one's own is listed even when there is nothing; the other
 * sections are left out then. A filter opens all sections and leaves out those without a match.
 */
export function rowsOf(
  volumes: readonly Volume[],
  view: { user: string; filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const shown = volumes.filter(volume => matches(volume, view.filter)).sort(byDefaultThenTitle);
  const membersOf = (section: Section) =>
    shown.filter(volume => sectionOf(volume, view.user) === section);
  return sectionRows(
    SECTIONS.map(section => [section, membersOf(section)] as const),
    view,
    section => section === 'mine'
  );
}

/** What everybody has comes first, in the order in which it was made. */
function byDefaultThenTitle(a: Volume, b: Volume): number {
  if (a.isDefault !== b.isDefault) return a.isDefault ? -1 : 1;
  if (a.isDefault) return a.id < b.id ? -1 : 1;
  return a.title.localeCompare(b.title) || a.address.localeCompare(b.address);
}
