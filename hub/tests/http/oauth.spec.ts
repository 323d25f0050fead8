import { createHash } from 'node:crypto';

import { hashSecret } from '../../src/accounts/secrets.js';
import type { Client, Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

const VISIT = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document'
};
const VERIFIER = 'v'.repeat(64);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let harness: Harness;
let kim: SignedInClient;
let server: ReturnType<Harness['parts']['servers']['put']>;

beforeEach(async () => {
  harness = await Harness.start();
  kim = await harness.signedIn('kim');
  server = harness.putServer(kim.user, 'running');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

function query(changes: Record<string, string | null> = {}, of = server): string {
  const all = {
    client_id: of.clientId,
    redirect_uri: of.redirectUri,
    response_type: 'code',
    state: 'a b/+=&ü',
    ...changes
  };
  return new URLSearchParams(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
  ).toString();
}

function authorize(visitor: Client, changes: Record<string, string | null> = {}, of = server) {
  return visitor.get(`/hub/api/oauth2/authorize?${query(changes, of)}`, { headers: VISIT });
}

function parametersOf(answer: Received): URLSearchParams {
  return new URL(answer.headers['location'] ?? '', 'http://x').searchParams;
}

async function codeFor(visitor: Client, changes: Record<string, string | null> = {}) {
  return parametersOf(await authorize(visitor, changes)).get('code') ?? '';
}

function exchange(code: string, changes: Record<string, string | null> = {}, of = server) {
  const all = {
    client_id: of.clientId,
    client_secret: of.token,
    grant_type: 'authorization_code',
    code,
    redirect_uri: of.redirectUri,
    ...changes
  };
  const form = new URLSearchParams(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
  );
  return harness.stranger().post('/hub/api/oauth2/token', form);
}

async function browserToken(visitor: Client): Promise<string> {
  return (await exchange(await codeFor(visitor))).json().access_token;
}

/** Agrees on the confirmation page as a browser does. */
async function agree(visitor: Client, page: Received, changes: Record<string, string> = {}) {
  const xsrf = /name="_xsrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const form = new URLSearchParams({ _xsrf: xsrf, ...changes });
  if (!('scopes' in changes)) {
    for (const [, scope] of page.text.matchAll(/name="scopes" value="([^"]*)"/g)) {
      form.append('scopes', scope ?? '');
    }
  }
  return visitor.post(`/hub/api/oauth2/authorize?${query()}`, form, {
    headers: { ...VISIT, origin: visitor.origin }
  });
}

describe('an owner who opens his server', () => {
  it('is sent back with a code and the state at once', async () => {
    const answer = await authorize(kim);
    expect(answer.status).toBe(302);
    expect(answer.headers['location']).toMatch(/^\/user\/kim\/oauth_callback\?code=/);
    expect(parametersOf(answer).get('state')).toBe('a b/+=&ü');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('is known to the gateway before he gets there', async () => {
    const code = await codeFor(kim);
    expect(harness.parts.gateway.codes.get(hashSecret(code))).toBe(
      kim.cookies.get('jupyterhub-session-id')
    );
  });

  it('is told to his server, which gets a token that reaches the platform', async () => {
    const answer = await exchange(await codeFor(kim));
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { access_token, token_type, expires_in, scope } = answer.json();
    expect([token_type, expires_in]).toEqual(['Bearer', 14 * 24 * 3600]);
    expect(scope.split(' ')).toContain('access:servers!server=kim/');
    const me = (await harness.bearer(access_token).get('/hub/api/user')).json();
    expect(me).toMatchObject({
      kind: 'user',
      name: 'kim',
      admin: false,
      groups: [],
      session_id: kim.cookies.get('jupyterhub-session-id'),
      token_id: expect.stringMatching(/^a\d+$/)
    });
    expect(me.scopes).toEqual([
      'access:servers!server=kim/',
      'custom:labcommons!user=kim',
      'read:users:groups!user=kim',
      'read:users:name!user=kim'
    ]);
    expect(me).not.toHaveProperty('servers');
    expect(me).not.toHaveProperty('last_activity');
    expect((await harness.bearer(access_token).api('GET', '/me')).json().name).toBe('kim');
  });

  it('gets a token that can neither administer, make keys nor change the password', async () => {
    const client = harness.bearer(await browserToken(kim));
    const before = harness.digest();
    const refused = [
      await client.api('POST', '/account/password', {
        currentPassword: 'x',
        newPassword: 'long enough'
      }),
      await client.api('GET', '/account/sessions'),
      await client.post('/hub/api/users/kim/tokens', { note: 'x' }),
      await client.get('/hub/api/users/kim/tokens'),
      await client.post('/hub/api/users/kim/server'),
      await client.get('/hub/api/info')
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(harness.digest()).toBe(before);
  });
});

describe('a browser', () => {
  it('that is not signed in signs in first and comes back', async () => {
    const answer = await authorize(harness.stranger());
    expect(answer.status).toBe(302);
    const location = answer.headers['location'] ?? '';
    expect(location).toMatch(/^\/hub\/login\?next=/);
    expect(parametersOf(answer).get('next')).toBe(`/hub/api/oauth2/authorize?${query()}`);
  });

  it.each([
    ['fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }]
  ])('gets no code by %s', async (_title, headers) => {
    const before = harness.digest();
    const answer = await kim.get(`/hub/api/oauth2/authorize?${query()}`, { headers });
    expect(answer.status).toBe(403);
    expect(answer.headers['location']).toBeUndefined();
    expect(harness.digest()).toBe(before);
  });
});

describe('a request that names', () => {
  const elsewhere: [string, Record<string, string | null>][] = [
    ['an unknown client', { client_id: 'jupyterhub-user-nobody' }],
    ['no client', { client_id: null }],
    ['a prototype', { client_id: '__proto__' }],
    ['no redirect URI', { redirect_uri: null }],
    ['a redirect URI with a slash more', { redirect_uri: '/user/kim/oauth_callback/' }],
    ['a redirect URI with a query', { redirect_uri: '/user/kim/oauth_callback?x' }],
    ['a redirect URI in capitals', { redirect_uri: '/user/kim/OAUTH_callback' }],
    ['a redirect URI escaped otherwise', { redirect_uri: '/user/%6bim/oauth_callback' }],
    ['a redirect URI of somebody else', { redirect_uri: '/user/eve/oauth_callback' }],
    ['another site', { redirect_uri: 'https://evil.example/oauth_callback' }]
  ];
  it.each(elsewhere)('%s is answered by a page and leads nowhere', async (_title, changes) => {
    const before = harness.digest();
    const answer = await authorize(kim, changes);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.headers['location']).toBeUndefined();
    expect(harness.digest()).toBe(before);
  });

  it('its client twice is answered by a page', async () => {
    const answer = await kim.get(
      `/hub/api/oauth2/authorize?${query()}&client_id=${server.clientId}`,
      { headers: VISIT }
    );
    expect(answer.status).toBe(400);
  });

  const back: [string, Record<string, string | null>, string][] = [
    ['no response type', { response_type: null }, 'unsupported_response_type'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that is not for it', { scope: 'access:servers' }, 'invalid_scope'],
    ['everything', { scope: 'inherit' }, 'invalid_scope'],
    ['the platform', { scope: 'custom:labcommons!user=kim' }, 'invalid_scope'],
    [
      'a plain challenge',
      { code_challenge: CHALLENGE, code_challenge_method: 'plain' },
      'invalid_request'
    ],
    ['a challenge without method', { code_challenge: CHALLENGE }, 'invalid_request'],
    [
      'a challenge too short',
      { code_challenge: 'abc', code_challenge_method: 'S256' },
      'invalid_request'
    ],
    ['a method without challenge', { code_challenge_method: 'S256' }, 'invalid_request']
  ];
  it.each(back)('%s is told so by way of the browser', async (_title, changes, error) => {
    const before = harness.digest();
    const answer = await authorize(kim, changes);
    expect(answer.status).toBe(302);
    const parameters = parametersOf(answer);
    expect([parameters.get('error'), parameters.get('state'), parameters.get('code')]).toEqual([
      error,
      'a b/+=&ü',
      null
    ]);
    expect(harness.digest()).toBe(before);
  });

  it('a part of the scopes gets that part', async () => {
    const code = await codeFor(kim, { scope: 'read:users:name!user=kim' });
    const { scope } = (await exchange(code)).json();
    expect(scope).toBe('read:users:name!user=kim custom:labcommons!user=kim');
  });
});

describe('an exchange', () => {
  let code: string;
  beforeEach(async () => {
    code = await codeFor(kim);
  });

  const strangers: [string, Record<string, string | null>][] = [
    ['a wrong secret', { client_secret: 'wrong' }],
    ['no secret', { client_secret: null }],
    ['an empty secret', { client_secret: '' }],
    ['an unknown client', { client_id: 'jupyterhub-user-nobody' }],
    ['no client', { client_id: null }]
  ];
  it.each(strangers)('with %s is refused and spends nothing', async (_title, changes) => {
    const before = harness.digest();
    const answer = await exchange(code, changes);
    expect([answer.status, answer.json().error]).toEqual([401, 'invalid_client']);
    expect(harness.digest()).toBe(before);
    expect((await exchange(code)).status).toBe(200);
  });

  const misfits: [string, Record<string, string | null>][] = [
    ['another redirect URI', { redirect_uri: '/user/kim/elsewhere' }],
    ['no redirect URI', { redirect_uri: null }],
    ['a verifier that nobody announced', { code_verifier: VERIFIER }]
  ];
  it.each(misfits)('with %s is refused and the code spent', async (_title, changes) => {
    const answer = await exchange(code, changes);
    expect([answer.status, answer.json().error]).toEqual([400, 'invalid_grant']);
    expect((await exchange(code)).json().error).toBe('invalid_grant');
    expect(harness.rows('oauth_codes')).toEqual([]);
  });

  it('works once', async () => {
    const first = (await exchange(code)).json();
    const tokens = harness.digest(['tokens']);
    expect((await exchange(code)).json().error).toBe('invalid_grant');
    expect(harness.digest(['tokens'])).toBe(tokens);
    expect((await harness.bearer(first.access_token).get('/hub/api/user')).status).toBe(200);
  });

  it('works once, also when ten come at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('of a code that has expired is refused', async () => {
    harness.advance(61_000);
    expect((await exchange(code)).json().error).toBe('invalid_grant');
  });

  it('of a code of another server is refused', async () => {
    const eve = await harness.signedIn('eve');
    const other = harness.putServer(eve.user, 'running');
    const answer = await exchange(code, {}, other);
    expect([answer.status, answer.json().error]).toEqual([400, 'invalid_grant']);
    const disguised = await exchange(code, { redirect_uri: server.redirectUri }, other);
    expect(disguised.json().error).toBe('invalid_grant');
  });

  it('of a code whose sign-in is over is refused', async () => {
    const [session] = harness.parts.sessions.listFor(kim.user);
    await harness.parts.sessions.signOut({ id: session?.id ?? '' });
    expect((await exchange(code)).json().error).toBe('invalid_grant');
  });

  it('by a server that stopped is refused', async () => {
    harness.parts.servers.setState(server.id, 'stopped');
    expect((await exchange(code)).json().error).toBe('invalid_client');
  });

  it.each([
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ grant_type: 'refresh_token' }, 'unsupported_grant_type'],
    [{ grant_type: null }, 'invalid_request'],
    [{ code: null }, 'invalid_request']
  ])('with %j is refused as %s', async (changes, error) => {
    const answer = await exchange(code, changes);
    expect([answer.status, answer.json().error]).toEqual([400, error]);
  });

  it.each([
    ['JSON', '{"client_id": 1}', 'application/json'],
    ['nothing', undefined, undefined],
    ['too much', new URLSearchParams({ code: 'x'.repeat(2 ** 20) }), undefined],
    ['repetition', 'code=1&code=2&client_id=a&client_id=b', 'application/x-www-form-urlencoded']
  ])('by %s is refused without an error of ours', async (_title, body, type) => {
    const answer = await harness.stranger().post('/hub/api/oauth2/token', body, {
      headers: type === undefined ? {} : { 'content-type': type }
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('an exchange with a challenge', () => {
  const sent = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };

  it('works with its verifier', async () => {
    const code = await codeFor(kim, sent);
    expect((await exchange(code, { code_verifier: VERIFIER })).status).toBe(200);
  });

  it.each([null, '', 'w'.repeat(64), CHALLENGE])('is refused with %j', async code_verifier => {
    const code = await codeFor(kim, sent);
    expect((await exchange(code, { code_verifier })).json().error).toBe('invalid_grant');
  });
});

describe('a visitor', () => {
  it('who is no administrator is not let in', async () => {
    const eve = await harness.signedIn('eve');
    const before = harness.digest();
    const answer = await authorize(eve);
    expect(answer.status).toBe(403);
    expect(answer.headers['location']).toBeUndefined();
    expect(harness.digest()).toBe(before);
  });

  it('who administers is asked, and then known as himself', async () => {
    const ada = await harness.signedIn('ada', { admin: true });
    const page = await authorize(ada);
    expect(page.status).toBe(200);
    expect(page.text).toContain('kim');
    expect(harness.rows('oauth_codes')).toEqual([]);

    const answer = await agree(ada, page);
    expect(answer.status).toBe(302);
    const code = parametersOf(answer).get('code') ?? '';
    const { access_token } = (await exchange(code)).json();
    const me = (await harness.bearer(access_token).get('/hub/api/user')).json();
    expect(me.name).toBe('ada');
    expect(me.scopes).toEqual([
      'access:servers!server=kim/',
      'read:users:groups!user=ada',
      'read:users:name!user=ada'
    ]);
    expect((await authorize(ada)).status).toBe(302);
  });

  it('leaves nothing in the hands of the owner but his name', async () => {
    const ada = await harness.signedIn('ada', { admin: true });
    const answer = await agree(ada, await authorize(ada));
    const code = parametersOf(answer).get('code') ?? '';
    const client = harness.bearer((await exchange(code)).json().access_token);
    const before = harness.digest();
    const refused = [
      await client.api('GET', '/me'),
      await client.api('GET', '/events'),
      await client.api('GET', '/account/sessions'),
      await client.get('/hub/api/info'),
      await client.post('/hub/api/users/ada/tokens', {}),
      await client.post('/hub/api/users/kim/server'),
      await client.get('/hub/api/users/kim/tokens')
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403]);
    expect((await client.get('/hub/api/users/kim')).status).toBe(404);
    expect(harness.digest()).toBe(before);
  });

  it('agrees only by the form he was shown', async () => {
    const ada = await harness.signedIn('ada', { admin: true });
    const page = await authorize(ada);
    const before = harness.digest();
    const forged = [
      await agree(ada, page, { _xsrf: 'x'.repeat(43) }),
      await agree(ada, page, { scopes: 'access:servers' }),
      await agree(ada, page, { scopes: '' })
    ];
    expect(forged.map(({ status }) => status)).toEqual([403, 400, 400]);
    const fetched = await ada.post(
      `/hub/api/oauth2/authorize?${query()}`,
      new URLSearchParams({ scopes: 'access:servers!server=kim/' })
    );
    expect(fetched.status).toBe(403);
    expect(harness.digest()).toBe(before);
  });

  it('is on record, let in or not', async () => {
    await authorize(await harness.signedIn('eve'));
    const ada = await harness.signedIn('ada', { admin: true });
    await agree(ada, await authorize(ada));
    const visits = harness.parts.database
      .prepare(`SELECT outcome FROM activity WHERE action = 'server.visit' ORDER BY seq`)
      .all();
    expect(visits).toEqual([{ outcome: 'refused' }, { outcome: 'done' }]);
  });

  it('who administers no more is not let in by his old token', async () => {
    const ada = await harness.signedIn('ada', { admin: true });
    const answer = await agree(ada, await authorize(ada));
    const { access_token } = (await exchange(parametersOf(answer).get('code') ?? '')).json();
    harness.parts.database.prepare(`UPDATE users SET admin = 0 WHERE name = 'ada'`).run();
    const { scopes } = (await harness.bearer(access_token).get('/hub/api/user')).json();
    expect(scopes).not.toContain('access:servers!server=kim/');
  });
});

describe('a server', () => {
  it('that does not run is said so', async () => {
    harness.parts.servers.setState(server.id, 'stopped');
    const answer = await authorize(kim);
    expect(answer.status).toBe(404);
    expect(answer.headers['location']).toBeUndefined();
  });

  it('loses what it was given for its visitors when it stops, and its own token until it starts', async () => {
    const token = await browserToken(kim);
    await harness.parts.tokens.endServerSessions(server.id);
    harness.parts.servers.setState(server.id, 'stopped');
    expect(harness.parts.gateway.revokedTokens).toContain(hashSecret(token));
    expect((await harness.bearer(token).get('/hub/api/user')).status).toBe(403);
    expect((await harness.bearer(server.token).get('/hub/api/user')).status).toBe(403);
    harness.parts.servers.setState(server.id, 'starting');
    expect((await harness.bearer(token).get('/hub/api/user')).status).toBe(403);
    expect((await harness.bearer(server.token).get('/hub/api/user')).status).toBe(200);
  });

  it('loses everything with its container', async () => {
    const token = await browserToken(kim);
    await harness.parts.tokens.withdrawServer(server.id);
    expect(harness.parts.gateway.revokedTokens).toEqual(
      new Set([hashSecret(token), hashSecret(server.token)])
    );
    expect((await harness.bearer(server.token).get('/hub/api/user')).status).toBe(403);
    expect((await authorize(kim)).status).toBe(400);
    expect([harness.rows('tokens'), harness.rows('oauth_clients')]).toEqual([[], []]);
  });

  it('that is made anew gets a new token, and the old one is void', async () => {
    const again = harness.parts.tokens.registerServer({
      serverId: server.id,
      owner: kim.user,
      serverName: '',
      prefix: server.prefix
    });
    expect(again.clientId).toBe(server.clientId);
    expect((await harness.bearer(server.token).get('/hub/api/user')).status).toBe(403);
    expect((await harness.bearer(again.token).get('/hub/api/user')).status).toBe(200);
    expect(harness.parts.gateway.revokedTokens).toContain(hashSecret(server.token));
  });

  it('never shares its name as a client with another', async () => {
    const a = await harness.user('a');
    const ab = await harness.user('a-b');
    const first = harness.putServer(a, 'running', 'b');
    const second = harness.putServer(ab, 'running');
    expect(first.clientId).not.toBe(second.clientId);
    expect((await authorize(await harness.signedIn('a-b'), {}, second)).status).toBe(302);
    expect((await authorize(await harness.signedIn('a-b'), {}, first)).status).toBe(403);
  });
});

describe('signing out', () => {
  it('ends the tokens of that sign-in, here and at the gateway, and no others', async () => {
    const elsewhere = await harness.signedIn('kim');
    const here = await browserToken(kim);
    const there = await browserToken(elsewhere);
    const answer = await kim.get('/hub/logout', { headers: VISIT });
    expect(answer.status).toBe(302);
    expect(harness.parts.gateway.revokedTokens).toEqual(new Set([hashSecret(here)]));
    expect((await harness.bearer(here).get('/hub/api/user')).status).toBe(403);
    expect((await harness.bearer(here).api('GET', '/me')).status).toBe(401);
    expect((await harness.bearer(there).get('/hub/api/user')).status).toBe(200);
    expect(kim.cookies.size).toBe(0);
  });
});
