/** @jest-environment node */
import type { SearchHit, SearchKind } from '../../hub/contract/search';
import { fakeFetch, json, problem, type Asked } from '../testing/fake-fetch';
import { HubSearch } from './model';
import { resultRows } from './rows';

function hit(kind: SearchKind, id: string): SearchHit {
  return { kind, id, title: id, context: '', snippet: null, place: null, isFolder: false };
}

const found = (items: SearchHit[]) => json({ items, nextCursor: null, partial: [] });

function searchWith(answer: (asked: Asked) => Response | Promise<Response>) {
  const { asked, client } = fakeFetch(answer);
  const search = new HubSearch(client, () => undefined);
  const paths = () => asked.map(({ path }) => path);
  return { search, paths };
}

describe('HubSearch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('asks once, when nobody types any more, and for nothing when there are no words', async () => {
    const { search, paths } = searchWith(() => found([hit('file', 'a')]));
    search.text = 's';
    search.text = 'sp';
    expect(search.state.kind).toBe('loading');
    await jest.advanceTimersByTimeAsync(199);
    search.text = 'spe ';
    await jest.advanceTimersByTimeAsync(500);
    expect(paths()).toEqual(['/search?q=spe']);
    expect(search.state).toMatchObject({ kind: 'ready', text: 'spe', hits: [{ id: 'a' }] });
    search.text = '  ';
    await jest.advanceTimersByTimeAsync(500);
    expect(paths()).toHaveLength(1);
    expect(search.state.kind).toBe('idle');
  });

  it('drops an answer to what nobody looks for any more', async () => {
    const answers: ((response: Response) => void)[] = [];
    const { search } = searchWith(() => new Promise<Response>(resolve => answers.push(resolve)));
    search.text = 'old';
    await jest.advanceTimersByTimeAsync(300);
    search.text = 'new';
    await jest.advanceTimersByTimeAsync(300);
    answers[1]?.(found([hit('file', 'new')]));
    await jest.advanceTimersByTimeAsync(0);
    answers[0]?.(found([hit('file', 'old')]));
    await jest.advanceTimersByTimeAsync(0);
    expect(search.state).toMatchObject({ kind: 'ready', hits: [{ id: 'new' }] });
  });

  it('says that it failed, and tries again', async () => {
    let fails = true;
    const { search } = searchWith(() => (fails ? problem('internal', 500) : found([])));
    search.text = 'x';
    await jest.advanceTimersByTimeAsync(300);
    expect(search.state.kind).toBe('failed');
    fails = false;
    search.retry();
    expect(search.state.kind).toBe('loading');
    await jest.advanceTimersByTimeAsync(0);
    expect(search.state).toMatchObject({ kind: 'ready', hits: [] });
  });

  it('gets the rest of a kind in its place', async () => {
    const some = Array.from({ length: 8 }, (_, n) => hit('file', `f${n}`));
    const all = [...some, hit('file', 'f8')];
    const { search, paths } = searchWith(({ path }) =>
      path.includes('kind=file')
        ? found(all)
        : found([hit('dataSet', 'd'), ...some, hit('group', 'g')])
    );
    search.text = 'f';
    await jest.advanceTimersByTimeAsync(300);
    const { state } = search;
    expect(state.kind === 'ready' && [...state.hasMore]).toEqual(['file']);
    await search.more('file');
    expect(paths().at(-1)).toBe('/search?q=f&kind=file&limit=50');
    const ids = search.state.kind === 'ready' ? search.state.hits.map(({ id }) => id) : [];
    expect(ids).toEqual(['d', ...all.map(({ id }) => id), 'g']);
  });
});

describe('the lines of what was found', () => {
  const state = {
    kind: 'ready' as const,
    text: 'x',
    hits: [hit('volume', 'v1'), hit('volume', 'v2'), hit('file', 'a'), hit('job', 'a')],
    hasMore: new Set<SearchKind>(['file']),
    partial: []
  };
  const linesOf = (collapsed: SearchKind[] = []) =>
    resultRows(state, {
      collapsed: new Set(collapsed),
      isListed: ({ id }) => id === 'v1'
    }).map(row => (row.kind === 'heading' ? `${row.section} ${row.count}` : row.key));

  it('stand by kind, without volumes that are listed already', () => {
    expect(linesOf()).toEqual([
      'volume 1',
      'volume v2',
      'file 1+',
      'file a',
      'more file',
      'job 1',
      'job a'
    ]);
  });

  it('are hidden where a kind is folded', () => {
    expect(linesOf(['file'])).toEqual(['volume 1', 'volume v2', 'file 1+', 'job 1', 'job a']);
  });
});
