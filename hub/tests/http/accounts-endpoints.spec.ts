import { gzipSync } from 'node:zlib';

import { ENDPOINTS } from '../../contract/api.js';
import type { Endpoint } from '../../contract/endpoint.js';
import { PROBLEMS, Problem, type ProblemCode } from '../../contract/problem.js';
import type { Client, Received } from './client.js';
import { Harness } from './harness.js';

const UNKNOWN_ID = '01JD0000000000000000000000';
const NOTEBOOK = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };

/** A body that each endpoint understands. */
const BODIES: Record<string, Record<string, unknown>> = {
  changePassword: { currentPassword: 'not the right one', newPassword: 'long enough' },
  submitJob: { kind: 'notebook', notebook: { name: 'a.ipynb', content: NOTEBOOK } },
  createVolume: { root: 'Storage', name: 'thesis' },
  changeVolume: { title: 'Thesis' },
  makeFolder: { parents: true },
  renameEntry: { path: 'b.txt' },
  createDownload: { files: [{ volume: 'Storage/nobody/persistent', path: 'a.txt' }] },
  createDatabase: { name: 'stars' },
  changeDatabase: { description: 'Bright ones' },
  queryDatabase: { sql: 'SELECT 1' },
  queryDatabaseAsCsv: { sql: 'SELECT 1' },
  submitTask: {
    kind: 'delete',
    sources: [{ volume: 'Storage/nobody/persistent', path: 'a.txt' }]
  },
  restoreFromTrash: { conflict: 'fail' },
  emptyTrash: { volume: 'Storage/nobody/persistent' },
  makeSnapshot: { volume: 'Storage/nobody/persistent' },
  restoreSnapshot: { path: 'a.txt' },
  writeDataSetIndex: { datasets: [] },
  readFiles: { files: [{ volume: 'Storage/nobody/persistent', path: 'a.txt' }] },
  registerDataVolume: { name: 'sdss', directory: '/srv/data/sdss' },
  changeDataVolume: { title: 'SDSS' },
  registerImage: { id: 'julia', title: 'Julia', reference: 'example/julia' },
  changeSiteImage: { title: 'Julia' },
  registerDomain: { id: 'night', title: 'Night', images: ['plain'] },
  changeSiteDomain: { title: 'Night' },
  stopSiteServer: { reason: 'Power cut' },
  editJob: { name: 'another name' },
  readNotifications: { all: true },
  dismissNotifications: { all: true },
  putNotificationPreferences: { kinds: {} },
  makeAnnouncement: { title: 'Maintenance' },
  editProfile: { findable: true },
  setEmail: { email: 'kim@example.org', currentPassword: 'not the right one' },
  saveEnvironment: { title: 'Star counts' },
  editImage: { title: 'Star counts' },
  editServer: { image: 'none' },
  createServer: { name: 'gpu' },
  mountVolume: { volume: 'Storage/kim/persistent', access: 'read' },
  editAnnouncement: { title: 'Maintenance' },
  createGroup: { name: 'astro' },
  editGroup: { name: 'another name' },
  handOverGroup: { user: 'kim' },
  inviteMembers: { users: ['kim'] },
  changeMemberRole: { role: 'admin' },
  makeLink: { volume: 'Storage/nobody/persistent', path: 'a.txt' },
  editLink: { maxDownloads: 3 },
  putGrant: {
    resource: { kind: 'volume', id: 'Storage/nobody/persistent' },
    subject: { kind: 'user', id: 'kim' },
    privileges: ['read']
  }
};

/** Every field of these changes may be left out: then nothing changes. */
const MAY_BE_EMPTY = [
  'changeDataVolume',
  'changeSiteImage',
  'changeSiteDomain',
  'stopSiteServer',
  'editJob',
  'editGroup',
  'editImage',
  'editServer',
  'editAnnouncement',
  'editLink',
  'restoreFromTrash',
  'changeVolume',
  'changeDatabase',
  'makeFolder'
];

/** Those that ask who is there; the others know by an address that cannot be guessed. */
const GUARDED = ENDPOINTS.filter(({ credentials }) => credentials !== 'none');
const WITH_BODY = ENDPOINTS.filter(({ id }) => id in BODIES);

/** JupyterHub's part of the API, as far as it needs credentials. */
const HUB_PATHS: readonly [string, string][] = [
  ['GET', '/user'],
  ['GET', '/info'],
  ['GET', '/users/kim'],
  ['POST', '/users/kim/server'],
  ['DELETE', '/users/kim/server'],
  ['POST', '/users/kim/servers/'],
  ['DELETE', '/users/kim/servers/gpu'],
  ['GET', '/users/kim/server/progress'],
  ['GET', '/users/kim/servers/gpu/progress'],
  ['POST', '/users/kim/activity'],
  ['GET', '/users/kim/tokens'],
  ['POST', '/users/kim/tokens'],
  ['GET', '/users/kim/tokens/a1'],
  ['DELETE', '/users/kim/tokens/a1']
];

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start({ whole: true });
  await harness.user('kim');
});
afterEach(() => expect(harness.internalErrors).toEqual([]));
afterAll(() => harness.stop());

function pathOf(endpoint: Endpoint, params: Record<string, string> = {}): string {
  const samples: Record<string, string> = {
    id: UNKNOWN_ID,
    name: 'default',
    volume: 'Storage/nobody/persistent',
    place: 'Storage/nobody/persistent/a.txt',
    upload: UNKNOWN_ID,
    stream: 'stdout',
    path: 'a.txt',
    group: UNKNOWN_ID,
    user: 'kim',
    ...params
  };
  return endpoint.path.replace(/\{(\w+)\*?\}/g, (_whole, name: string) => samples[name] ?? 'x');
}

function call(client: Client, endpoint: Endpoint, body?: unknown): Promise<Received> {
  return client.api(endpoint.method, pathOf(endpoint), body ?? BODIES[endpoint.id]);
}

function expectProblem(answer: Received, ...codes: ProblemCode[]): void {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  const problem = Problem.strict().parse(answer.json());
  expect(codes.map(code => `/problems/${code}`)).toContain(problem.type);
  const code = problem.type.slice('/problems/'.length) as ProblemCode;
  expect(answer.status).toBe(PROBLEMS[code].status);
  expect(problem.status).toBe(answer.status);
  expect(problem.requestId).toBe(answer.headers['x-request-id']);
  expect(answer.text).not.toMatch(/\bat .*\.[jt]s:|node_modules|SQLITE/);
}

type Bad =
  'forged' | 'absent' | 'expired' | 'revoked' | 'disabled' | 'stopped' | 'server' | 'visitor';

/** Somebody who may not; made anew for each test, before it looks at the tables. */
async function somebody(kind: Bad): Promise<Client> {
  const { tokens, accounts } = harness.parts;
  const name = `${kind}-${harness.parts.accounts.listUsers().length}`;
  const user = await harness.user(name, { admin: kind === 'visitor' });
  switch (kind) {
    case 'absent':
      return harness.stranger();
    case 'forged':
      return harness.bearer('x'.repeat(43));
    case 'expired':
      return harness.bearer(harness.apiToken(user, [], new Date(Date.now() - 1)));
    case 'revoked': {
      const token = harness.apiToken(user);
      await tokens.endAll(user.id);
      return harness.bearer(token);
    }
    case 'disabled': {
      const token = harness.apiToken(user);
      await accounts.setDisabled(name, true);
      return harness.bearer(token);
    }
    case 'stopped':
      return harness.bearer(harness.putServer(user, 'stopped').token);
    case 'server':
      return harness.bearer(harness.putServer(user, 'running').token);
    case 'visitor':
      return harness.bearer(await visitorToken(name));
  }
}

/** The token of an administrator in the hands of the owner whose server he visits. */
async function visitorToken(visitor: string): Promise<string> {
  const { oauth, sessions, accounts } = harness.parts;
  const owner = await harness.user(`owner-of-${visitor}`);
  const server = harness.putServer(owner, 'running');
  const client = oauth.client(server.clientId);
  const user = accounts.findUser(visitor);
  if (!client || !user) {
    throw new Error('The server is not registered');
  }
  const { session } = await sessions.signIn(user, { address: '', userAgent: '', secure: false });
  const scopes = oauth.stockScopes(client, user);
  const code = await oauth.issueCode({ client, user, session, scopes, codeChallenge: null });
  const proof = { redirectUri: client.redirectUri, codeVerifier: null };
  const issued = oauth.redeemCode(client, code, proof);
  if (!issued) {
    throw new Error('The code was refused');
  }
  return issued.token;
}

/** Bytes of a type that is not taken are refused whether there is something or not. */
function refusedUnseen({ consumes }: Endpoint): ProblemCode[] {
  return consumes === 'bytes' ? ['unsupported-media-type'] : [];
}

/** Uploads refuse who does not say which protocol he speaks, before they look at anything. */
function speakingTus(client: Client): Client {
  client.headers['tus-resumable'] = '1.0.0';
  return client;
}

describe('every endpoint refuses', () => {
  it.each(['absent', 'forged', 'expired', 'revoked', 'disabled', 'stopped'] as const)(
    'who is %s as not signed in',
    async kind => {
      const client = await somebody(kind);
      const before = harness.digest();
      for (const endpoint of GUARDED) {
        expectProblem(await call(client, endpoint), 'not-signed-in');
      }
      expect(harness.digest()).toBe(before);
    }
  );

  it.each(['server', 'visitor'] as const)('the token of a %s as not allowed', async kind => {
    const client = await somebody(kind);
    const before = harness.digest();
    for (const endpoint of GUARDED) {
      expectProblem(await call(client, endpoint), 'not-allowed');
    }
    expect(harness.digest()).toBe(before);
  });

  it('a cookie without the token of its page', async () => {
    const kim = await harness.signedIn('kim');
    delete kim.headers['x-xsrftoken'];
    const before = harness.digest();
    for (const endpoint of GUARDED) {
      expectProblem(await call(kim, endpoint), 'cross-site');
    }
    expect(harness.digest()).toBe(before);
  });

  it('tokens where only pages of the hub may ask', async () => {
    const kim = await harness.withToken('kim');
    const before = harness.digest();
    const ofPages = ENDPOINTS.filter(({ credentials }) => credentials === 'session');
    expect(ofPages.length).toBeGreaterThan(0);
    for (const endpoint of ofPages) {
      expectProblem(await call(kim, endpoint), 'not-allowed');
    }
    expect(harness.digest()).toBe(before);
  });

  it('what is not in its query', async () => {
    const kim = await harness.signedIn('kim');
    const before = harness.digest();
    for (const endpoint of GUARDED) {
      const path = `${pathOf(endpoint)}?surprise=1`;
      expectProblem(await kim.api(endpoint.method, path, BODIES[endpoint.id]), 'invalid-request');
    }
    expect(harness.digest()).toBe(before);
  });
});

describe('every path', () => {
  it('with something hostile in it is refused in words', async () => {
    const kim = speakingTus(await harness.signedIn('kim'));
    const hostile = [
      '%00',
      '..%2f..',
      '__proto__',
      'hasOwnProperty',
      '%F0%9F%90%8D',
      'x'.repeat(3000),
      "'--"
    ];
    const before = harness.digest();
    for (const endpoint of ENDPOINTS.filter(({ path }) => path.includes('{'))) {
      for (const text of hostile) {
        const path = pathOf(endpoint, {
          id: text,
          name: text,
          volume: text,
          stream: text,
          path: text,
          group: text,
          user: text,
          place: text,
          upload: text
        });
        const answer = await kim.api(endpoint.method, path, BODIES[endpoint.id]);
        expectProblem(answer, 'invalid-request', 'not-found', ...refusedUnseen(endpoint));
      }
      const broken = pathOf(endpoint, {
        id: '%ff',
        name: '%ff',
        volume: '%ff',
        stream: '%ff',
        group: '%ff',
        place: '%ff',
        upload: '%ff'
      });
      expectProblem(
        await kim.api(endpoint.method, broken, BODIES[endpoint.id]),
        'invalid-request',
        'not-found',
        ...refusedUnseen(endpoint)
      );
    }
    expect(harness.digest()).toBe(before);
  });
});

describe('what belongs to Kim', () => {
  it('does not exist for others', async () => {
    const kim = await harness.signedIn('kim');
    const eve = speakingTus(await harness.signedIn('eve'));
    harness.parts.database
      .prepare(`INSERT INTO images VALUES ('scientific-python', ?, 'sha256:1', ?, '')`)
      .run(
        harness.parts.config.images[0]?.reference,
        JSON.stringify({
          python: '/usr/bin/python3',
          pythonVersion: '3.12.1',
          nbclient: '0.10.0',
          jupyterhub: '5.5.0',
          jupyterlab: '4.6.0',
          kernels: [{ name: 'python3', displayName: 'Python', language: 'python' }],
          entryPoint: [],
          command: [],
          jupyterPath: '',
          jupyterConfigPath: '',
          uid: 1000,
          gid: 100,
          home: '/home/jovyan'
        })
      );
    const submitted = await kim.api('POST', '/jobs', BODIES['submitJob']);
    expect(submitted.status).toBe(201);
    const [session] = harness.parts.sessions.listFor(kim.user);
    const before = harness.digest();
    // Servers are named within what is the caller's own.
    const addressed = ENDPOINTS.filter(
      ({ path }) => path.includes('{') && !path.startsWith('/servers')
    );
    for (const endpoint of addressed) {
      const path = pathOf(endpoint, {
        id: endpoint.path.startsWith('/jobs') ? submitted.json().id : (session?.id ?? ''),
        volume: 'Storage/kim/persistent',
        place: 'Storage/kim/persistent/a.txt'
      });
      const answer = await eve.api(endpoint.method, path, BODIES[endpoint.id]);
      expectProblem(answer, 'not-found', ...refusedUnseen(endpoint));
    }
    expect(harness.digest()).toBe(before);
    expect((await kim.api('GET', `/jobs/${submitted.json().id}`)).status).toBe(200);
  });
});

describe.each(WITH_BODY.map(endpoint => [endpoint.id, endpoint] as const))(
  'the body of %s',
  (id, endpoint) => {
    let kim: Client;
    let before: string;
    beforeEach(async () => {
      kim = await harness.signedIn('kim');
      before = harness.digest();
    });
    afterEach(() => expect(harness.digest()).toBe(before));

    const send = (body: unknown, headers: Record<string, string> = {}) =>
      kim.api(endpoint.method, pathOf(endpoint), body, { headers });

    it.each([
      '{',
      'null',
      '"text"',
      '12',
      'undefined',
      '\u0000',
      '{"a":1}}',
      '[1,',
      '{"a":\ud800}'
    ])('is refused as %j', async text => {
      expectProblem(await send(Buffer.from(text)), 'malformed-body');
    });

    it.each([
      ['a list', []],
      ['nothing', {}],
      ['something unknown', { ...BODIES[id], surprise: 1 }],
      ['a prototype', `{"__proto__": {"admin": true}, ${JSON.stringify(BODIES[id]).slice(1)}`],
      ['a constructor', { ...BODIES[id], constructor: { prototype: {} } }]
    ])('is refused with %s in it', async (title, body) => {
      if (title === 'nothing' && MAY_BE_EMPTY.includes(id)) {
        expectProblem(await send(body), 'not-found');
      } else {
        expectProblem(await send(body), 'invalid-request');
      }
    });

    it('is refused when it is missing', async () => {
      const answer = await kim.api(endpoint.method, pathOf(endpoint));
      expectProblem(answer, 'invalid-request');
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'x'])(
      'is refused as %s',
      async type => {
        const answer = await send(JSON.stringify(BODIES[id]), { 'content-type': type });
        expectProblem(answer, 'unsupported-media-type');
      }
    );

    it('is refused in an encoding that nobody knows', async () => {
      const answer = await send(JSON.stringify(BODIES[id]), { 'content-encoding': 'x' });
      expectProblem(answer, 'unsupported-media-type');
      const charset = await send(JSON.stringify(BODIES[id]), {
        'content-type': 'application/json; charset=latin1'
      });
      expectProblem(charset, 'unsupported-media-type');
    });

    it('is refused when it is larger than said, packed or not', async () => {
      const large = JSON.stringify({ x: 'x'.repeat(endpoint.maxBodyBytes) });
      expectProblem(await send(large), 'too-large');
      const packed = await send(gzipSync(large), { 'content-encoding': 'gzip' });
      expectProblem(packed, 'too-large');
      const broken = await send(Buffer.from('no gzip'), { 'content-encoding': 'gzip' });
      expectProblem(broken, 'invalid-request', 'malformed-body');
    });

    it('is refused at ten megabytes, whatever it is', async () => {
      const body = JSON.stringify({ ...BODIES[id], surprise: 'x'.repeat(10 * 2 ** 20) });
      expectProblem(await send(body), 'too-large', 'invalid-request');
    });

    it('is refused when it is nested without end', async () => {
      const pit = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
      for (const depth of [500, 20_000, 400_000]) {
        expectProblem(await send(`{"name":${pit(depth)}}`), 'invalid-request', 'malformed-body');
        const content = `{"kind":"notebook","notebook":{"name":"a","content":${pit(depth)}}}`;
        expectProblem(await send(content), 'invalid-request', 'malformed-body');
      }
    });

    it('is answered briefly when it is wrong in a million places', async () => {
      const keys = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`!${n}`, 0]));
      const answer = await send({ ...keys, ['x'.repeat(100_000)]: 0 });
      expectProblem(answer, 'invalid-request');
      expect(answer.text.length).toBeLessThan(10_000);
      const more = Object.fromEntries(Array.from({ length: 90_000 }, (_, n) => [n, 0]));
      expectProblem(await send(more), 'invalid-request');
    });
  }
);

describe('JupyterHub’s API refuses', () => {
  const send = (client: Client, [method, path]: readonly [string, string], body?: unknown) =>
    client.send(`/hub/api${path}`, { method, body });

  function expectRefusal(answer: Received, ...statuses: number[]): void {
    expect(statuses).toContain(answer.status);
    expect(answer.json()).toEqual({ status: answer.status, message: expect.stringMatching(/./) });
    expect(answer.headers['x-jupyterhub-version']).toBeTruthy();
    expect(answer.text).not.toMatch(/\bat .*\.[jt]s:|node_modules|SQLITE/);
  }

  it.each(['absent', 'forged', 'expired', 'revoked', 'disabled', 'stopped'] as const)(
    'who is %s',
    async kind => {
      const client = await somebody(kind);
      const before = harness.digest();
      for (const path of HUB_PATHS) {
        expectRefusal(await send(client, path), 403);
      }
      expect(harness.digest()).toBe(before);
    }
  );

  it.each(['server', 'visitor'] as const)('what the token of a %s does not reach', async kind => {
    const client = await somebody(kind);
    const before = harness.digest();
    for (const path of HUB_PATHS.filter(([, name]) => name !== '/user')) {
      expectRefusal(await send(client, path), 403, 404);
    }
    expect(harness.digest()).toBe(before);
  });

  it('another user', async () => {
    const eve = await harness.withToken('eve');
    const before = harness.digest();
    for (const path of HUB_PATHS.filter(([, name]) => name.startsWith('/users/'))) {
      expectRefusal(await send(eve, path), 404);
    }
    expect(harness.digest()).toBe(before);
  });

  it('bodies that are none', async () => {
    const kim = await harness.withToken('kim');
    const before = harness.digest();
    for (const path of HUB_PATHS.filter(([method]) => method === 'POST')) {
      for (const body of ['{', 'null', '[', '\u0000']) {
        expectRefusal(await send(kim, path, body), 400);
      }
      const large = JSON.stringify({ x: 'x'.repeat(10 * 2 ** 20) });
      expectRefusal(await send(kim, path, large), 413);
    }
    expect(harness.digest()).toBe(before);
  });
});
