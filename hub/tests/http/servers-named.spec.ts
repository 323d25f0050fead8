import type { Harness, SignedInClient } from './harness.js';
import { ServersHub, serversOf } from './servers-hub.js';

const OWN = 'Storage/kim/persistent';
const SHARED = 'Storage/ana/shared';

let world: ServersHub;
let harness: Harness;
let kim: SignedInClient;
let ana: SignedInClient;
let root: SignedInClient;
const { list, server, is, options, create, edit } = serversOf(() => kim);

async function open(): Promise<void> {
  world = await ServersHub.open();
  harness = world.harness;
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
  root = await harness.withToken('root', { admin: true });
  await ana.api('POST', '/volumes', { root: 'Storage', name: 'shared' });
}
const close = () => world.close();

describe('servers with names', () => {
  beforeEach(() => open());
  afterEach(close);

  it('are three per user; the fourth is refused with their names', async () => {
    for (const name of ['default', 'a', 'b']) {
      expect((await create({ name })).status).toBe(201);
    }
    expect((await list()).limit).toEqual({ most: 3, used: 3 });
    const before = harness.digest();
    for (const answer of [await create({ name: 'c' }), await kim.api('POST', '/servers/c/start')]) {
      expect(answer.status).toBe(409);
      expect(answer.json()).toMatchObject({
        type: '/problems/limit-reached',
        detail: 'You may have 3 servers and have “JupyterLab”, “a”, “b”: delete one first'
      });
    }
    expect(harness.digest()).toBe(before);
    expect((await kim.api('DELETE', '/servers/a')).status).toBe(204);
    expect(harness.parts.gateway.closed.has('/user/kim/a/')).toBe(false);
    expect((await create({ name: 'c' })).status).toBe(201);
  });

  it('are as many as they like for administrators', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      expect((await create({ name }, root)).status).toBe(201);
    }
    expect((await options(root)).limit).toEqual({ most: null, used: 4 });
  });

  it('are called otherwise at any time, whatever goes on with them', async () => {
    await create({ name: 'gpu' });
    const release = harness.parts.engine.hold('create');
    await kim.api('POST', '/servers/gpu/start');
    expect((await edit({ displayName: ' Galaxies ' }, 'gpu')).json()).toMatchObject({
      displayName: 'Galaxies',
      state: 'starting'
    });
    release();
    await is('running', 'gpu');
    expect(await server('gpu')).toMatchObject({ name: 'gpu', displayName: 'Galaxies' });
    expect((await edit({ displayName: '' }, 'gpu')).json().displayName).toBe('gpu');
    const acts = harness.rows('activity').map(row => (row as { action: string }).action);
    expect(acts.filter(act => act.startsWith('server.'))).toEqual([
      'server.create',
      'server.start',
      'server.edit',
      'server.edit'
    ]);
  });

  it("are nobody else's business", async () => {
    await create({ name: 'gpu' });
    const before = harness.digest();
    expect((await ana.api('PATCH', '/servers/gpu', { displayName: 'Mine' })).status).toBe(404);
    expect((await ana.api('POST', '/servers/gpu/restart')).status).toBe(404);
    expect((await ana.api('DELETE', '/servers/gpu')).status).toBe(404);
    expect(harness.digest()).toBe(before);
  });
});

describe('what cannot be had', () => {
  beforeAll(async () => {
    await open();
    await create({ name: 'old' });
  });
  afterAll(close);

  it.each<[string, object, number]>([
    ['an unknown domain', { domain: 'none' }, 404],
    ['a domain for jobs only', { domain: 'batch' }, 404],
    ['a domain that was not granted', { domain: 'closed' }, 404],
    ['an image that was not granted', { image: 'licensed' }, 404],
    ['an image of another domain', { domain: 'large', image: 'plain' }, 404],
    ['a volume of a stranger', { volumes: [{ volume: SHARED, access: 'read' }] }, 404],
    ['a volume that there is not', { volumes: [{ volume: 'Data/none', access: 'read' }] }, 404],
    [
      'a volume twice',
      {
        volumes: [
          { volume: OWN, access: 'read' },
          { volume: OWN, access: 'write' }
        ]
      },
      400
    ],
    ['something else than volumes', { volumes: 'every' }, 400],
    ['a command', { command: ['sh'] }, 400],
    ['control characters in what people call it', { displayName: 'a\u0000b' }, 400]
  ])('refuses %s, for new and old servers, and nothing changes', async (_what, body, status) => {
    const before = harness.digest();
    expect((await create({ name: 'new', ...body })).status).toBe(status);
    expect((await edit(body, 'old')).status).toBe(status);
    expect(harness.digest()).toBe(before);
  });

  it('refuses to write where only reading was granted', async () => {
    await ana.api('PUT', '/grants', {
      resource: { kind: 'volume', id: SHARED },
      subject: { kind: 'user', id: 'kim' },
      privileges: ['read']
    });
    const before = harness.digest();
    const volumes = [{ volume: SHARED, access: 'write' }];
    expect((await create({ name: 'new', volumes })).status).toBe(403);
    expect(harness.digest()).toBe(before);
  });

  it.each([
    ['lab', 400],
    ['hub', 400],
    ['A', 400],
    ['a--b', 400],
    ['-a', 400],
    ['1a', 400],
    ['a b', 400],
    ['../x', 400],
    ['constructor-', 400],
    ['a'.repeat(31), 400],
    ['old', 409]
  ])('are no servers called %s', async (name, status) => {
    const before = harness.digest();
    expect((await create({ name })).status).toBe(status);
    expect(harness.digest()).toBe(before);
  });
});
