import { until } from '../../src/testing/until.js';
import type { Client, Received } from './client.js';
import type { Harness, SignedInClient } from './harness.js';
import { ServersHub } from './servers-hub.js';

let world: ServersHub;
let harness: Harness;
let kim: SignedInClient;

async function open(): Promise<void> {
  world = await ServersHub.open();
  harness = world.harness;
  kim = await harness.withToken('kim');
}
const close = () => world.close();

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, body?: unknown, by: Client = kim): Promise<Received> =>
  by.send(`/hub/api/users/kim/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' }
  });

/** As clients read them. */
async function servers(query = ''): Promise<Record<string, Record<string, unknown>>> {
  return (await kim.get(`/hub/api/users/kim${query}`)).json().servers;
}
const ready = (name: string) =>
  until(`${name} to be ready`, async () => (await servers())[name]?.['ready'] === true);

describe('named servers for clients of JupyterHub', () => {
  beforeEach(open);
  afterEach(close);

  it('are made by a start with options, shown, stopped and removed', async () => {
    const started = await call('POST', 'servers/gpu', { domain: 'large', image: 'rich' });
    expect([started.status, started.text]).toEqual([202, '']);
    await ready('gpu');
    expect(await servers()).toEqual({
      gpu: expect.objectContaining({
        name: 'gpu',
        full_name: 'kim/gpu',
        display_name: '',
        pending: null,
        ready: true,
        stopped: false,
        url: '/user/kim/gpu/',
        progress_url: '/hub/api/users/kim/servers/gpu/progress',
        user_options: { domain: 'large', image: 'rich', volumes: 'default' }
      })
    });
    expect((await call('POST', 'servers/gpu')).status).toBe(400);
    const progress = await call('GET', 'servers/gpu/progress');
    expect(progress.text).toMatch(/"ready":true.*"url":"\/user\/kim\/gpu\/"/);
    expect((await call('DELETE', 'servers/gpu')).status).toBe(202);
    await until('stopped', async () => Object.keys(await servers()).length === 0);
    expect((await servers('?include_stopped_servers'))['gpu']).toMatchObject({
      ready: false,
      stopped: true,
      started: null
    });
    expect((await call('DELETE', 'servers/gpu')).status).toBe(204);
    expect((await call('DELETE', 'servers/gpu', { remove: true })).status).toBe(204);
    expect(await servers('?include_stopped_servers')).toEqual({});
    expect((await call('DELETE', 'servers/gpu')).status).toBe(404);
    expect(harness.parts.engine.containers.size).toBe(0);
  });

  it('are removed while they run: stopped first', async () => {
    await call('POST', 'servers/gpu');
    await ready('gpu');
    expect((await call('DELETE', 'servers/gpu', { remove: true })).status).toBe(204);
    expect(await servers('?include_stopped_servers')).toEqual({});
  });

  it('are made without a start, described and changed', async () => {
    const made = await call('PUT', 'servers/gpu', {
      display_name: 'Galaxies',
      user_options: { image: 'rich' }
    });
    expect(made.status).toBe(201);
    expect(made.json()).toMatchObject({
      name: 'gpu',
      display_name: 'Galaxies',
      stopped: true,
      user_options: { domain: 'small', image: 'rich', volumes: 'default' }
    });
    expect((await call('PUT', 'servers/gpu')).status).toBe(409);
    const changed = await call('PATCH', 'servers/gpu', {
      display_name: 'Stars',
      user_options: { image: 'plain', volumes: [] }
    });
    expect(changed.status).toBe(200);
    expect((await call('GET', 'servers/gpu')).json()).toEqual(changed.json());
    expect(changed.json()).toMatchObject({
      display_name: 'Stars',
      user_options: { image: 'plain', volumes: [] }
    });
    await call('POST', 'servers/gpu', { user_options: { image: 'rich' } });
    await ready('gpu');
    expect((await call('PATCH', 'servers/gpu', { image: 'plain' })).json()).toMatchObject({
      ready: true,
      user_options: { image: 'plain' }
    });
  });

  it('are the default one too, with options', async () => {
    expect((await call('POST', 'server', { image: 'rich' })).status).toBe(202);
    await ready('');
    expect((await servers())['']).toMatchObject({ user_options: { image: 'rich' } });
    expect((await call('GET', 'server')).json().name).toBe('');
    expect((await call('DELETE', 'server', { remove: true })).status).toBe(400);
  });

  it('are limited, and a start beyond says with which', async () => {
    for (const name of ['a', 'b', 'c']) {
      expect((await call('PUT', `servers/${name}`)).status).toBe(201);
    }
    const before = harness.digest();
    for (const method of ['POST', 'PUT'] as const) {
      const answer = await call(method, 'servers/d');
      expect([answer.status, answer.json().message]).toEqual([
        400,
        'You may have 3 servers and have “a”, “b”, “c”: delete one first'
      ]);
    }
    expect(harness.digest()).toBe(before);
  });

  it('are nobody else’s, and need the scope', async () => {
    await call('PUT', 'servers/gpu');
    const eve = await harness.withToken('eve');
    const narrow = harness.bearer(harness.apiToken(kim.user, ['read:servers!user=kim']));
    const before = harness.digest();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expect((await call(method, 'servers/gpu', {}, eve)).status).toBe(404);
      expect((await call(method, 'servers/gpu', {}, narrow)).status).toBe(403);
    }
    expect((await call('GET', 'servers/gpu', undefined, eve)).status).toBe(404);
    expect((await call('GET', 'servers/gpu', undefined, narrow)).status).toBe(200);
    expect(harness.digest()).toBe(before);
  });
});

describe('what clients of JupyterHub cannot have', () => {
  beforeAll(open);
  afterAll(close);

  it.each<[Method, string, unknown, number]>([
    ['POST', 'servers/lab', undefined, 400],
    ['POST', 'servers/default', undefined, 400],
    ['PUT', 'servers/default', undefined, 400],
    ['PUT', 'servers/A', undefined, 400],
    ['PUT', 'servers/a%2Fb', undefined, 400],
    ['PUT', 'servers/__proto__', undefined, 400],
    ['POST', 'servers/gpu', { image: 'licensed' }, 404],
    ['POST', 'servers/gpu', { image: 'rich', domain: 'closed' }, 404],
    ['POST', 'servers/gpu', { profile: 'large' }, 400],
    ['POST', 'servers/gpu', { user_options: { image: 'rich' }, image: 'rich' }, 400],
    ['POST', 'servers/gpu', ['image'], 400],
    ['PATCH', 'servers/gpu', { display_name: 'x' }, 404],
    ['PATCH', 'servers/constructor', { display_name: 'x' }, 404],
    ['DELETE', 'servers/gpu', { remove: true }, 404],
    ['DELETE', 'servers/gpu', { remove: 'yes' }, 400],
    ['GET', 'servers/gpu', undefined, 404],
    ['GET', 'servers/gpu/progress', undefined, 404]
  ])('is refused: %s %s with %j, and nothing changes', async (method, path, body, status) => {
    const before = harness.digest();
    const answer = await call(method, path, body);
    expect([answer.status, answer.json().status]).toEqual([status, status]);
    expect(answer.json().message).not.toBe('');
    expect(harness.digest()).toBe(before);
  });
});
