import type { Client } from './client.js';

/**
 * The pages of a list, each asked for where the one before ended.
 * @param path - with a query in it
 */
export async function* pagesOf<Item>(client: Client, path: string) {
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer = await client.api('GET', `${path}${cursor}`);
    expect(answer.status).toBe(200);
    const page = answer.json() as { items: Item[]; nextCursor: string | null };
    yield page.items;
    cursor = page.nextCursor && `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** All of a list, page by page. */
export async function throughPages<Item>(client: Client, path: string): Promise<Item[]> {
  const all: Item[] = [];
  for await (const items of pagesOf<Item>(client, path)) {
    all.push(...items);
  }
  return all;
}
