import { startPages, type PagesHub } from './pages-harness.js';

let hub: PagesHub;
beforeAll(async () => {
  hub = await startPages();
});
afterAll(() => hub.close());

describe('the users’ guide', () => {
  it('is read by everybody, page by page, with its pictures', async () => {
    const stranger = hub.browser();
    const first = await stranger.get('/hub/guide');
    expect(first.status).toBe(200);
    expect(first.text).toContain('aria-current="page"');
    const links = [...first.text.matchAll(/href="(\/hub\/guide[^"]*)"/g)].map(([, to = '']) => to);
    expect(links).toContain('/hub/guide/volumes');
    for (const link of new Set(links)) {
      const page = await stranger.get(link);
      expect([link, page.status]).toEqual([link, 200]);
      for (const [, picture = ''] of page.text.matchAll(/<img src="([^"]+)"/g)) {
        const shown = await stranger.get(picture);
        expect([picture, shown.status]).toEqual([picture, 200]);
        expect(shown.headers['content-type']).toBe('image/png');
      }
    }
  });

  it('keeps the visitor’s name in the header', async () => {
    const kim = hub.browser();
    await kim.signIn('kim');
    expect((await kim.get('/hub/guide/jobs')).text).toContain('Signed in as kim');
  });

  it.each([
    '/hub/guide/nothing',
    '/hub/guide/pictures/nothing.png',
    '/hub/guide/pictures/..%2f..%2fREADME.md',
    '/hub/guide/__proto__'
  ])('has nothing else: %s', async path => {
    expect((await hub.browser().get(path)).status).toBe(404);
  });
});
