import type { SiteImage } from '../../contract/site-compute.js';
import { until } from '../../src/testing/until.js';
import type { Client } from './client.js';
import type { Harness, SignedInClient } from './harness.js';
import { ServersHub, serversOf } from './servers-hub.js';

let world: ServersHub;
let harness: Harness;
let root: SignedInClient;
let kim: SignedInClient;
const { is, options, edit } = serversOf(() => kim);

beforeEach(async () => {
  world = await ServersHub.open();
  harness = world.harness;
  root = await harness.signedIn('root', { admin: true });
  kim = await harness.withToken('kim');
});
afterEach(() => world.close());

const julia = (more: object = {}) => ({
  id: 'julia',
  title: 'Julia',
  reference: 'example/julia:1',
  ...more
});
const night = (more: object = {}) => ({ id: 'night', title: 'Night', images: ['plain'], ...more });

async function made(path: string, body: object): Promise<void> {
  const answer = await root.api('POST', path, body);
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
}
const images = async (): Promise<SiteImage[]> =>
  (await root.api('GET', '/admin/images')).json().items;
const image = async (id = 'julia') => (await images()).find(each => each.id === id);
const isIn = (state: string) =>
  until(`julia to be ${state}`, async () => (await image())?.preparation.state === state);
/** What can be chosen for servers: ids of domains with those of their images. */
const offered = async () =>
  Object.fromEntries((await options()).domains.map(({ id, images: of }) => [id, of]));
const acts = () => harness.rows('activity').map(row => (row as { action: string }).action);

describe('an image', () => {
  it('is registered while the hub runs, got at once, and used by everybody', async () => {
    await made('/admin/images', julia({ domains: ['small'] }));
    await isIn('ready');
    expect(await image()).toMatchObject({
      registeredBy: 'administrator',
      public: true,
      domains: ['small'],
      runsNotebooks: true,
      version: 1
    });
    expect((await offered())['small']).toEqual(['plain', 'rich', 'julia']);
    await kim.api('POST', '/servers', { name: 'default', domain: 'small', image: 'julia' });
    await kim.api('POST', '/servers/default/start');
    await is('running');
    expect(acts()).toContain('image.register');
  });

  it('that cannot be got says why, and is tried again', async () => {
    harness.parts.engine.disturb('pull', { refuse: new Error('manifest unknown') });
    await made('/admin/images', julia({ domains: ['small'] }));
    await isIn('failed');
    expect((await image())?.preparation.message).toContain('manifest unknown');
    expect((await root.api('POST', '/admin/images/julia/prepare')).status).toBe(202);
    await isIn('ready');
  });

  it('is changed: title, domains, who may use it, and what it is', async () => {
    await made('/admin/images', julia({ domains: ['small'] }));
    await isIn('ready');
    const first = await image();
    const change = { title: 'Julia 2', reference: 'example/julia:2', domains: ['large'] };
    expect((await root.api('PATCH', '/admin/images/julia', change)).json()).toMatchObject({
      title: 'Julia 2',
      domains: ['large'],
      version: 2
    });
    await isIn('ready');
    expect(await offered()).toMatchObject({ small: ['plain', 'rich'], large: ['rich', 'julia'] });
    await root.api('PATCH', '/admin/images/julia', { public: false });
    expect((await offered())['large']).toEqual(['rich']);
    const stale = { headers: { 'if-match': `"${first?.version}"` } };
    expect((await root.api('DELETE', '/admin/images/julia', undefined, stale)).status).toBe(412);
  });

  it('becomes a program and one that runs JupyterLab again', async () => {
    await made('/admin/images', julia());
    await isIn('ready');
    await root.api('PATCH', '/admin/images/julia', { app: { port: 9000 } });
    await isIn('ready');
    expect((await image())?.app).toMatchObject({ port: 9000, stripPrefix: false });
    await root.api('PATCH', '/admin/images/julia', { app: null });
    await isIn('ready');
    expect((await image())?.app).toBeNull();
  });

  it('is removed once nothing needs it', async () => {
    await made('/admin/images', julia({ domains: ['small'] }));
    await made('/admin/domains', night({ images: ['julia'] }));
    await isIn('ready');
    await kim.api('POST', '/servers', { name: 'default', domain: 'small', image: 'julia' });
    const before = harness.digest();
    const refused = await root.api('DELETE', '/admin/images/julia');
    expect([refused.status, refused.json().detail]).toEqual([
      409,
      'It is still needed: the compute domain Night, a server of kim'
    ]);
    expect(harness.digest()).toBe(before);
    await root.api('DELETE', '/admin/domains/night');
    await edit({ image: 'plain' });
    expect((await root.api('DELETE', '/admin/images/julia')).status).toBe(204);
    expect(await image()).toBeUndefined();
    expect(harness.rows('grants').filter(row => JSON.stringify(row).includes('julia'))).toEqual([]);
    await made('/admin/images', julia({ public: false }));
    expect((await image())?.public).toBe(false);
  });
});

describe('a compute domain', () => {
  it('is registered while the hub runs, with limits, and used by everybody', async () => {
    await made('/admin/domains', night({ memoryBytes: 2 ** 30, images: ['rich', 'plain'] }));
    expect((await offered())['night']).toEqual(['rich', 'plain']);
    await kim.api('POST', '/servers', { name: 'default', domain: 'night' });
    await kim.api('POST', '/servers/default/start');
    await is('running');
    const [container] = await harness.parts.engine.list();
    expect(container?.labels).toMatchObject({ 'labcommons.kind': 'server' });
    const answer = (await kim.api('GET', '/servers/default')).json();
    expect([answer.domain, answer.image, answer.memory.limitBytes]).toEqual([
      'night',
      'rich',
      2 ** 30
    ]);
  });

  it('is changed, and not removed while somebody is in it', async () => {
    await made('/admin/domains', night());
    await kim.api('POST', '/servers', { name: 'default', domain: 'night' });
    await kim.api('POST', '/servers/default/start');
    await is('running');
    const before = harness.digest();
    const refused = await root.api('DELETE', '/admin/domains/night');
    expect([refused.status, refused.json().detail]).toEqual([
      409,
      'Something is still in it: a server of kim'
    ]);
    expect(harness.digest()).toBe(before);
    const changed = await root.api('PATCH', '/admin/domains/night', { idleSeconds: 600 });
    expect(changed.json()).toMatchObject({ idleSeconds: 600, images: ['plain'], version: 2 });
    await kim.api('POST', '/servers/default/stop');
    await is('stopped');
    expect((await root.api('DELETE', '/admin/domains/night')).status).toBe(204);
    await kim.api('POST', '/servers/default/start');
    await is('running');
    expect((await kim.api('GET', '/servers/default')).json().domain).toBe('small');
    expect(acts().filter(act => act.startsWith('domain.'))).toEqual([
      'domain.register',
      'domain.change',
      'domain.remove'
    ]);
  });

  it('of a few is used by those to whom it is granted', async () => {
    await made('/admin/domains', night({ public: false }));
    expect(await offered()).not.toHaveProperty('night');
    const grant = await root.api('PUT', '/grants', {
      resource: { kind: 'domain', id: 'night' },
      subject: { kind: 'user', id: 'kim' },
      privileges: ['use']
    });
    expect(grant.status).toBe(200);
    expect(await offered()).toHaveProperty('night');
  });
});

describe('is refused, and nothing changes:', () => {
  it('what somebody asks who does not administer', async () => {
    await made('/admin/images', julia());
    await made('/admin/domains', night());
    await isIn('ready');
    const callers: [string, Client][] = [
      ['a user', await harness.signedIn('kim')],
      ['a token of an administrator', await harness.withToken('root')]
    ];
    const calls: [string, string, object?][] = [
      ['GET', '/admin/images'],
      ['POST', '/admin/images', julia({ id: 'other' })],
      ['PATCH', '/admin/images/julia', { title: 'x' }],
      ['POST', '/admin/images/julia/prepare'],
      ['DELETE', '/admin/images/julia'],
      ['GET', '/admin/domains'],
      ['POST', '/admin/domains', night({ id: 'other' })],
      ['PATCH', '/admin/domains/night', { title: 'x' }],
      ['DELETE', '/admin/domains/night']
    ];
    const before = harness.digest();
    for (const [who, client] of callers) {
      for (const [method, path, body] of calls) {
        const { status } = await client.api(method, path, body);
        const isSeen = who !== 'a user' || !/\/(julia|night)/.test(path);
        expect([who, method, path, status]).toEqual([who, method, path, isSeen ? 403 : 404]);
      }
    }
    expect(harness.digest()).toBe(before);
  });

  it('what the settings describe, what is there already, what names nothing', async () => {
    const calls: [number, string, string, object?][] = [
      [409, 'PATCH', '/admin/images/plain', { title: 'x' }],
      [409, 'DELETE', '/admin/images/plain'],
      [409, 'PATCH', '/admin/domains/small', { title: 'x' }],
      [409, 'DELETE', '/admin/domains/small'],
      [409, 'POST', '/admin/images', julia({ id: 'plain' })],
      [409, 'POST', '/admin/domains', night({ id: 'small' })],
      [404, 'POST', '/admin/images', julia({ domains: ['nowhere'] })],
      [404, 'POST', '/admin/domains', night({ images: ['nothing'] })],
      [404, 'PATCH', '/admin/images/nothing', {}],
      [404, 'DELETE', '/admin/domains/nowhere']
    ];
    const before = harness.digest();
    for (const [status, method, path, body] of calls) {
      expect([method, path, (await root.api(method, path, body)).status]).toEqual([
        method,
        path,
        status
      ]);
    }
    expect(harness.digest()).toBe(before);
  });

  it.each([
    ['/id', '/admin/images', julia({ id: 'Julia' })],
    ['/title', '/admin/images', julia({ title: ' ' })],
    ['/reference', '/admin/images', julia({ reference: '--privileged' })],
    ['/reference', '/admin/images', julia({ reference: 'a b' })],
    ['/app/path', '/admin/images', julia({ app: { path: '/etc' } })],
    ['/images', '/admin/domains', night({ images: [] })],
    ['/memoryBytes', '/admin/domains', night({ memoryBytes: 1 })],
    ['/cores', '/admin/domains', night({ cores: 0 })],
    ['/kinds', '/admin/domains', night({ kinds: [] })],
    ['/privileged', '/admin/domains', night({ privileged: true })]
  ])('%s of %s %j', async (pointer, path, body) => {
    const before = harness.digest();
    const answer = await root.api('POST', path, body);
    expect([answer.status, answer.json().errors?.[0].pointer]).toEqual([400, pointer]);
    expect(harness.digest()).toBe(before);
  });
});
