import { AppError } from '../errors.js';
import type { EntryStat, NamesPage, Place } from '../files/ports.js';
import { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { until } from '../testing/until.js';
import { SearchIndexer } from './indexer.js';
import { pathOf } from './folder-reader.js';
import { SearchStore } from './store.js';

const VOLUME = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', directory: '/volume', address: 'V' } as Volume;

/** Trees in memory: text for a file, null for a folder. */
class FakeTree {
  readonly entries = new Map<string, string | null>();
  /** Folders that were read. */
  readonly read: string[] = [];

  put(path: string, text: string | null = ''): void {
    const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (above && !this.entries.has(above)) {
      this.put(above, null);
    }
    this.entries.set(path, text);
  }

  remove(path: string): void {
    for (const key of [...this.entries.keys()]) {
      if (key === path || key.startsWith(`${path}/`)) {
        this.entries.delete(key);
      }
    }
  }

  async names({ path }: Place, { limit, after = '' }: { limit: number; after?: string }) {
    this.read.push(path);
    if (path !== '' && this.entries.get(path) !== null) {
      throw new AppError('not-found', 'no folder');
    }
    const prefix = path ? `${path}/` : '';
    const below = [...this.entries]
      .filter(([key]) => key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))
      .map(([key, text]) => ({ name: key.slice(prefix.length), isFolder: text === null }))
      .filter(({ name }) => name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const items = below.slice(0, limit);
    const page: NamesPage = {
      items,
      next: below.length > limit ? (items.at(-1)?.name ?? null) : null
    };
    return page;
  }

  async stat({ path }: Place): Promise<EntryStat | null> {
    const text = this.entries.get(path);
    return typeof text === 'string' ? ({ kind: 'file', etag: text } as EntryStat) : null;
  }

  async readTails(wanted: readonly { place: Place }[]) {
    return wanted.map(({ place }) => {
      const bytes = Buffer.from(this.entries.get(place.path) ?? '');
      return { sizeBytes: bytes.length, bytes, problem: null };
    });
  }
}

let database: Database;
let store: SearchStore;
let tree: FakeTree;
let indexer: SearchIndexer;
let isLive = true;

beforeEach(() => {
  database = new Database(':memory:');
  store = new SearchStore(database);
  tree = new FakeTree();
  isLive = true;
  indexer = makeIndexer(1000);
});
afterEach(async () => {
  await indexer.close();
  database.close();
});

function makeIndexer(entriesPerVolume: number): SearchIndexer {
  return new SearchIndexer({
    store,
    volumes: {
      byId: () => (isLive ? VOLUME : null),
      all: () => (isLive ? [VOLUME] : [])
    },
    files: tree,
    readers: [],
    clock: () => new Date(),
    settings: { entriesPerVolume, everyHours: 1, restMs: 0 },
    log: { warn: fields => void failures.push(fields) }
  });
}
const failures: object[] = [];
afterEach(() => expect(failures.splice(0)).toEqual([]));

/** Every path that can be found. */
function paths(): string[] {
  const indexed = store.volume(VOLUME.id);
  const found = indexed ? store.someBelow(indexed.number, '', 10_000).map(pathOf).sort() : [];
  expect(indexed ? store.count(indexed.number) : 0).toBe(found.length);
  return found;
}

async function pass(): Promise<void> {
  indexer.pass(VOLUME.id);
  await indexer.idle();
}

it('takes in a whole tree, and what became of it by the next pass', async () => {
  tree.put('a/b/c.txt');
  tree.put('d.txt');
  await pass();
  expect(paths()).toEqual(['a', 'a/b', 'a/b/c.txt', 'd.txt']);
  tree.remove('a');
  tree.put('a', 'a file now');
  tree.remove('d.txt');
  tree.put('d.txt/e.txt');
  await pass();
  expect(paths()).toEqual(['a', 'd.txt', 'd.txt/e.txt']);
});

it('reads again only the folder that changed, and what is new in it', async () => {
  tree.put('a/one.txt');
  tree.put('b/two.txt');
  await pass();
  tree.read.length = 0;
  tree.put('a/new/deep/three.txt');
  indexer.touched(VOLUME.id, 'a/new');
  await indexer.idle();
  expect(tree.read).toEqual(['a', 'a/new', 'a/new/deep']);
  expect(paths()).toContain('a/new/deep/three.txt');
  tree.read.length = 0;
  indexer.touched(VOLUME.id, '.trash/x/y');
  indexer.touched(VOLUME.id, 'a/.labcommons-1.part');
  await indexer.idle();
  expect(tree.read).toEqual([]);
});

it('finds the way to a folder whose folders above are new as well', async () => {
  tree.put('a.txt');
  await pass();
  tree.put('x/y/z/deep.txt');
  indexer.touched(VOLUME.id, 'x/y/z/deep.txt');
  await indexer.idle();
  expect(paths()).toEqual(['a.txt', 'x', 'x/y', 'x/y/z', 'x/y/z/deep.txt']);
});

it('reads a folder that is changed all the time now and then only', async () => {
  tree.put('a/0.txt');
  await pass();
  tree.read.length = 0;
  for (let n = 1; n <= 500; n++) {
    tree.put(`a/${n}.txt`);
    indexer.touched(VOLUME.id, `a/${n}.txt`);
  }
  await indexer.idle();
  expect(paths()).toHaveLength(502);
  expect(tree.read.length).toBeLessThan(5);
});

it.each([1, 3, 4, 5])('takes in no more than %s entries, from the top down', async most => {
  tree.put('a/b/c/d.txt');
  tree.put('e.txt');
  await indexer.close();
  indexer = makeIndexer(most);
  await pass();
  expect(paths().length).toBeLessThanOrEqual(most);
  expect(paths()).toEqual(['a', 'e.txt', 'a/b', 'a/b/c', 'a/b/c/d.txt'].slice(0, most).sort());
  expect(store.volume(VOLUME.id)?.isCut).toBe(most < 5);
  tree.put('a/more.txt');
  indexer.touched(VOLUME.id, 'a/more.txt');
  await indexer.idle();
  expect(paths().length).toBeLessThanOrEqual(most);
  expect(store.volume(VOLUME.id)?.isCut).toBe(true);
});

it.each([
  ['in a pass', () => pass()],
  [
    'when it comes later',
    async () => {
      indexer.touched(VOLUME.id, 'd/d/new');
      await indexer.idle();
    }
  ]
])('leaves out what lies too deep, and says so: %s', async (_when, look) => {
  await pass();
  tree.put(`${'d/'.repeat(200)}leaf`);
  tree.put('d/beside.txt');
  await look();
  const depths = paths().map(path => path.split('/').length);
  expect(Math.max(...depths)).toBe(65);
  expect(tree.read).toHaveLength(new Set(tree.read).size + 1);
  expect(paths()).toContain('d/beside.txt');
  expect(store.volume(VOLUME.id)).toMatchObject({ isCut: true });
});

it('forgets everything of a volume that is gone', async () => {
  tree.put('a/README.md', 'Words');
  await pass();
  expect(paths()).toHaveLength(2);
  isLive = false;
  indexer.passAll();
  await indexer.idle();
  expect(store.volume(VOLUME.id)).toBeNull();
  const left = database.prepare<[], { n: number }>(
    `SELECT (SELECT count(*) FROM search_entries) + (SELECT count(*) FROM search_readmes)
       + (SELECT count(*) FROM search_terms WHERE search_terms MATCH '"0001twords" OR "0001nreadme"') AS n`
  );
  expect(left.get()?.n).toBe(0);
});

it('ends at once when it is closed', async () => {
  for (let n = 0; n < 3000; n++) {
    tree.put(`f${n}.txt`);
  }
  indexer.pass(VOLUME.id);
  await until('the first rows', () => paths().length > 0);
  await indexer.close();
  expect(paths().length).toBeLessThan(3000);
  expect(store.volume(VOLUME.id)?.readAt).toBeNull();
});

it('learns the text of a README anew only when it became another', async () => {
  tree.put('README.md', 'Of quasars');
  await pass();
  const found = () =>
    store.find('"0001tquasars"', 9).length + 2 * store.find('"0001tpulsars"', 9).length;
  expect(found()).toBe(1);
  tree.put('README.md', 'Of pulsars');
  await pass();
  expect(found()).toBe(2);
  tree.remove('README.md');
  await pass();
  expect(found()).toBe(0);
});
