import { AppError } from '../../src/errors.js';
import { CLICKED, startPages, TYPED, type Browser, type PagesHub } from './pages-harness.js';

let hub: PagesHub;
let kim: Browser;
beforeEach(async () => {
  hub = await startPages({
    announcements: [{ title: 'Maintenance <b>on Friday</b>', body: '<i>', severity: 'warning' }]
  });
  kim = hub.browser();
  await kim.signIn('kim');
});
afterEach(() => hub.close());

/** The data that a live page was given. */
function dataOf(text: string): Record<string, unknown> {
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)?.[1];
  return JSON.parse(json ?? 'null') as Record<string, unknown>;
}

describe('pages of administrators', () => {
  const PAGES = [
    '/hub/admin/servers',
    '/hub/admin/compute',
    '/hub/admin/access',
    '/hub/admin/announcements',
    '/hub/admin/activity',
    '/hub/admin/usage'
  ];

  it.each(PAGES)('%s is there for them, and for nobody else', async page => {
    expect((await kim.get(page)).status).toBe(404);
    expect((await hub.browser().get(page)).headers.location).toMatch(/^\/hub\/login\?/);
    const root = hub.browser();
    await root.signIn('root');
    const { status, text } = await root.get(page);
    expect(status).toBe(200);
    expect(Object.keys(dataOf(text))).toEqual(['xsrf']);
    PAGES.forEach(path => expect(text).toContain(`href="${path}"`));
    expect((await kim.get('/hub/home')).text).not.toContain('/hub/admin/');
  });
});

describe('every page', () => {
  const PAGES = [
    '/hub/home',
    '/hub/login',
    '/hub/token',
    '/hub/spawn-pending/kim',
    '/hub/spawn/kim',
    '/hub/user/kim/lab',
    '/hub/user-redirect/lab',
    '/hub/error/503',
    '/hub/nothing',
    '/hub/logo',
    '/hub/'
  ];

  it.each(PAGES)('has a strict policy: %s', async path => {
    for (const browser of [kim, hub.browser()]) {
      const { headers } = await browser.get(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
      if (path !== '/hub/logo') {
        expect(headers['cache-control']).toBe('no-store');
      }
    }
  });

  it.each(PAGES.filter(path => !/logo|user\//.test(path)))(
    'is answered to a navigation of a tab only: %s',
    async path => {
      for (const mode of [
        { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
        { ...CLICKED, 'sec-fetch-dest': 'iframe' },
        { ...CLICKED, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }
      ]) {
        const { status, text } = await kim.get(path, mode);
        expect(status).toBe(403);
        expect(text).not.toMatch(/xsrf/);
      }
      expect(hub.servers.starts).toEqual([]);
    }
  );

  it.each(PAGES)('answers HEAD as GET, without the body: %s', async path => {
    const head = await kim.get(path, { ...TYPED, 'sec-fetch-site': 'cross-site' }, 'HEAD');
    const get = await kim.get(path, { ...TYPED, 'sec-fetch-site': 'cross-site' });
    expect(head.status).toBe(get.status);
    expect(head.headers.location).toBe(get.headers.location);
    expect(head.text).toBe('');
    expect(hub.servers.starts).toEqual([]);
  });

  it.each([
    ['/hub/home', 'GET, HEAD'],
    ['/hub/token', 'GET, HEAD'],
    ['/hub/logout', 'GET, HEAD'],
    ['/hub/login', 'GET, HEAD, POST'],
    ['/hub/spawn/kim', 'GET, HEAD, POST'],
    ['/hub/spawn-pending/kim', 'GET, HEAD']
  ])('refuses other methods: %s', async (path, allow) => {
    const { status, headers } = await kim.get(path, CLICKED, 'DELETE');
    expect(status).toBe(405);
    expect(headers.allow).toBe(allow);
  });

  it('shows an announcement as text, and names as text', async () => {
    const { text } = await hub.browser().get('/hub/login');
    expect(text).toContain('Maintenance &lt;b&gt;on Friday&lt;/b&gt;');
  });

  it('embeds data that cannot end its element', async () => {
    hub.servers.put('kim', '', { state: 'failed', reason: '</script><script>alert(1)</script>' });
    const { text } = await kim.get('/hub/home');
    expect(text).not.toContain('<script>alert(1)');
    expect(dataOf(text)['servers']).toMatchObject([
      { reason: '</script><script>alert(1)</script>' }
    ]);
  });

  it('does not take a posted value of an unexpected kind for a fault of ours', async () => {
    const answer = await kim.post('/hub/spawn/kim', {}, { 'content-type': 'text/plain' });
    expect(answer.status).toBe(403);
    expect(hub.logged).toEqual([]);
  });
});

describe('the hub itself', () => {
  it('leads home, or to the own server while it runs', async () => {
    expect((await kim.get('/hub/')).headers.location).toBe('/hub/home');
    hub.servers.put('kim', '');
    expect((await kim.get('/hub/')).headers.location).toBe('/user/kim/');
  });

  it.each([
    ['/hub', '/hub/'],
    ['/hub?x=1', '/hub/?x=1'],
    ['/hub/home/', '/hub/home'],
    ['/hub/token/?a=b', '/hub/token?a=b']
  ])('mends slashes: %s → %s', async (path, target) => {
    const answer = await kim.get(path);
    expect(answer.status).toBe(301);
    expect(answer.headers.location).toBe(target);
  });

  it('serves its script for ever and its logo', async () => {
    const script = await hub.browser().get('/hub/assets/main-abc.js');
    expect(script.status).toBe(200);
    expect(script.headers['cache-control']).toMatch(/max-age=31536000, immutable/);
    expect(script.headers['x-content-type-options']).toBe('nosniff');
    const logo = await hub.browser().get('/hub/logo');
    expect(logo.headers['content-type']).toMatch(/^image\/svg\+xml/);
  });

  it.each(['/hub/assets/../../package.json', '/hub/assets/%2e%2e/x', '/hub/assets/nothing.js'])(
    'has no other files: %s',
    async path => {
      expect((await hub.browser().get(path)).status).toBeGreaterThanOrEqual(403);
    }
  );

  it.each([
    ['/hub/error/503', 503],
    ['/hub/error/200', 404],
    ['/hub/error/x', 404],
    ['/hub/admin', 404],
    ['/hub/constructor', 404],
    ['/hub/__proto__', 404],
    ['/hub/user/%E0%A4%A', 400]
  ])('has a page for every failure: %s', async (path, status) => {
    const answer = await kim.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(hub.logged).toEqual([]);
  });

  it('keeps a fault of ours to the log', async () => {
    hub.servers.listFor = () => {
      throw new Error('secret inner detail');
    };
    const answer = await kim.get('/hub/home');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret inner detail');
    expect(answer.text).toContain(String(answer.headers['x-request-id']));
    expect(hub.logged).toHaveLength(1);
  });

  it('says when the engine is away', async () => {
    hub.servers.refusal = new AppError('engine-unavailable', 'The container engine is away');
    const answer = await kim.get('/hub/spawn');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('The container engine is away');
  });
});

describe('below a base path and with a Lab origin', () => {
  it('keeps to it in every link', async () => {
    const other = await startPages({ basePath: '/lc/', labOrigin: 'https://lab.example' });
    try {
      const browser = other.browser();
      const login = await browser.get('/lc/hub/login');
      expect(login.text).toContain('src="/lc/hub/assets/main-abc.js"');
      expect(login.text).not.toMatch(/(?:href|src|action)="\/hub/);
      expect(login.headers['content-security-policy']).toContain(
        "form-action 'self' https://lab.example"
      );
      expect((await browser.get('/lc/hub')).headers.location).toBe('/lc/hub/');
      await browser.signIn('kim');
      other.servers.put('kim', '');
      expect((await browser.get('/lc/hub/')).headers.location).toBe(
        'https://lab.example/lc/user/kim/'
      );
      const again = await browser.get('/lc/hub/spawn/kim?next=%2Flc%2Fuser%2Fkim%2Flab');
      expect(again.headers.location).toBe('https://lab.example/lc/user/kim/lab');
    } finally {
      await other.close();
    }
  });
});
