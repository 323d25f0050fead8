import {
  HITS_IN_OVERVIEW,
  SearchKind,
  type SearchKind as Kind,
  type SearchResults
} from '../../contract/search.js';
import type { User } from '../accounts/types.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import type { Volume } from '../volumes/types.js';
import { type Hit, type Sources, best } from './hits.js';
import { type Query, parseQuery } from './query.js';

/** Somebody's question, with the volumes that he may see. */
export interface Asked {
  readonly user: User;
  readonly query: Query;
  /** As he typed it. */
  readonly text: string;
  readonly volumes: readonly Volume[];
}

export interface SearchParts {
  readonly visible: (user: User) => readonly Volume[];
  /** Each finds no more than the user may see. */
  readonly sources: Sources<Asked>;
  /** Addresses of those volumes of which only a part can be found. */
  readonly partial: (volumes: readonly Volume[]) => string[];
}

interface Wish {
  readonly q: string;
  readonly kind?: Kind | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const NOTHING: SearchResults = { items: [], nextCursor: null, partial: [] };

/** Finds what somebody may see, by words. */
export class SearchService {
  constructor(private readonly parts: SearchParts) {}

  /** @throws AppError `invalid-request` for a cursor of something else */
  find(user: User, { q, kind, limit, cursor }: Wish): SearchResults {
    const [after = ''] = decodeCursor(cursor, 1);
    const query = parseQuery(q);
    if (!query) {
      return NOTHING;
    }
    const volumes = this.parts.visible(user);
    const asked: Asked = { user, query, text: q, volumes };
    const isAboutFiles = kind === undefined || kind === 'file';
    const partial = isAboutFiles ? this.parts.partial(volumes) : [];
    if (kind === undefined) {
      const items = SearchKind.options.flatMap(each =>
        this.of(each, asked).slice(0, HITS_IN_OVERVIEW)
      );
      return { items: items.map(({ hit }) => hit), nextCursor: null, partial };
    }
    const rest = this.of(kind, asked).filter(({ key }) => key > after);
    const { items, nextCursor } = pageFrom(rest, limit, ({ key }) => [key]);
    return { items: items.map(({ hit }) => hit), nextCursor, partial };
  }

  private of(kind: Kind, asked: Asked): Hit[] {
    return best(this.parts.sources[kind](asked));
  }
}
