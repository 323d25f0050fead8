import { HITS_OF_A_KIND, type SearchHit, type SearchKind } from '../../contract/search.js';
import type { Quality } from './match.js';
import { fold } from './words.js';

/** Something that was found, and where it stands among what was found of its kind. */
export interface Hit {
  readonly hit: SearchHit;
  /** Ascending: the best comes first. */
  readonly key: string;
}

/** How far from the top something may lie to still be told apart. */
const DEEPEST = 99;

/**
 * @param depth - folders above it; what lies higher comes first
 */
export function hitOf(
  hit: Omit<SearchHit, 'snippet' | 'place' | 'isFolder'> &
    Partial<Pick<SearchHit, 'snippet' | 'place' | 'isFolder'>>,
  quality: Quality,
  depth = 0
): Hit {
  const rank = `${quality}${String(Math.min(depth, DEEPEST)).padStart(2, '0')}`;
  return {
    hit: { snippet: null, place: null, isFolder: false, ...hit },
    key: `${rank} ${fold(hit.title).slice(0, 100)} ${hit.id}`
  };
}

export function byKey(a: Hit, b: Hit): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** The best of each, once each. */
export function best(found: readonly Hit[], limit = HITS_OF_A_KIND): Hit[] {
  const byId = new Map<string, Hit>();
  for (const one of found) {
    const other = byId.get(one.hit.id);
    if (!other || byKey(one, other) < 0) {
      byId.set(one.hit.id, one);
    }
  }
  return [...byId.values()].sort(byKey).slice(0, limit);
}

/** What finds things of one kind. */
export type Source<Asked> = (asked: Asked) => Hit[];
export type Sources<Asked> = Record<SearchKind, Source<Asked>>;
