import type { FileHandle } from 'node:fs/promises';

import type { EntryPage, EntryPlace, PageWish, Place } from '../files/ports.js';
import { describe, describeSome, lastNameOf, lookAt, namesIn } from './entries.js';
import { bytesFromName, nameFromBytes } from './names.js';
import { nameInside, using, type Reach } from './open-inside.js';
import { isUnfinished } from './unfinished.js';

/** Entries asked about at once. */
const BATCH = 256;

/** Names beyond a page that are looked at in place of those that vanish meanwhile. */
const SPARE = 64;

/** A name with what it is ordered by. */
interface Ranked {
  readonly name: string;
  readonly rank: bigint;
}

/**
 * A folder with a page of its entries in the wanted order, or a file with none. The order is total, so pages neither
 * repeat nor leave out what stays as it is while others come and go.
 * @throws AppError `not-found`, `too-large`
 */
export async function pageOf(place: Place, wish: PageWish, reach: Reach): Promise<EntryPage> {
  return using(nameInside(place, reach), async named => {
    const stats = await named.stat({ bigint: true });
    const entry = describe(lastNameOf(place), stats);
    if (!stats.isDirectory() || wish.limit === 0) {
      return { entry, items: [], next: null };
    }
    const names = await namesIn(named, stats);
    const page = wish.sort === 'name' ? byName(named, names, wish) : byRank(named, names, wish);
    return { entry, ...(await page) };
  });
}

type Page = Pick<EntryPage, 'items' | 'next'>;

function isShown(name: string, { hidden }: PageWish): boolean {
  return !name.startsWith('.') || (hidden && !isUnfinished(name));
}

async function byName(directory: FileHandle, names: string[], wish: PageWish): Promise<Page> {
  const { limit } = wish;
  const first = firstOf(names, limit + 1 + SPARE, wish);
  let found = await describeSome(directory, first, limit + 1);
  if (found.length <= limit && first.length === limit + 1 + SPARE) {
    // More than could be spared have vanished since they were named.
    found = await describeSome(directory, firstOf(names, names.length, wish), limit + 1);
  }
  const items = found.slice(0, limit);
  const end = found.length > limit ? items.at(-1) : undefined;
  return { items, next: end ? { name: end.name, rank: '0' } : null };
}

/**
 * The first `count` of the names that the page may begin with, in their order, without putting all others in order.
 * It is quick when they are in the order of their bytes already, as they mostly are: most are compared once.
 */
function firstOf(names: readonly string[], count: number, wish: PageWish): string[] {
  const { after, descending } = wish;
  const before = after && bytesFromName(after.name).toString('latin1');
  let first: string[] = [];
  let last: string | undefined;
  const cut = () => {
    first.sort();
    if (descending) {
      first.reverse();
    }
    first = first.slice(0, count);
    last = first.length < count ? undefined : first.at(-1);
  };
  const isEarlier = (a: string, b: string) => (descending ? a > b : a < b);
  for (let at = 0; at < names.length; at++) {
    const name = names[descending ? names.length - 1 - at : at] as string;
    if (
      (last === undefined || isEarlier(name, last)) &&
      (before === undefined || isEarlier(before, name)) &&
      isShown(name, wish)
    ) {
      first.push(name);
      if (first.length >= 4 * count) {
        cut();
      }
    }
  }
  cut();
  return first;
}

async function byRank(directory: FileHandle, names: string[], wish: PageWish): Promise<Page> {
  const sign = wish.descending ? -1 : 1;
  const compare = (a: Ranked, b: Ranked) =>
    sign * (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.name < b.name ? -1 : 1);
  const last = wish.after && rankedFrom(wish.after);
  const shown = names.filter(name => isShown(name, wish));
  const wanted = (await rank(directory, shown, wish.sort))
    .filter(one => !last || (one.name !== last.name && compare(last, one) < 0))
    .sort(compare)
    .slice(0, wish.limit + 1);
  const found = wanted.slice(0, wish.limit);
  const end = wanted.length > wish.limit ? found.at(-1) : undefined;
  return {
    items: await describeSome(
      directory,
      found.map(({ name }) => name),
      wish.limit
    ),
    next: end ? { name: nameFromBytes(end.name), rank: String(end.rank) } : null
  };
}

async function rank(
  directory: FileHandle,
  names: string[],
  sort: PageWish['sort']
): Promise<Ranked[]> {
  const ranked: Ranked[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const looked = await Promise.all(
      names.slice(at, at + BATCH).map(name => lookAt(directory, name))
    );
    for (const one of looked) {
      if (one) {
        const { name, stats } = one;
        const bytes = BigInt(describe('', stats).sizeBytes);
        ranked.push({ name, rank: sort === 'sizeBytes' ? bytes : stats.mtimeNs });
      }
    }
  }
  return ranked;
}

function rankedFrom({ name, rank: text }: EntryPlace): Ranked {
  return { name: bytesFromName(name).toString('latin1'), rank: BigInt(text) };
}
