import { listEntries, type Entry, type EntrySort } from '../../hub/contract/files.js';
import type { HubClient } from '../api/hub-client.js';

const PAGE = 1_000;
/** Folders that are remembered; more than one when there are several browsers. */
const MOST_FOLDERS = 4;

/** The order in which the hub is to give what is in a folder. */
export interface EntryOrder {
  readonly sort: EntrySort;
  readonly descending: boolean;
}

interface Folder {
  readonly entry: Entry;
  readonly items: readonly Entry[];
  readonly cursor: string | null;
  readonly asked: string;
  /** Has just been read: the next one who wants it need not ask the hub. */
  isFresh: boolean;
}

/** Folders as far as they have been read, page by page. */
export class FolderPages {
  constructor(private readonly client: HubClient) {}

  order: EntryOrder = { sort: 'name', descending: false };
  withHidden = false;

  /** Whether there is more in a folder than was read of it. */
  hasMore(place: string): boolean {
    return (this.folders.get(place)?.cursor ?? null) !== null;
  }

  /** Whether a folder has more than one page: its entries then keep the hub's order. */
  isLong(place: string): boolean {
    const folder = this.folders.get(place);
    return folder !== undefined && (folder.cursor !== null || folder.items.length > PAGE);
  }

  /**
   * A folder with what is in it, as far as it was read before and at least a page; a file with nothing in it. Later
   * pages are asked for again only when something came into the folder or left it.
   * @throws HubError
   */
  async read(place: string): Promise<{ entry: Entry; items: readonly Entry[] }> {
    const known = this.folders.get(place);
    const asked = this.wish;
    if (known?.isFresh && known.asked === asked) {
      known.isFresh = false;
      return known;
    }
    const first = await this.page(place, null);
    let { items, nextCursor: cursor } = first;
    if (known?.asked === asked && continues(known, first)) {
      items = [...items, ...known.items.slice(items.length)];
      cursor = known.cursor;
    }
    const wanted = known?.asked === asked ? known.items.length : 0;
    while (cursor !== null && items.length < wanted) {
      const next = await this.page(place, cursor);
      items = [...items, ...next.items];
      cursor = next.nextCursor;
    }
    return this.keep(place, { entry: first.entry, items, cursor, asked, isFresh: false });
  }

  /**
   * Reads one page more of a folder.
   * @returns whether there was one
   * @throws HubError
   */
  async readMore(place: string): Promise<boolean> {
    const known = this.folders.get(place);
    if (!known || known.cursor === null || known.asked !== this.wish) return false;
    const next = await this.page(place, known.cursor);
    if (this.folders.get(place) !== known) return false;
    const items = [...known.items, ...next.items];
    this.keep(place, { ...known, items, cursor: next.nextCursor, isFresh: true });
    return true;
  }

  private page(place: string, cursor: string | null) {
    const { sort, descending } = this.order;
    return this.client.call(listEntries, {
      params: { place },
      query: {
        limit: PAGE,
        sort,
        descending: descending ? 'true' : 'false',
        hidden: this.withHidden ? 'true' : 'false',
        ...(cursor !== null && { cursor })
      }
    });
  }

  private keep(place: string, folder: Folder): Folder {
    this.folders.delete(place);
    this.folders.set(place, folder);
    for (const oldest of this.folders.keys()) {
      if (this.folders.size <= MOST_FOLDERS) break;
      this.folders.delete(oldest);
    }
    return folder;
  }

  private get wish(): string {
    return JSON.stringify([this.order, this.withHidden]);
  }

  private readonly folders = new Map<string, Folder>();
}

/** Whether what was read beyond the first page still follows on it. */
function continues(
  known: Folder,
  first: { entry: Entry; items: readonly Entry[]; nextCursor: string | null }
): boolean {
  return (
    first.nextCursor !== null &&
    known.items.length > first.items.length &&
    known.entry.etag === first.entry.etag &&
    known.items[first.items.length - 1]?.name === first.items.at(-1)?.name
  );
}
