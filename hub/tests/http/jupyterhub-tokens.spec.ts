import { PASSWORD, Harness } from './harness.js';
import type { Client } from './client.js';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

describe('tokens', () => {
  const tokensOf = (client: Client, name = 'kim') => client.get(`/hub/api/users/${name}/tokens`);
  const make = (client: Client, body?: unknown, name = 'kim') =>
    client.post(`/hub/api/users/${name}/tokens`, body);

  it('are made, shown once, listed, used and deleted', async () => {
    const kim = await harness.signedIn('kim');
    const answer = await make(kim, { note: 'my script', expires_in: 3600 });
    expect(answer.status).toBe(201);
    const { token, ...model } = answer.json();
    expect(model).toMatchObject({
      user: 'kim',
      id: expect.stringMatching(/^a\d+$/),
      kind: 'api_token',
      note: 'my script',
      session_id: null
    });
    expect(Date.parse(model.expires_at)).toBeGreaterThan(Date.now() + 3500_000);
    expect(model.scopes).toContain('servers!user=kim');
    expect((await tokensOf(kim)).json()).toEqual({ api_tokens: [model] });
    expect((await kim.get(`/hub/api/users/kim/tokens/${model.id}`)).json()).toEqual(model);

    const script = harness.bearer(token);
    expect((await script.get('/hub/api/user')).json()).toMatchObject({ token_id: model.id });
    const gone = await script.send(`/hub/api/users/kim/tokens/${model.id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect((await script.get('/hub/api/user')).status).toBe(403);
    expect(harness.parts.gateway.revokedTokens.size).toBe(1);
  });

  it('are made with a name and a password, as editors do', async () => {
    await harness.user('kim');
    const auth = { username: 'kim', password: PASSWORD };
    const answer = await make(harness.stranger(), { auth, note: 'editor' });
    expect(answer.status).toBe(201);
    expect((await harness.bearer(answer.json().token).get('/hub/api/user')).json().name).toBe(
      'kim'
    );
  });

  it.each([
    ['a wrong password', { auth: { username: 'kim', password: 'wrong' } }, 'kim', 403],
    ['nobody', { auth: { username: 'nobody', password: 'wrong' } }, 'nobody', 403],
    ['half of it', { auth: { username: 'kim' } }, 'kim', 400],
    ['the password of another', { auth: { username: 'eve', password: PASSWORD } }, 'kim', 404],
    ['nothing', {}, 'kim', 403],
    ['no JSON', '{', 'kim', 400]
  ])('are not made with %s', async (_title, body, name, status) => {
    await harness.user('kim');
    await harness.user('eve');
    const before = harness.digest();
    expect((await make(harness.stranger(), body, name)).status).toBe(status);
    expect(harness.digest()).toBe(before);
  });

  it('are not made by guessing', async () => {
    await harness.user('kim');
    const guess = { auth: { username: 'kim', password: 'guess' } };
    const answers = await Promise.all(
      Array.from({ length: 11 }, () => make(harness.stranger(), guess))
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(403), 429]);
  });

  it('never reach further than who makes them', async () => {
    const user = await harness.user('kim');
    const narrow = harness.bearer(
      harness.apiToken(user, ['tokens!user=kim', 'read:users!user=kim'])
    );
    const before = harness.digest();
    for (const body of [
      {},
      { scopes: ['inherit'] },
      { scopes: ['servers!user=kim'] },
      { scopes: ['self'] },
      { roles: ['token'] }
    ]) {
      expect((await make(narrow, body)).status).toBe(400);
    }
    const kim = await harness.withToken('kim');
    for (const scopes of [['admin:users'], ['servers'], ['servers!user=eve'], ['nonsense!']]) {
      expect((await make(kim, { scopes })).status).toBe(400);
    }
    expect(harness.digest(['users', 'sessions'])).toBe(before.split('\n').slice(0, 2).join('\n'));
    expect((await make(narrow, { scopes: ['read:users!user=kim'] })).status).toBe(201);
  });

  it.each([
    [{ expires_in: -1 }],
    [{ expires_in: 0 }],
    [{ expires_in: 1e300 }],
    [{ expires_in: 'soon' }],
    [{ scopes: 'all' }],
    [{ roles: ['admin'] }],
    [{ more: 1 }],
    [{ note: 'x'.repeat(1001) }],
    [[]],
    ['null']
  ])('are not made from %j', async body => {
    const kim = await harness.withToken('kim');
    const before = harness.digest();
    expect((await make(kim, body)).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });

  it('of others are made by nobody, and seen by administrators only', async () => {
    const kim = await harness.withToken('kim');
    const eve = await harness.withToken('eve');
    const ada = await harness.withToken('ada', { admin: true });
    const { id } = (await tokensOf(kim)).json().api_tokens[0];
    const before = harness.digest();
    expect((await make(ada, {})).status).toBe(403);
    expect((await make(eve, {})).status).toBe(404);
    expect((await tokensOf(eve)).status).toBe(404);
    expect((await eve.get(`/hub/api/users/eve/tokens/${id}`)).status).toBe(404);
    const remove = { method: 'DELETE' };
    expect((await eve.send(`/hub/api/users/kim/tokens/${id}`, remove)).status).toBe(404);
    expect((await eve.send(`/hub/api/users/eve/tokens/${id}`, remove)).status).toBe(404);
    expect(harness.digest()).toBe(before);
    expect((await tokensOf(ada)).json().api_tokens).toHaveLength(1);
    expect((await ada.send(`/hub/api/users/kim/tokens/${id}`, remove)).status).toBe(204);
  });

  it('are not without number', async () => {
    const kim = await harness.withToken('kim');
    for (let count = 1; count < 200; count += 1) {
      harness.apiToken(kim.user);
    }
    const before = harness.digest();
    expect((await make(kim, {})).status).toBe(409);
    expect(harness.digest()).toBe(before);
  });

  it.each(['12', 'a', 'a-1', 'a1e3', 'b1', 'a99999999999999999999', '__proto__'])(
    'are not found by %s',
    async id => {
      const kim = await harness.withToken('kim');
      expect((await kim.get(`/hub/api/users/kim/tokens/${id}`)).status).toBe(404);
    }
  );

  it('of servers are not listed and not deleted', async () => {
    const kim = await harness.signedIn('kim');
    const { token } = harness.putServer(kim.user, 'running');
    expect((await tokensOf(kim)).json().api_tokens).toEqual([]);
    const answer = await kim.send('/hub/api/users/kim/tokens/a1', { method: 'DELETE' });
    expect(answer.status).toBe(404);
    expect((await harness.bearer(token).get('/hub/api/user')).status).toBe(200);
  });
});
