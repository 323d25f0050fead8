/** @jest-environment node */
import type { Entry } from '../../hub/contract/files';
import { fakeFetch, json } from '../testing/fake-fetch';
import { FolderPages } from './folder-pages';

const PLACE = 'Storage/kim/thesis';

function entry(name: string, etag = '1'): Entry {
  return { name, kind: 'file', sizeBytes: 1, modifiedAt: '', etag, expiresAt: null };
}

/** A hub whose folder has three pages of two entries. */
function pagesOn() {
  let etag = 'a';
  const { asked, client } = fakeFetch(({ path }) => {
    const page = Number(/cursor=(\d)/.exec(path)?.[1] ?? 0);
    return json({
      entry: { ...entry('', etag), kind: 'directory' },
      items: [entry(`${page}0`), entry(`${page}1`)],
      nextCursor: page < 2 ? String(page + 1) : null
    });
  });
  const pages = new FolderPages(client);
  const names = async () => (await pages.read(PLACE)).items.map(({ name }) => name);
  return { asked, names, pages, change: () => (etag += 'b') };
}

describe('FolderPages', () => {
  it('asks for each page once, and for the first one at each look', async () => {
    const { asked, names, pages } = pagesOn();
    expect(await names()).toEqual(['00', '01']);
    expect(await pages.readMore(PLACE)).toBe(true);
    expect(await names()).toEqual(['00', '01', '10', '11']);
    expect(asked).toHaveLength(2);
    expect(await names()).toEqual(['00', '01', '10', '11']);
    expect(asked).toHaveLength(3);
    await pages.readMore(PLACE);
    expect(pages.hasMore(PLACE)).toBe(false);
    expect(await pages.readMore(PLACE)).toBe(false);
    expect(await names()).toHaveLength(6);
  });

  it('reads as much again as was there when something came or went', async () => {
    const { asked, change, names, pages } = pagesOn();
    await names();
    await pages.readMore(PLACE);
    await names();
    change();
    asked.length = 0;
    expect(await names()).toHaveLength(4);
    expect(asked).toHaveLength(2);
  });

  it('begins anew in another order', async () => {
    const { asked, names, pages } = pagesOn();
    await names();
    await pages.readMore(PLACE);
    pages.order = { sort: 'sizeBytes', descending: true };
    pages.withHidden = true;
    expect(await names()).toEqual(['00', '01']);
    expect(asked.at(-1)?.path).toMatch(/sort=sizeBytes&descending=true&hidden=true/);
  });
});
