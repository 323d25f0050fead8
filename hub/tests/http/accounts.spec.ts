import { hashSecret } from '../../src/accounts/secrets.js';
import { Harness, PASSWORD, TABLES } from './harness.js';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

const DAY_MS = 24 * 3600 * 1000;

describe('who is calling', () => {
  it('is told by session and by token', async () => {
    const kim = await harness.signedIn('kim');
    expect((await kim.api('GET', '/me')).json()).toMatchObject({ name: 'kim', admin: false });
    const script = await harness.withToken('kim');
    const answer = await script.api('GET', '/me');
    expect(answer.json()).toMatchObject({ name: 'kim' });
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff'
    });
  });

  it.each(['Bearer', 'bearer', 'token', 'Token', 'TOKEN'])('may be spelled %s', async scheme => {
    const client = harness.stranger();
    const token = harness.apiToken(await harness.user('kim'));
    client.headers['authorization'] = `${scheme} ${token}`;
    expect((await client.api('GET', '/me')).status).toBe(200);
  });

  it('is nobody by a bad header, even with a good cookie', async () => {
    const kim = await harness.signedIn('kim');
    for (const authorization of ['Basic a2ltOmtpbQ==', 'Bearer', 'Bearer a b', 'Bearer wrong']) {
      const answer = await kim.api('GET', '/me', undefined, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    }
  });

  it('keeps no secret in the database', async () => {
    const kim = await harness.signedIn('kim');
    const token = harness.apiToken(kim.user);
    const everything = JSON.stringify(TABLES.map(table => harness.rows(table)));
    expect(everything).toContain(hashSecret(token));
    for (const secret of [token, PASSWORD, kim.cookies.get('labcommons-session')]) {
      expect(everything).not.toContain(secret);
    }
  });
});

describe('a session', () => {
  it('is new at every sign-in, whatever the browser brought', async () => {
    const first = await harness.signedIn('kim');
    const second = await harness.signedIn('kim');
    for (const name of ['labcommons-session', 'jupyterhub-session-id', '_xsrf']) {
      expect(first.cookies.get(name)).toBeTruthy();
      expect(first.cookies.get(name)).not.toBe(second.cookies.get(name));
    }
    expect(harness.parts.gateway.sessions.size).toBe(2);
  });

  it('ends 14 days after its last use, and 60 days after its beginning', async () => {
    const kim = await harness.signedIn('kim');
    for (let day = 0; day < 48; day += 12) {
      harness.advance(12 * DAY_MS);
      expect((await kim.api('GET', '/me')).status).toBe(200);
    }
    harness.advance(12 * DAY_MS + 1000);
    expect((await kim.api('GET', '/me')).status).toBe(401);

    const ann = await harness.signedIn('ann');
    harness.advance(14 * DAY_MS + 1000);
    expect((await ann.api('GET', '/me')).status).toBe(401);
  });

  it('is deleted when it has expired, and the gateway forgets it', async () => {
    await harness.signedIn('kim');
    harness.advance(15 * DAY_MS);
    await harness.parts.sessions.prune();
    expect(harness.rows('sessions')).toEqual([]);
    expect(harness.parts.gateway.sessions.size).toBe(0);
  });

  it('is told to a gateway that starts anew, unless it has expired', async () => {
    await harness.signedIn('old');
    harness.advance(15 * DAY_MS);
    const kim = await harness.signedIn('kim');
    harness.parts.gateway.sessions.clear();
    await harness.parts.sessions.announceAll();
    expect([...harness.parts.gateway.sessions]).toEqual([kim.cookies.get('jupyterhub-session-id')]);
  });

  it('is no session when a script planted a second cookie', async () => {
    const kim = await harness.signedIn('kim');
    const eve = await harness.signedIn('eve');
    const cookie = `labcommons-session=${eve.cookies.get('labcommons-session')}; ${kim.cookieHeader()}`;
    expect((await kim.api('GET', '/me', undefined, { headers: { cookie } })).status).toBe(401);
  });

  it('is known by the cookie of its transport only', async () => {
    const kim = await harness.signedIn('kim');
    const overTls = { 'x-forwarded-proto': 'https' };
    expect((await kim.api('GET', '/me', undefined, { headers: overTls })).status).toBe(401);
  });

  it('is dead on the server after signing out', async () => {
    const kim = await harness.signedIn('kim');
    const token = harness.apiToken(kim.user);
    const copy = kim.cookieHeader();
    const [session] = harness.parts.sessions.listFor(kim.user);
    await harness.parts.sessions.signOut({ id: session?.id ?? '' });
    expect(harness.parts.gateway.sessions.size).toBe(0);
    expect((await kim.api('GET', '/me', undefined, { headers: { cookie: copy } })).status).toBe(
      401
    );
    expect((await harness.bearer(token).api('GET', '/me')).status).toBe(200);
  });
});

describe('sessions of a user', () => {
  it('are listed and ended by himself', async () => {
    const here = await harness.signedIn('kim');
    const there = await harness.signedIn('kim');
    const { items } = (await here.api('GET', '/account/sessions')).json();
    expect(items.map((item: { current: boolean }) => item.current)).toEqual([true, false]);
    expect((await here.api('DELETE', `/account/sessions/${items[1].id}`)).status).toBe(204);
    expect((await there.api('GET', '/me')).status).toBe(401);
    expect((await here.api('GET', '/me')).status).toBe(200);
  });

  it('are nobody else’s', async () => {
    const kim = await harness.signedIn('kim');
    const eve = await harness.signedIn('eve');
    const [session] = harness.parts.sessions.listFor(kim.user);
    const before = harness.digest();
    expect((await eve.api('DELETE', `/account/sessions/${session?.id}`)).status).toBe(404);
    expect(harness.digest()).toBe(before);
  });

  it('are out of reach of tokens', async () => {
    const script = await harness.withToken('kim');
    const answer = await script.api('GET', '/account/sessions');
    expect(answer.status).toBe(403);
    expect(answer.json().type).toBe('/problems/not-allowed');
  });
});

describe('cookies', () => {
  it('open the API only with the token of their session, to read too', async () => {
    const kim = await harness.signedIn('kim');
    const other = await harness.signedIn('kim');
    const before = harness.digest();
    for (const token of ['', 'x'.repeat(43), other.headers['x-xsrftoken'] ?? '']) {
      const headers = { 'x-xsrftoken': token };
      for (const [method, path] of [
        ['GET', '/me'],
        ['GET', '/account/sessions'],
        ['POST', '/account/password']
      ] as const) {
        const answer = await kim.api(method, path, method === 'POST' ? {} : undefined, { headers });
        expect([answer.status, answer.json().type]).toEqual([403, '/problems/cross-site']);
      }
    }
    expect(harness.digest()).toBe(before);
  });

  it('may bring the token in the query where nothing is changed', async () => {
    const kim = await harness.signedIn('kim');
    const token = kim.headers['x-xsrftoken'] ?? '';
    delete kim.headers['x-xsrftoken'];
    expect((await kim.get(`/hub/api/user?_xsrf=${token}`)).status).toBe(200);
    expect((await kim.post(`/hub/api/users/kim/server?_xsrf=${token}`)).status).toBe(403);
  });

  it('are believed from a client without Sec-Fetch-* only for its own origin', async () => {
    const kim = await harness.signedIn('kim');
    for (const name of ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest']) {
      delete kim.headers[name];
    }
    const status = async (headers: Record<string, string>) =>
      (await kim.api('GET', '/me', undefined, { headers })).status;
    expect(await status({})).toBe(200);
    expect(await status({ origin: kim.origin })).toBe(200);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ origin: 'null' })).toBe(403);
    const behind = { origin: 'http://hub.example', 'x-forwarded-host': 'hub.example' };
    expect(await status(behind)).toBe(200);
    expect(await status({ ...behind, origin: kim.origin })).toBe(403);
  });

  it.each([
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a link', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }]
  ])('are not believed from %s', async (_title, headers) => {
    const kim = await harness.signedIn('kim');
    expect((await kim.api('GET', '/me', undefined, { headers })).status).toBe(403);
  });
});

describe('passwords', () => {
  const change = { currentPassword: PASSWORD, newPassword: 'a better password' };

  it('are changed in a session, which goes on alone', async () => {
    const here = await harness.signedIn('kim');
    const there = await harness.signedIn('kim');
    const script = await harness.withToken('kim');
    expect((await here.api('POST', '/account/password', change)).status).toBe(204);
    expect((await here.api('GET', '/me')).status).toBe(200);
    expect((await there.api('GET', '/me')).status).toBe(401);
    expect((await script.api('GET', '/me')).status).toBe(401);
    const { accounts } = harness.parts;
    await expect(accounts.verifyPassword('kim', PASSWORD, 'x')).rejects.toMatchObject({
      code: 'wrong-password'
    });
    expect((await accounts.verifyPassword(' KIM ', 'a better password', 'x')).name).toBe('kim');
  });

  it.each([
    [{ ...change, currentPassword: 'not this one' }, 403, 'wrong-password'],
    [{ ...change, newPassword: 'short' }, 400, 'invalid-request'],
    [{ ...change, more: 1 }, 400, 'invalid-request'],
    [{ currentPassword: PASSWORD }, 400, 'invalid-request'],
    [[], 400, 'invalid-request'],
    ['{', 400, 'malformed-body'],
    ['null', 400, 'malformed-body']
  ])('stay when the change is refused: %j', async (body, status, code) => {
    const kim = await harness.signedIn('kim');
    const before = harness.digest();
    const answer = await kim.api('POST', '/account/password', body);
    expect([answer.status, answer.json().type]).toEqual([status, `/problems/${code}`]);
    expect(answer.json().requestId).toBe(answer.headers['x-request-id']);
    expect(harness.digest()).toBe(before);
  });

  it('name the field that is wrong', async () => {
    const kim = await harness.signedIn('kim');
    const answer = await kim.api('POST', '/account/password', { ...change, newPassword: 'short' });
    expect(answer.json().errors).toEqual([
      { pointer: '/newPassword', detail: 'must have at least 8 characters' }
    ]);
  });

  it('must be sent as JSON of a size that passwords have', async () => {
    const kim = await harness.signedIn('kim');
    const sent = { headers: { 'content-type': 'text/plain' } };
    expect((await kim.api('POST', '/account/password', '{}', sent)).status).toBe(415);
    const large = JSON.stringify({ ...change, newPassword: 'x'.repeat(2 ** 20) });
    expect((await kim.api('POST', '/account/password', large)).status).toBe(413);
  });

  it('are not guessed for long', async () => {
    const { accounts } = harness.parts;
    await harness.user('kim');
    const tries = Array.from({ length: 12 }, () =>
      accounts
        .verifyPassword('kim', 'guess', '203.0.113.9')
        .catch((error: { code: string }) => error.code)
    );
    const codes = await Promise.all(tries);
    expect(codes.filter(code => code === 'wrong-password')).toHaveLength(10);
    expect(codes.filter(code => code === 'too-many-requests')).toHaveLength(2);
    await expect(accounts.verifyPassword('kim', PASSWORD, '203.0.113.9')).rejects.toMatchObject({
      code: 'too-many-requests'
    });
    expect((await accounts.verifyPassword('kim', PASSWORD, '203.0.113.10')).name).toBe('kim');
  });

  it('that were right or wrong are on record, themselves not', async () => {
    const { accounts, database } = harness.parts;
    const kim = await harness.user('kim');
    await accounts.verifyPassword('kim', PASSWORD, '203.0.113.9');
    await accounts.verifyPassword('kim', 'wrong one', '203.0.113.9').catch(() => undefined);
    const acts = database
      .prepare(
        `SELECT actor_id, outcome, address FROM activity WHERE action = 'account.signIn' ORDER BY seq`
      )
      .all();
    expect(acts).toEqual([
      { actor_id: kim.id, outcome: 'done', address: '203.0.113.9' },
      { actor_id: kim.id, outcome: 'refused', address: '203.0.113.9' }
    ]);
    expect(JSON.stringify(harness.rows('activity'))).not.toContain('wrong one');
  });

  it('cost the same work for names that nobody has', async () => {
    const { accounts } = harness.parts;
    await harness.user('kim');
    const cpuOf = async (name: string) => {
      await accounts.verifyPassword(name, 'guess', name).catch(() => undefined);
      const before = process.cpuUsage();
      for (let n = 0; n < 5; n += 1) {
        await accounts.verifyPassword(name, 'guess', name).catch(() => undefined);
      }
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const known = await cpuOf('kim');
    const unknown = await cpuOf('nobody');
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });
});

describe('a disabled user', () => {
  it('is refused everywhere at once', async () => {
    const kim = await harness.signedIn('kim');
    const script = await harness.withToken('kim');
    await harness.parts.accounts.setDisabled('kim', true);
    expect((await kim.api('GET', '/me')).status).toBe(401);
    expect((await script.api('GET', '/me')).status).toBe(401);
    expect(harness.parts.gateway.sessions.size).toBe(0);
    expect(harness.parts.gateway.revokedTokens.size).toBe(1);
    await expect(harness.parts.accounts.verifyPassword('kim', PASSWORD, 'x')).rejects.toMatchObject(
      { code: 'wrong-password' }
    );
  });

  it('has nothing back but the password when enabled again', async () => {
    const script = await harness.withToken('kim');
    await harness.parts.accounts.setDisabled('kim', true);
    await harness.parts.accounts.setDisabled('kim', false);
    expect((await script.api('GET', '/me')).status).toBe(401);
    expect((await harness.parts.accounts.verifyPassword('kim', PASSWORD, 'x')).name).toBe('kim');
  });

  it('is refused even where only the row says so', async () => {
    const kim = await harness.signedIn('kim');
    const script = await harness.withToken('kim');
    harness.parts.database.prepare(`UPDATE users SET disabled_at = '2026-01-01T00:00:00Z'`).run();
    expect((await kim.api('GET', '/me')).status).toBe(401);
    expect((await script.api('GET', '/me')).status).toBe(401);
  });
});

describe('user names', () => {
  it.each(['kim', 'a@b.c', 'constructor', 'tostring', '__proto__', '~x', 'x'.repeat(64)])(
    '%s is one',
    async name => {
      const client = await harness.withToken(name);
      expect((await client.api('GET', '/me')).json().name).toBe(name);
      expect((await client.get(`/hub/api/users/${encodeURIComponent(name)}`)).status).toBe(200);
    }
  );

  it.each(['', 'Kim', 'a b', '.a', 'a.', '..', 'a/b', 'a\\b', 'ä', 'a\n', 'x'.repeat(65)])(
    '%j is none',
    async name => {
      const before = harness.digest();
      await expect(
        harness.parts.accounts.createUser({ name, admin: false, password: PASSWORD })
      ).rejects.toMatchObject({ code: 'invalid-request' });
      expect(harness.digest()).toBe(before);
    }
  );

  it('are given once', async () => {
    await harness.user('kim');
    await expect(
      harness.parts.accounts.createUser({ name: 'kim', admin: true, password: PASSWORD })
    ).rejects.toMatchObject({ code: 'already-exists' });
  });
});

describe('a token', () => {
  it('ends with its time', async () => {
    const user = await harness.user('kim');
    const until = new Date(Date.now() + DAY_MS);
    const client = harness.bearer(harness.apiToken(user, [], until));
    expect((await client.api('GET', '/me')).status).toBe(200);
    harness.advance(DAY_MS);
    expect((await client.api('GET', '/me')).status).toBe(401);
    await harness.parts.tokens.prune();
    expect(harness.rows('tokens')).toEqual([]);
  });

  it('without the platform’s scope is known but not let in', async () => {
    const user = await harness.user('kim');
    const client = harness.bearer(harness.apiToken(user, ['read:users!user=kim']));
    expect((await client.api('GET', '/me')).status).toBe(403);
    expect((await client.get('/hub/api/user')).status).toBe(200);
  });

  it('notes its use now and then, not at every call', async () => {
    const lastUse = () =>
      harness.parts.database.prepare('SELECT last_used_at FROM tokens').pluck().get();
    const client = await harness.withToken('kim');
    expect(lastUse()).toBeNull();
    await client.api('GET', '/me');
    const first = lastUse();
    expect(first).not.toBeNull();
    harness.advance(30_000);
    await client.api('GET', '/me');
    expect(lastUse()).toBe(first);
    harness.advance(31_000);
    await client.api('GET', '/me');
    expect(lastUse()).not.toBe(first);
  });
});

describe('paths and methods', () => {
  it('that do not exist are said so in problem documents', async () => {
    const kim = await harness.withToken('kim');
    expect((await kim.api('GET', '/nothing')).json().type).toBe('/problems/not-found');
    const wrong = await kim.api('DELETE', '/me');
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await kim.api('GET', '/account/sessions/%E0%A4%A')).status).toBe(400);
  });

  it('answer for their health without a word', async () => {
    for (const path of ['/hub/health', '/hub/api/health']) {
      const answer = await harness.stranger().get(path);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect((await harness.stranger().send(path, { method: 'HEAD' })).status).toBe(200);
    }
  });
});
