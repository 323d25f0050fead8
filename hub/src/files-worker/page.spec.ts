import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { EntryPlace, PageWish } from '../files/ports.js';
import { temporaryFiles, type TemporaryFiles } from '../testing/temporary-files.js';

const WISH: PageWish = { sort: 'name', descending: false, hidden: false, limit: 3 };

describe('pages of a folder', () => {
  let temporary: TemporaryFiles;
  beforeEach(() => {
    temporary = temporaryFiles();
  });
  afterEach(() => temporary.remove());

  const at = (name: string) => join(temporary.directory, name);
  const page = (wish: Partial<PageWish>, path = '') =>
    temporary.files.page({ directory: temporary.directory, path }, { ...WISH, ...wish });

  /** Names of all pages, with something done between them. */
  async function all(wish: Partial<PageWish>, between: () => void = () => undefined) {
    const names: string[] = [];
    let after: EntryPlace | undefined;
    do {
      const { items, next } = await page({ ...wish, ...(after && { after }) });
      names.push(...items.map(({ name }) => name));
      after = next ?? undefined;
      between();
    } while (after);
    return names;
  }

  function file(name: string, size: number, seconds: number): void {
    writeFileSync(at(name), 'x'.repeat(size));
    utimesSync(at(name), seconds, seconds);
  }

  it.each([
    ['name', false, ['B', 'a', 'b', 'c', 'd', 'ä']],
    ['name', true, ['ä', 'd', 'c', 'b', 'a', 'B']],
    ['sizeBytes', false, ['B', 'c', 'a', 'd', 'b', 'ä']],
    ['modifiedAt', true, ['a', 'b', 'B', 'c', 'd', 'ä']]
  ] as const)('come in the order of %s, descending %s', async (sort, descending, names) => {
    mkdirSync(at('B'));
    utimesSync(at('B'), 40, 40);
    file('a', 2, 60);
    file('b', 4, 50);
    file('c', 1, 30);
    file('d', 3, 20);
    file('ä', 5, 10);
    file('.hidden', 1, 1);
    expect(await all({ sort, descending })).toEqual(names);
    expect(await all({ sort, descending, hidden: true })).toHaveLength(7);
    expect(await all({ sort, descending, limit: 1 })).toEqual(names);
  });

  it('show those of equal size once each', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      file(name, 1, 1);
    }
    expect(await all({ sort: 'sizeBytes', limit: 2 })).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await all({ sort: 'modifiedAt', limit: 2, descending: true })).toEqual([
      'e',
      'd',
      'c',
      'b',
      'a'
    ]);
  });

  it('neither repeat nor leave out what stays, while others come and go', async () => {
    for (const name of ['b', 'd', 'f', 'h', 'j', 'l']) {
      file(name, 1, 1);
    }
    let round = 0;
    const names = await all({ limit: 2 }, () => {
      round += 1;
      file(`a${round}`, 1, 1);
      rmSync(at('d'), { force: true });
    });
    expect(names).toEqual(['b', 'd', 'f', 'h', 'j', 'l']);
  });

  it('go on after a name that is no UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(at('a')), Buffer.from([0xff])]), '');
    file('b', 1, 1);
    const names = await all({ limit: 1 });
    expect(names).toEqual(['a\uefff', 'b']);
    expect(await all({ limit: 1, sort: 'sizeBytes' })).toEqual(names);
  });

  it('leave out what is not finished', async () => {
    file('.labcommons-abc.part', 1, 1);
    file('.labcommons.part', 1, 1);
    expect(await all({ hidden: true })).toEqual(['.labcommons.part']);
  });

  it('are empty for a file, and for the folder alone', async () => {
    file('a', 3, 1);
    expect(await page({}, 'a')).toMatchObject({ entry: { kind: 'file', sizeBytes: 3 }, items: [] });
    expect(await page({ limit: 0 })).toMatchObject({ entry: { kind: 'directory' }, items: [] });
  });

  it('show a link as what it is, and never what lies behind', async () => {
    mkdirSync(at('there'));
    writeFileSync(at('there/secret'), '');
    symlinkSync('there', at('link'));
    expect(await page({}, 'link')).toMatchObject({ entry: { kind: 'symlink' }, items: [] });
    await expect(page({}, 'link/secret')).rejects.toMatchObject({ code: 'not-found' });
    await expect(page({}, 'nowhere')).rejects.toMatchObject({ code: 'not-found' });
  });
});
