/** One line of a tree of two levels: a section, or something in it. */
export type SectionRow<S extends string, T> =
  | {
      readonly kind: 'heading';
      readonly section: S;
      readonly count: number;
      readonly expanded: boolean;
    }
  | { readonly kind: 'item'; readonly section: S; readonly item: T };

/**
 * The lines of sections that have something in them; while something is looked for, all of them are open.
 * @param sections - in their order, each with what of it is shown
 */
export function sectionRows<S extends string, T>(
  sections: readonly (readonly [S, readonly T[]])[],
  view: { readonly filter: string; readonly collapsed: ReadonlySet<S> },
  isKeptEmpty: (section: S) => boolean = () => false
): SectionRow<S, T>[] {
  const isFiltered = view.filter.trim() !== '';
  return sections.flatMap(([section, items]) => {
    if (items.length === 0 && (isFiltered || !isKeptEmpty(section))) return [];
    const expanded = isFiltered || !view.collapsed.has(section);
    const heading: SectionRow<S, T> = { kind: 'heading', section, count: items.length, expanded };
    if (!expanded) return [heading];
    return [heading, ...items.map((item): SectionRow<S, T> => ({ kind: 'item', section, item }))];
  });
}

/** Whether every word of what is looked for stands somewhere in the texts, in whatever case. */
export function hasWords(texts: readonly string[], lookedFor: string): boolean {
  const haystack = texts.join('\n').toLowerCase();
  const words = lookedFor.trim().toLowerCase().split(/\s+/);
  return words.every(word => haystack.includes(word));
}
