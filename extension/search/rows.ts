import { SearchKind, type SearchHit } from '../../hub/contract/search.js';
import type { SearchState } from '../tokens.js';

/** A line of what was found. */
export type ResultRow =
  | {
      readonly kind: 'heading';
      readonly section: SearchKind;
      readonly count: string;
      readonly expanded: boolean;
    }
  | { readonly kind: 'hit'; readonly key: string; readonly hit: SearchHit }
  | { readonly kind: 'more'; readonly key: string; readonly section: SearchKind };

/** What a line is told apart by: ids of different kinds may be alike. */
export function keyOfHit({ kind, id }: SearchHit): string {
  return `${kind} ${id}`;
}

/**
 * The lines, by kind.
 * @param isListed - whether the tree above shows a volume already, by its name
 */
export function resultRows(
  state: Extract<SearchState, { kind: 'ready' }>,
  view: {
    readonly collapsed: ReadonlySet<SearchKind>;
    readonly isListed: (hit: SearchHit) => boolean;
  }
): ResultRow[] {
  const shown = state.hits.filter(hit => hit.kind !== 'volume' || !view.isListed(hit));
  return SearchKind.options.flatMap((section): ResultRow[] => {
    const hits = shown.filter(hit => hit.kind === section);
    if (hits.length === 0) return [];
    const hasMore = state.hasMore.has(section);
    const expanded = !view.collapsed.has(section);
    const heading: ResultRow = {
      kind: 'heading',
      section,
      count: `${hits.length}${hasMore ? '+' : ''}`,
      expanded
    };
    if (!expanded) return [heading];
    return [
      heading,
      ...hits.map((hit): ResultRow => ({ kind: 'hit', key: keyOfHit(hit), hit })),
      ...(hasMore ? [{ kind: 'more' as const, key: `more ${section}`, section }] : [])
    ];
  });
}
