import { FROM_ELSEWHERE, PASSWORD, startPages, TYPED, type PagesHub } from './pages-harness.js';

let hub: PagesHub;
beforeEach(async () => {
  hub = await startPages();
});
afterEach(() => hub.close());

describe('signing in', () => {
  it('leads from the form to the home page', async () => {
    const browser = hub.browser();
    const answer = await browser.signIn('kim');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('/hub/');
    const home = await browser.get('/hub/home');
    expect(home.status).toBe(200);
    expect(home.text).toContain('data-page="home"');
    expect(home.text).toContain('Sign out');
  });

  it('works as a plain form, without script', async () => {
    const { text } = await hub.browser().get('/hub/login');
    expect(text).toMatch(/<form method="post" action="\/hub\/login"/);
    expect(text).toMatch(/<label for="username">/);
    expect(text).toMatch(/<input\s+id="password"\s+name="password"[^>]*\s+type="password"/);
  });

  it('goes on to the page that was asked for', async () => {
    const browser = hub.browser();
    const refused = await browser.get('/hub/user-redirect/lab/tree/a%20b.ipynb?x=1&y=%2F');
    expect(refused.status).toBe(302);
    expect(refused.headers.location).toBe(
      '/hub/login?next=%2Fhub%2Fuser-redirect%2Flab%2Ftree%2Fa%2520b.ipynb%3Fx%3D1%26y%3D%252F'
    );
    const page = await browser.get(String(refused.headers.location));
    const next = /name="next" value="([^"]*)"/.exec(page.text)?.[1]?.replace(/&amp;/g, '&') ?? '';
    const _xsrf = await browser.xsrf();
    const answer = await browser.post('/hub/login', {
      username: 'kim',
      password: PASSWORD,
      next,
      _xsrf
    });
    expect(answer.headers.location).toBe('/hub/user-redirect/lab/tree/a%20b.ipynb?x=1&y=%2F');
  });

  it('refuses a wrong password with the form, the name kept, the password not', async () => {
    const browser = hub.browser();
    const _xsrf = await browser.xsrf();
    const answer = await browser.post('/hub/login', {
      username: 'kim',
      password: 'wrong wrong',
      _xsrf
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('The name or the password is wrong');
    expect(answer.text).toContain('value="kim"');
    expect(answer.text).not.toContain('wrong wrong');
    expect((await browser.get('/hub/home')).status).toBe(302);
  });

  it('does not tell whether a name exists', async () => {
    const browser = hub.browser();
    const _xsrf = await browser.xsrf();
    const [known, unknown] = await Promise.all(
      ['kim', 'nil'].map(username =>
        browser.post('/hub/login', { username, password: 'not the one', _xsrf })
      )
    );
    expect(unknown?.status).toBe(known?.status);
    expect(unknown?.text.replace('"nil"', '"kim"')).toBe(known?.text);
  });

  it('slows guessing down and says how long to wait', async () => {
    const browser = hub.browser();
    const _xsrf = await browser.xsrf();
    let answer = await browser.post('/hub/login', { username: 'kim', password: 'no', _xsrf });
    for (let tries = 0; tries < 15 && answer.status === 403; tries += 1) {
      answer = await browser.post('/hub/login', { username: 'kim', password: 'no', _xsrf });
    }
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).toMatch(/Try again in \d+ s/);
  });

  it('sends who is signed in already on', async () => {
    const browser = hub.browser();
    await browser.signIn('kim');
    expect((await browser.get('/hub/login')).headers.location).toBe('/hub/');
    expect((await browser.get('/hub/login?next=%2Fhub%2Ftoken')).headers.location).toBe(
      '/hub/token'
    );
  });

  it.each([
    '//evil.example',
    '///evil.example',
    '\\\\evil.example',
    '/\\evil.example',
    '/%2fevil.example',
    '/%5Cevil.example',
    'https://evil.example/',
    'http://127.0.0.1//evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    '/a/..//evil.example',
    '/.//evil.example',
    'hub/home'
  ])('stays here whatever next says: %j', async next => {
    const browser = hub.browser();
    const _xsrf = await browser.xsrf();
    const form = { username: 'kim', password: PASSWORD, next, _xsrf };
    const answer = await browser.post('/hub/login', form);
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toMatch(/^\/(hub\/)?$/);
    const again = await browser.get(`/hub/login?next=${encodeURIComponent(next)}`);
    expect(again.headers.location).toBe('/hub/');
  });

  it('escapes what it shows again', async () => {
    const browser = hub.browser();
    const hostile = '"><script>alert(1)</script>';
    const page = await browser.get(`/hub/login?next=${encodeURIComponent(`/${hostile}`)}`);
    expect(page.text).not.toContain('<script>alert');
    const _xsrf = await browser.xsrf();
    const answer = await browser.post('/hub/login', { username: hostile, password: 'x', _xsrf });
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).toContain('&lt;script&gt;alert');
  });

  it.each([
    ['without the token of the form', {}, undefined],
    ['with a foreign token', {}, 'x'.repeat(43)],
    [
      'from another site',
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      'own'
    ],
    ['by fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'own'],
    ['from a frame', { 'sec-fetch-dest': 'iframe' }, 'own']
  ])('refuses a form sent %s', async (_name, headers, token) => {
    const browser = hub.browser();
    const own = await browser.xsrf();
    const _xsrf = token === 'own' ? own : (token ?? '');
    const form = { username: 'kim', password: PASSWORD, _xsrf };
    const answer = await browser.post('/hub/login', form, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie'] ?? []).not.toContainEqual(
      expect.stringContaining('labcommons-session')
    );
    expect((await browser.get('/hub/home')).status).toBe(302);
  });

  it('refuses a form that is too large or not a form', async () => {
    const browser = hub.browser();
    const _xsrf = await browser.xsrf();
    const large = await browser.post('/hub/login', { username: 'x'.repeat(100_000), _xsrf });
    expect(large.status).toBe(413);
    const long = await browser.post('/hub/login', { username: 'x'.repeat(300), _xsrf });
    expect(long.status).toBe(400);
    const json = await browser.post('/hub/login', {}, { 'content-type': 'application/json' });
    expect(json.status).toBe(403);
    expect(hub.logged).toEqual([]);
  });
});

describe('signing out', () => {
  it('ends this session only, on the side of the hub', async () => {
    const [here, there] = [hub.browser(), hub.browser()];
    await here.signIn('kim');
    await there.signIn('kim');
    const stolen = here.cookie('labcommons-session');
    const answer = await here.get('/hub/logout');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('/hub/login');
    expect(here.cookie('labcommons-session')).toBeUndefined();
    const copy = await hub
      .browser()
      .get('/hub/home', { ...TYPED, cookie: `labcommons-session=${stolen}` });
    expect(copy.status).toBe(302);
    expect((await there.get('/hub/home')).status).toBe(200);
  });

  it('needs a real visit: neither HEAD nor an image on a page does it', async () => {
    const browser = hub.browser();
    await browser.signIn('kim');
    await browser.get('/hub/logout', TYPED, 'HEAD');
    const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    expect((await browser.get('/hub/logout', image)).status).toBe(403);
    expect((await browser.get('/hub/home')).status).toBe(200);
    await browser.get('/hub/logout', FROM_ELSEWHERE);
    expect((await browser.get('/hub/home')).status).toBe(302);
  });
});
