import { GroupStore } from '../../src/groups/store.js';
import { Harness } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

describe('the version', () => {
  it.each(['/hub/api', '/hub/api/'])('is told at %s to everybody', async path => {
    const answer = await harness.stranger().get(path);
    expect(answer.status).toBe(200);
    expect(answer.json().version).toMatch(/^5\.\d+\.\d+$/);
    expect(answer.headers['x-jupyterhub-version']).toBe(answer.json().version);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('stands on refusals too', async () => {
    for (const path of ['/hub/api/user', '/hub/api/nothing', '/hub/api/oauth2/authorize']) {
      expect((await harness.stranger().get(path)).headers['x-jupyterhub-version']).toBeTruthy();
    }
  });

  it('with more about the hub needs a scope for it', async () => {
    const kim = await harness.withToken('kim');
    const ada = await harness.withToken('ada', { admin: true });
    expect((await kim.get('/hub/api/info')).status).toBe(403);
    expect((await ada.get('/hub/api/info')).json()).toHaveProperty('spawner.class');
  });
});

describe('bad credentials', () => {
  it.each([
    undefined,
    'token wrong',
    'Bearer ',
    'Basic eDp5',
    `token ${'x'.repeat(5000)}`,
    'token \u00e4'
  ])('%j are 403, in the words of JupyterHub', async authorization => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    for (const path of ['/hub/api/user', '/hub/api/users/kim', '/hub/api/users/kim/tokens']) {
      const answer = await harness.stranger().get(path, { headers });
      expect(answer.status).toBe(403);
      expect(answer.json()).toEqual({ status: 403, message: expect.any(String) });
      expect(answer.json().message).not.toBe('');
    }
  });

  it('are never what a failure of ours looks like', async () => {
    const kim = await harness.withToken('kim');
    harness.parts.servers.listFor = () => {
      throw new Error('the database has gone away');
    };
    const answer = await kim.get('/hub/api/user');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('gone away');
    expect(harness.internalErrors).toHaveLength(1);
    (harness.internalErrors as unknown[]).length = 0;
  });
});

describe('a user', () => {
  it('is listed with the names of the groups that have accepted him', async () => {
    const kim = await harness.withToken('kim');
    const other = await harness.user('other');
    const groups = new GroupStore(harness.parts.database);
    for (const [id, name, state] of [
      ['A', 'zoology', 'accepted'],
      ['B', 'Astro', 'accepted'],
      ['C', 'closed', 'invited']
    ] as const) {
      groups.insert({
        id,
        kind: 'group',
        name,
        description: '',
        page: '',
        createdAt: '',
        version: 1
      });
      const since = '';
      groups.put({
        groupId: id,
        userId: other.id,
        role: 'owner',
        state: 'accepted',
        invitedBy: null,
        since
      });
      groups.put({
        groupId: id,
        userId: kim.user.id,
        role: 'member',
        state,
        invitedBy: null,
        since
      });
    }
    expect((await kim.get('/hub/api/user')).json().groups).toEqual(['Astro', 'zoology']);
    expect((await kim.get('/hub/api/users/kim')).json().groups).toEqual(['Astro', 'zoology']);
    groups.delete('A');
    expect((await kim.get('/hub/api/user')).json().groups).toEqual(['Astro']);
    ['B', 'C'].forEach(id => groups.delete(id));
  });

  it('sees himself with his servers', async () => {
    const kim = await harness.withToken('kim');
    const { id } = harness.putServer(kim.user, 'running');
    harness.parts.servers.recordActivity(id, new Date('2026-01-31T12:00:00Z'));
    const me = (await kim.get('/hub/api/users/kim')).json();
    expect(me).toMatchObject({
      kind: 'user',
      name: 'kim',
      admin: false,
      roles: ['user'],
      groups: [],
      server: '/user/kim/',
      pending: null,
      user_info: { name: 'kim', display_name: 'kim', initials: 'K' }
    });
    expect(me.servers).toEqual({
      '': expect.objectContaining({
        name: '',
        full_name: 'kim/',
        last_activity: '2026-01-31T12:00:00.000Z',
        pending: null,
        ready: true,
        stopped: false,
        url: '/user/kim/',
        progress_url: '/hub/api/users/kim/server/progress',
        user_options: { domain: 'small', image: 'scientific-python', volumes: 'default' }
      })
    });
    expect(me).not.toHaveProperty('auth_state');
  });

  it.each([
    ['', []],
    ['?include_stopped_servers', ['']],
    ['?include_stopped_servers=1', ['']],
    ['?include_stopped_servers=true', ['']],
    ['?include_stopped_servers=0', []],
    ['?include_stopped_servers=false', []]
  ])('sees stopped servers when he asks: %s', async (query, names) => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, 'stopped');
    const { servers } = (await kim.get(`/hub/api/users/kim${query}`)).json();
    expect(Object.keys(servers)).toEqual(names);
  });

  it.each([
    ['starting', 'spawn', false, null],
    ['stopping', 'stop', false, null],
    ['running', null, true, '/user/kim/']
  ] as const)('sees what his server is doing: %s', async (state, pending, ready, url) => {
    const kim = await harness.withToken('kim');
    harness.putServer(kim.user, state);
    const model = (await kim.get('/hub/api/user')).json();
    expect([model.pending, model.server]).toEqual([pending, url]);
    expect(model.servers['']).toMatchObject({ pending, ready });
  });

  it('sees nobody else', async () => {
    const kim = await harness.withToken('kim');
    await harness.user('eve');
    const others = await Promise.all(
      ['eve', 'nobody', '__proto__', 'constructor', 'a%2Fb'].map(name =>
        kim.get(`/hub/api/users/${name}`)
      )
    );
    expect(others.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const messages = new Set(others.map(answer => answer.text));
    expect(messages.size).toBe(1);
  });

  it('is seen by administrators', async () => {
    await harness.user('kim');
    const ada = await harness.withToken('ada', { admin: true });
    expect((await ada.get('/hub/api/users/kim')).json().name).toBe('kim');
    expect((await ada.get('/hub/api/users/nobody')).status).toBe(404);
  });

  it('is a name and no more to a token that reaches no further', async () => {
    const user = await harness.user('kim');
    const client = harness.bearer(harness.apiToken(user, ['read:users:name!user=kim']));
    expect(Object.keys((await client.get('/hub/api/users/kim')).json())).toEqual([
      'kind',
      'name',
      'admin',
      'user_info'
    ]);
  });
});

describe('a server token', () => {
  it('tells whose it is, expanded', async () => {
    const kim = await harness.withToken('kim');
    const me = (
      await harness.bearer(harness.putServer(kim.user, 'running').token).get('/hub/api/user')
    ).json();
    expect(me.name).toBe('kim');
    expect(me.scopes).toEqual([
      'access:servers!server=kim/',
      'read:users:activity!user=kim',
      'read:users:groups!user=kim',
      'read:users:name!user=kim',
      'users:activity!user=kim'
    ]);
  });

  it('does nothing else', async () => {
    const kim = await harness.withToken('kim');
    const client = harness.bearer(harness.putServer(kim.user, 'running').token);
    await client.get('/hub/api/user');
    const before = harness.digest();
    const refused = [
      await client.api('GET', '/me'),
      await client.post('/hub/api/users/kim/server'),
      await client.send('/hub/api/users/kim/server', { method: 'DELETE' }),
      await client.post('/hub/api/users/kim/tokens', {}),
      await client.get('/hub/api/users/kim/tokens'),
      await client.get('/hub/api/users/kim/server/progress')
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(harness.digest()).toBe(before);
  });
});

describe('a report of activity', () => {
  const at = '2026-01-31T12:00:00.123456Z';
  const lastActivity = (name: string) =>
    harness.parts.database
      .prepare('SELECT last_activity_at FROM users WHERE name = ?')
      .pluck()
      .get(name);

  it('is kept for server and user', async () => {
    const kim = await harness.withToken('kim');
    const { token } = harness.putServer(kim.user, 'running');
    const answer = await harness.bearer(token).post('/hub/api/users/kim/activity', {
      servers: { '': { last_activity: at } },
      last_activity: '2026-01-31T12:05:00'
    });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(lastActivity('kim')).toBe('2026-01-31T12:05:00.000Z');
    const model = (await kim.get('/hub/api/users/kim')).json();
    expect(model.servers[''].last_activity).toBe('2026-01-31T12:00:00.123Z');
  });

  it('never goes back, and writes nothing when nothing is new', async () => {
    const kim = await harness.withToken('kim');
    const { token } = harness.putServer(kim.user, 'running');
    const report = (time: string) =>
      harness.bearer(token).post('/hub/api/users/kim/activity', { last_activity: time });
    await report('2026-01-31T12:00:00Z');
    const before = harness.digest();
    await report('2026-01-31T12:00:00Z');
    await report('2025-01-31T12:00:00Z');
    expect(harness.digest()).toBe(before);
  });

  it.each([
    ['nothing', undefined],
    ['no object', []],
    ['no JSON', '{'],
    ['neither key', {}],
    ['an unknown server', { servers: { gpu: { last_activity: at } } }],
    ['a server named by a prototype', { servers: { constructor: { last_activity: at } } }],
    ['a server without time', { servers: { '': {} } }],
    ['a time that is none', { last_activity: 'yesterday' }],
    ['a time of another kind', { last_activity: 12 }],
    ['a day that is none', { last_activity: '2026-13-45T00:00:00Z' }],
    ['the far future', { last_activity: '2999-01-01T00:00:00Z' }],
    ['a good and a bad part', { last_activity: at, servers: { '': { last_activity: 'x' } } }]
  ])('with %s is refused whole', async (_title, body) => {
    const kim = await harness.withToken('kim');
    const { token } = harness.putServer(kim.user, 'running');
    const before = harness.digest();
    const answer = await harness.bearer(token).post('/hub/api/users/kim/activity', body);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ status: 400, message: expect.any(String) });
    expect(harness.digest()).toBe(before);
  });

  it('is taken of one’s own only', async () => {
    const kim = await harness.withToken('kim');
    await harness.user('eve');
    const { token } = harness.putServer(kim.user, 'running');
    const report = { last_activity: at };
    const before = harness.digest();
    expect((await harness.bearer(token).post('/hub/api/users/eve/activity', report)).status).toBe(
      404
    );
    const reader = harness.bearer(harness.apiToken(kim.user, ['read:users!user=kim']));
    const beforeReader = harness.digest();
    expect((await reader.post('/hub/api/users/kim/activity', report)).status).toBe(403);
    expect(harness.digest()).toBe(beforeReader);
    expect(before).not.toBe('');
    expect(lastActivity('eve')).toBeNull();
  });

  it('may be large, but not without end', async () => {
    const kim = await harness.withToken('kim');
    const { token } = harness.putServer(kim.user, 'running');
    const answer = await harness
      .bearer(token)
      .post(
        '/hub/api/users/kim/activity',
        JSON.stringify({ last_activity: at, more: 'x'.repeat(10 * 2 ** 20) })
      );
    expect(answer.status).toBe(413);
  });
});

describe('with a cookie', () => {
  it('every call must carry the page’s token', async () => {
    const kim = await harness.signedIn('kim');
    delete kim.headers['x-xsrftoken'];
    const before = harness.digest();
    const answers = [
      await kim.get('/hub/api/user'),
      await kim.post('/hub/api/users/kim/server'),
      await kim.post('/hub/api/users/kim/tokens', {}),
      await kim.post('/hub/api/users/kim/activity', { last_activity: '2026-01-01T00:00:00Z' })
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(harness.digest()).toBe(before);
  });

  it('a body must be JSON by name', async () => {
    const kim = await harness.signedIn('kim');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': type };
      const answer = await kim.post('/hub/api/users/kim/server', '{}', { headers });
      expect(answer.status).toBe(415);
    }
  });
});

describe('paths and methods', () => {
  it('that do not exist are said so as JupyterHub does', async () => {
    const kim = await harness.withToken('kim');
    const missing = await kim.get('/hub/api/nothing');
    expect(missing.json()).toEqual({ status: 404, message: expect.any(String) });
    const wrong = await kim.send('/hub/api/users/kim/tokens', { method: 'PUT' });
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, POST']);
    expect((await kim.get('/hub/api/users/%ff')).status).toBe(400);
    expect((await kim.get('/hub/api/users/kim/')).status).toBe(404);
  });
});
