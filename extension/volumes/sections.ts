import type { Volume } from '../../hub/contract/volumes.js';

/** The parts of the tree, from what is one's own to what is everyone's. */
export const SECTIONS = ['mine', 'shared', 'data'] as const;
export type Section = (typeof SECTIONS)[number];

/** One line of the tree. */
export type Row =
  | {
      readonly kind: 'heading';
      readonly section: Section;
      readonly count: number;
      readonly expanded: boolean;
    }
  | { readonly kind: 'volume'; readonly section: Section; readonly volume: Volume };

export function sectionOf(volume: Volume, user: string): Section {
  if (volume.kind === 'data') return 'data';
  return volume.owner === user ? 'mine' : 'shared';
}

/** Whether every word of the text is found in the address, the title or the description. */
export function matches(volume: Volume, text: string): boolean {
  const haystack = [volume.address, volume.title, volume.description].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => haystack.includes(word));
}

/**
 * The lines of the tree, each section by title. What is one's own is listed even when there is nothing; the other
 * sections are left out then. A filter opens all sections and leaves out those without a match.
 */
export function rowsOf(
  volumes: readonly Volume[],
  view: { user: string; filter: string; collapsed: ReadonlySet<Section> }
): Row[] {
  const filter = view.filter.trim();
  const found = volumes.filter(volume => filter === '' || matches(volume, filter));
  return SECTIONS.flatMap(section => {
    const members = found
      .filter(volume => sectionOf(volume, view.user) === section)
      .sort((a, b) => byDefaultThenTitle(a, b));
    if (members.length === 0 && (section !== 'mine' || filter !== '')) return [];
    const expanded = filter !== '' || !view.collapsed.has(section);
    const heading: Row = { kind: 'heading', section, count: members.length, expanded };
    return expanded
      ? [heading, ...members.map((volume): Row => ({ kind: 'volume', section, volume }))]
      : [heading];
  });
}

/** What everybody has comes first, in the order in which it was made. */
function byDefaultThenTitle(a: Volume, b: Volume): number {
  if (a.isDefault !== b.isDefault) return a.isDefault ? -1 : 1;
  if (a.isDefault) return a.id < b.id ? -1 : 1;
  return a.title.localeCompare(b.title) || a.address.localeCompare(b.address);
}
