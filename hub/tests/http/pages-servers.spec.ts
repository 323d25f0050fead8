import {
  CLICKED,
  FROM_ELSEWHERE,
  startPages,
  TYPED,
  type Browser,
  type PagesHub
} from './pages-harness.js';

let hub: PagesHub;
let kim: Browser;
let root: Browser;
beforeEach(async () => {
  hub = await startPages();
  kim = hub.browser();
  root = hub.browser();
  await kim.signIn('kim');
  await root.signIn('root');
});
afterEach(() => hub.close());

describe('spawn', () => {
  it.each([
    ['/hub/spawn', TYPED],
    ['/hub/spawn', CLICKED],
    ['/hub/spawn/kim', TYPED]
  ])('starts at once when asked by our own pages or by hand: %s', async (path, headers) => {
    const answer = await kim.get(path, headers);
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/hub/spawn-pending/kim');
    expect(hub.servers.starts).toEqual(['kim/']);
  });

  it.each([
    ['another site', FROM_ELSEWHERE],
    ['a sibling host', { ...TYPED, 'sec-fetch-site': 'same-site' }],
    ['a client that does not say', {}]
  ])('asks first when %s leads here', async (_who, headers) => {
    const answer = await kim.get('/hub/spawn?next=%2Fuser%2Fkim%2Flab%2Ftree%2Fa.ipynb', headers);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Start server');
    expect(answer.text).toContain('value="/user/kim/lab/tree/a.ipynb"');
    expect(hub.servers.starts).toEqual([]);
  });

  it('starts by the button', async () => {
    const _xsrf = await kim.xsrf('/hub/user/kim/lab');
    const answer = await kim.post('/hub/spawn/kim', { _xsrf, next: '/user/kim/lab' });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/hub/spawn-pending/kim?next=%2Fuser%2Fkim%2Flab');
    expect(hub.servers.starts).toEqual(['kim/']);
  });

  it.each([
    ['without the token', { _xsrf: '' }, {}],
    ['with the token from another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['with the token by fetch', {}, { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    [
      'with the token from a foreign origin, by a browser that says no more',
      {},
      {
        origin: 'https://evil.example',
        'sec-fetch-site': '',
        'sec-fetch-mode': '',
        'sec-fetch-dest': ''
      }
    ]
  ])('changes nothing %s', async (_how, form, headers) => {
    const _xsrf = await kim.xsrf('/hub/user/kim/lab');
    const answer = await kim.post('/hub/spawn/kim', { _xsrf, ...form }, headers);
    expect(answer.status).toBe(403);
    expect(hub.servers.starts).toEqual([]);
  });

  it('goes to a server that runs, and to next in it', async () => {
    hub.servers.put('kim', '');
    expect((await kim.get('/hub/spawn')).headers.location).toBe('/user/kim/');
    const next = encodeURIComponent('/user/kim/lab/tree/a%20b.ipynb?reset');
    expect((await kim.get(`/hub/spawn/kim?next=${next}`)).headers.location).toBe(
      '/user/kim/lab/tree/a%20b.ipynb?reset'
    );
    for (const hostile of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const answer = await kim.get(`/hub/spawn?next=${encodeURIComponent(hostile)}`);
      expect(answer.headers.location).toBe('/user/kim/');
    }
    expect(hub.servers.starts).toEqual([]);
  });

  it.each(['starting', 'stopping'] as const)(
    'shows the progress of one that is %s',
    async state => {
      hub.servers.put('kim', '', { state });
      expect((await kim.get('/hub/spawn')).headers.location).toBe('/hub/spawn-pending/kim');
      expect(hub.servers.starts).toEqual([]);
    }
  );

  it.each(['/hub/spawn/ana', '/hub/spawn-pending/ana', '/hub/user/ana/lab', '/hub/user/nobody/'])(
    'knows nothing of servers of others: %s',
    async path => {
      hub.servers.put('ana', '');
      expect((await kim.get(path)).status).toBe(404);
    }
  );

  it('does not let an administrator start somebody else’s server', async () => {
    hub.servers.put('kim', '', { state: 'stopped' });
    const page = await root.get('/hub/spawn/kim');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Only kim can start it');
    const _xsrf = await root.xsrf('/hub/user/root/');
    const answer = await root.post('/hub/spawn/kim', { _xsrf, next: '' });
    expect(answer.status).toBe(403);
    expect(hub.servers.starts).toEqual([]);
  });

  it('sends strangers to sign in, with the way back', async () => {
    const answer = await hub.browser().get('/hub/spawn/kim?next=%2Fuser%2Fkim%2Flab');
    expect(answer.headers.location).toBe(
      `/hub/login?next=${encodeURIComponent('/hub/spawn/kim?next=%2Fuser%2Fkim%2Flab')}`
    );
    expect(hub.servers.starts).toEqual([]);
  });
});

describe('spawn-pending', () => {
  it.each(['starting', 'stopping', 'failed'] as const)('follows a server: %s', async state => {
    hub.servers.put('kim', 'gpu', { state });
    const answer = await kim.get('/hub/spawn-pending/kim/gpu');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('data-page="start-progress"');
  });

  it('goes on when it runs', async () => {
    hub.servers.put('kim', 'gpu');
    const answer = await kim.get('/hub/spawn-pending/kim/gpu');
    expect(answer.headers.location).toBe('/user/kim/gpu/');
  });

  it('offers to start one that stopped', async () => {
    hub.servers.put('kim', '', { state: 'stopped' });
    const answer = await kim.get('/hub/spawn-pending/kim');
    expect(answer.text).toContain('Start server');
    expect(hub.servers.starts).toEqual([]);
  });

  it('waits with an administrator for somebody else’s', async () => {
    hub.servers.put('kim', '', { state: 'starting' });
    const answer = await root.get('/hub/spawn-pending/kim');
    expect(answer.headers.refresh).toBe('3');
    expect(answer.text).toContain('kim’s server is starting');
  });
});

describe('user-redirect', () => {
  it.each([
    ['/hub/user-redirect/lab/tree/a%20b%2Fc.ipynb?x=1', '/user/kim/lab/tree/a%20b%2Fc.ipynb?x=1'],
    ['/hub/user-redirect', '/user/kim/'],
    ['/hub/user-redirect//evil.example/', '/user/kim//evil.example/']
  ])('leads to the visitor’s own server: %s', async (path, next) => {
    const answer = await kim.get(path);
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe(`/hub/spawn/kim?next=${encodeURIComponent(next)}`);
  });

  it('leads to a named server where the path begins with the name of one', async () => {
    hub.servers.put('kim', 'gpu', { state: 'stopped' });
    const answer = await kim.get('/hub/user-redirect/gpu/lab/tree/a.ipynb');
    expect(answer.headers.location).toBe(
      `/hub/spawn/kim/gpu?next=${encodeURIComponent('/user/kim/gpu/lab/tree/a.ipynb')}`
    );
    const other = await root.get('/hub/user-redirect/gpu/lab');
    expect(other.headers.location).toBe(
      `/hub/spawn/root?next=${encodeURIComponent('/user/root/gpu/lab')}`
    );
  });
});

describe('options', () => {
  it.each([
    ['/hub/options', '"server":"default"'],
    ['/hub/options/default', '"server":"default"'],
    ['/hub/options/gpu', '"server":"gpu"'],
    ['/hub/new-server', '"server":null']
  ])('are a page of their own: %s', async (path, data) => {
    hub.servers.put('kim', 'gpu', { state: 'stopped' });
    const answer = await kim.get(path);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('data-page="server-options"');
    expect(answer.text).toContain(data);
    expect(hub.servers.starts).toEqual([]);
  });

  it('come back to where one was, and to no other site', async () => {
    const answer = await kim.get('/hub/options/default?next=%2Fuser%2Fkim%2Flab');
    expect(answer.text).toContain('"next":"/user/kim/lab"');
    const hostile = await kim.get('/hub/options/default?next=%2F%2Fevil.example');
    expect(hostile.text).toContain('"next":""');
  });

  it('know nothing of servers of others, nor of servers that are not there', async () => {
    hub.servers.put('kim', 'gpu');
    expect((await root.get('/hub/options/gpu')).status).toBe(404);
    expect((await kim.get('/hub/options/nothing')).status).toBe(404);
    expect((await kim.post('/hub/options/gpu', {})).status).toBe(405);
    const stranger = await hub.browser().get('/hub/options/gpu');
    expect(stranger.headers.location).toBe('/hub/login?next=%2Fhub%2Foptions%2Fgpu');
  });
});

describe('a path of a server without a route', () => {
  it('offers to start a stopped server, with the way back to the file', async () => {
    const answer = await kim.get('/hub/user/kim/lab/tree/a%20b.ipynb?x=%2F', FROM_ELSEWHERE);
    expect(answer.status).toBe(424);
    expect(answer.text).toContain('Start server');
    expect(answer.text).toContain('value="/user/kim/lab/tree/a%20b.ipynb?x=%2F"');
  });

  it.each(['starting', 'stopping', 'failed'] as const)('shows one that is %s', async state => {
    hub.servers.put('kim', '', { state });
    const answer = await kim.get('/hub/user/kim/lab?x=1');
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/hub/spawn-pending/kim?next=%2Fuser%2Fkim%2Flab%3Fx%3D1');
  });

  it('tells a named server from a path of the default one', async () => {
    hub.servers.put('kim', 'gpu', { state: 'starting' });
    const named = await kim.get('/hub/user/kim/gpu/lab');
    expect(named.headers.location).toMatch(/^\/hub\/spawn-pending\/kim\/gpu\?/);
    expect((await kim.get('/hub/user/kim/lab')).status).toBe(424);
  });

  it('goes back to one that runs, a bounded number of times', async () => {
    hub.servers.put('kim', '');
    let location = '/user/kim/lab?x=1';
    for (let redirects = 1; redirects <= 4; redirects += 1) {
      const answer = await kim.get(`/hub${location}`);
      expect(answer.status).toBe(302);
      location = String(answer.headers.location);
      expect(location).toBe(`/user/kim/lab?x=1&redirects=${redirects}`);
    }
    const end = await kim.get(`/hub${location}`);
    expect(end.status).toBe(503);
    expect(end.text).toContain('does not answer');
  });

  it.each([
    ['/hub/user/kim/api/kernels', TYPED, 'GET'],
    ['/hub/user/kim/lab/api/settings', TYPED, 'GET'],
    ['/hub/user/kim/lab', { accept: 'application/json' }, 'GET'],
    ['/hub/user/kim/lab', { accept: '*/*' }, 'POST'],
    ['/hub/user/kim/lab', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'GET'],
    ['/hub/user/kim/api/contents/a', { accept: '*/*' }, 'DELETE']
  ])('answers programs 424 in JSON: %s', async (path, headers, method) => {
    for (const browser of [kim, hub.browser()]) {
      const answer = await browser.get(path, headers as Record<string, string>, method);
      expect(answer.status).toBe(424);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(JSON.parse(answer.text)).toMatchObject({ message: 'This server is not running' });
    }
  });

  it('sends strangers to sign in first', async () => {
    const answer = await hub.browser().get('/hub/user/kim/lab');
    expect(answer.headers.location).toBe('/hub/login?next=%2Fhub%2Fuser%2Fkim%2Flab');
  });

  it('lets an administrator see that a server is stopped, without a button', async () => {
    hub.servers.put('kim', '', { state: 'stopped' });
    const answer = await root.get('/hub/user/kim/');
    expect(answer.status).toBe(424);
    expect(answer.text).not.toContain('Start server');
  });
});
