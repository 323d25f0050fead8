import { targetOf } from './actions';

const resource = (link: string | null) => ({ name: 'a', kind: 'b', description: '', link });

describe('a resource leads', () => {
  it.each([
    ['https://example.org/a?b#c', { kind: 'web', url: 'https://example.org/a?b#c' }],
    ['notebooks/start.ipynb', { kind: 'path', path: 'notebooks/start.ipynb' }],
    ['/notebooks//./start.ipynb', { kind: 'path', path: 'notebooks/start.ipynb' }],
    ['../../other', null],
    ['/', null],
    ['', null],
    [null, null]
  ])('by %j to %j', (link, target) => {
    expect(targetOf(resource(link))).toEqual(target);
  });
});
