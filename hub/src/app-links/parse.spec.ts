import { appLinkPath } from '../../contract/app-links.js';
import { parseLink } from './parse.js';

const read = (path: string) => parseLink(new URLSearchParams(path.split(/\?(.*)/s)[1] ?? ''));

describe('links to servers', () => {
  it.each([
    {},
    { file: 'Storage/kim/thesis/100 % done?.ipynb' },
    { image: 'scipy', name: 'Été & co', input: { text: '≥ 5 "quoted"', list: [1, null, true] } },
    { input: 'just a text' },
    { input: null }
  ])('are read as they were made: %j', wish => {
    expect(read(appLinkPath(wish))).toMatchObject({
      file: wish.file ?? null,
      image: wish.image ?? null,
      name: wish.name ?? null,
      input: wish.input
    });
  });

  it.each([
    ['/lab/tree/a b.ipynb', 'lab/tree/a%20b.ipynb'],
    ['lab/tree/50%.ipynb', 'lab/tree/50%25.ipynb'],
    ['/lab?reset', 'lab?reset'],
    ['voila/render/x.ipynb?z=1&y=a%20b#top', 'voila/render/x.ipynb?z=1&y=a%20b#top'],
    ['/', null]
  ])('lead to %s as %s', (path, escaped) => {
    expect(read(`apps?p=${encodeURIComponent(path)}`).path).toBe(escaped);
  });

  it('of SciServer name files below the workspace', () => {
    const { file } = read('apps?fn=/home/idies/workspace/Storage/kim/persistent/a.fits');
    expect(file).toBe('Storage/kim/persistent/a.fits');
  });
});
