import type { Page } from '../../hub/contract/common.js';

const MOST = 200;

/** What to ask of a page of a list. */
interface PageWish {
  readonly limit: number;
  readonly cursor?: string;
}

/** Reads a list to its end, page by page. */
export async function readAll<T>(readPage: (wish: PageWish) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await readPage({ limit: MOST, ...(cursor && { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
