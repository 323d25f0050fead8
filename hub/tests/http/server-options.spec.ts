import type { Server } from '../../contract/servers.js';
import { until } from '../../src/testing/until.js';
import type { Harness, SignedInClient } from './harness.js';
import { ServersHub, serversOf } from './servers-hub.js';

const OWN = 'Storage/kim/persistent';
const SHARED = 'Storage/ana/shared';
const OF_EVERY_SERVER = [OWN, 'Temporary/kim/jobs', 'Temporary/kim/scratch'].map(
  volume => `${volume} write attached`
);

let world: ServersHub;
let harness: Harness;
let kim: SignedInClient;
let ana: SignedInClient;
let root: SignedInClient;
const { list, server, is, options, create, edit, run, stop } = serversOf(() => kim);

/** @param possible - whether volumes come and go while servers run */
async function open(possible = false): Promise<void> {
  world = await ServersHub.open(possible);
  harness = world.harness;
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
  root = await harness.withToken('root', { admin: true });
  await ana.api('POST', '/volumes', { root: 'Storage', name: 'shared' });
}

async function close(): Promise<void> {
  for (const { state } of (await list()).items) {
    expect(['running', 'stopped', 'failed']).toContain(state);
  }
  await world.close();
}

const share = (privileges: string[]) =>
  ana.api('PUT', '/grants', {
    resource: { kind: 'volume', id: SHARED },
    subject: { kind: 'user', id: 'kim' },
    privileges
  });
const license = (privileges: string[], id = 'licensed', kind = 'image') =>
  root.api('PUT', '/grants', {
    resource: { kind, id },
    subject: { kind: 'user', id: 'kim' },
    privileges
  });
const mountedIn = async (name = 'default') =>
  (await server(name)).mounts.map(({ volume, access, state }) => `${volume} ${access} ${state}`);
/** Of the one container that there is. */
function container() {
  const containers = [...harness.parts.engine.containers.values()];
  expect(containers).toHaveLength(1);
  return containers[0]!;
}

describe('what a server can be made of', () => {
  beforeEach(() => open());
  afterEach(close);

  it('is one answer, with what the caller may use and no more', async () => {
    await share(['read']);
    const { domains, images, volumes, last, limit, liveVolumes } = await options();
    expect(domains.map(({ id, images: of }) => [id, of])).toEqual([
      ['small', ['plain', 'rich']],
      ['large', ['rich']]
    ]);
    expect(domains[1]).toMatchObject({ title: 'Large', limits: { cores: 4 }, freeSlots: 4 });
    expect(images.map(({ id, description }) => [id, description])).toEqual([
      ['plain', 'Nothing but Python'],
      ['rich', '']
    ]);
    expect(volumes.map(v => [v.volume, v.kind, v.owner, v.access, v.byDefault])).toEqual([
      [SHARED, 'shared', 'ana', 'read', false],
      [OWN, 'own', 'kim', 'write', true],
      ['Temporary/kim/jobs', 'own', 'kim', 'write', true],
      ['Temporary/kim/scratch', 'own', 'kim', 'write', true]
    ]);
    expect({ last, limit, liveVolumes }).toEqual({
      last: null,
      limit: { most: 3, used: 0 },
      liveVolumes: false
    });
  });

  it('makes a server of it, without starting it, and is remembered for the next one', async () => {
    await share(['read', 'write']);
    const setup = {
      domain: 'large',
      image: 'rich',
      volumes: [
        { volume: SHARED, access: 'read' },
        { volume: OWN, access: 'write' }
      ]
    };
    const made = await create({ name: 'gpu', displayName: 'Galaxies, fast', ...setup });
    expect(made.status).toBe(201);
    expect(made.json()).toMatchObject({
      name: 'gpu',
      displayName: 'Galaxies, fast',
      state: 'stopped',
      pending: null,
      queue: null,
      ...setup
    });
    expect(harness.parts.engine.containers.size).toBe(0);
    const { closed } = harness.parts.gateway;
    await until('its path to be its own', () => closed.has('/user/kim/gpu/'));
    expect((await options()).last).toEqual(setup);
    const running = await run('gpu');
    expect(running).toMatchObject({ url: '/user/kim/gpu/', ...setup });
    const { spec } = container();
    expect(spec).toMatchObject({ image: 'example/rich', memoryBytes: 8 * 1024 ** 3, cores: 4 });
    const targets = spec.mounts.map(({ target, readOnly }) => `${target} ${readOnly}`);
    expect(targets).toContain(`/home/jovyan/workspace/${SHARED} true`);
    expect(targets).toContain(`/home/jovyan/workspace/${OWN} false`);
    expect(targets.join()).not.toContain('scratch');
    await share([]);
    expect((await options()).last).toEqual({ ...setup, volumes: [setup.volumes[1]] });
  });
});

describe('what is changed of a server that runs', () => {
  beforeEach(() => open());
  afterEach(close);

  it('waits until it is restarted, which makes its container anew', async () => {
    await run();
    const first = container();
    const edited = await edit({ image: 'rich', domain: 'large' });
    expect(edited.json()).toMatchObject({
      state: 'running',
      image: 'plain',
      domain: 'small',
      pending: { image: 'rich', domain: 'large', volumes: 'default' }
    });
    const release = harness.parts.engine.hold('stop');
    const restarted = await kim.api('POST', '/servers/default/restart');
    expect(restarted.json().state).toBe('stopping');
    expect((await kim.api('POST', '/servers/default/restart')).status).toBe(409);
    const following = kim.api('GET', '/servers/default/progress');
    release();
    const progress = await following;
    expect(progress.text).toMatch(/Stopping the server[^]*"ready":true/);
    await is('running');
    expect(await server()).toMatchObject({ image: 'rich', domain: 'large', pending: null });
    expect(container().status.id).not.toBe(first.status.id);
    expect(container().spec.image).toBe('example/rich');
  });

  it('is nothing any more when it is what it was', async () => {
    await run();
    await edit({ image: 'rich' });
    expect((await edit({ image: 'plain' })).json().pending).toBeNull();
    const first = container().status.id;
    await run('default', 'restart');
    await is('running');
    expect(container().status.id).toBe(first);
  });

  it('is in force also after a stop, and at once where it does not run', async () => {
    await run();
    await edit({ image: 'rich' });
    await stop();
    expect(await server()).toMatchObject({ image: 'rich', pending: null });
    const first = container().status.id;
    await edit({ image: 'plain' });
    expect(await run()).toMatchObject({ image: 'plain', pending: null });
    expect(container().status.id).toBe(first);
    await edit({ image: 'rich' });
    await stop();
    expect(await run()).toMatchObject({ image: 'rich', pending: null });
    await stop();
    expect((await edit({ image: 'plain' })).json()).toMatchObject({
      image: 'plain',
      pending: null
    });
    expect(await run('default', 'restart')).toMatchObject({ image: 'plain' });
  });

  it('waits for volumes too, where they cannot come and go', async () => {
    await share(['read']);
    await run();
    const volumes = [{ volume: SHARED, access: 'read' }];
    expect((await edit({ volumes })).json()).toMatchObject({
      volumes,
      pending: { image: 'plain', domain: 'small', volumes }
    });
    expect(await mountedIn()).toContain(`${SHARED} read restartNeeded`);
    await run('default', 'restart');
    await until('restarted', async () => (await server()).pending === null);
    await is('running');
    expect(await mountedIn()).toEqual([`${SHARED} read attached`]);
  });

  it('leaves out what was withdrawn meanwhile, and says so', async () => {
    await share(['read']);
    await license(['use']);
    await run();
    await edit({
      image: 'licensed',
      volumes: [
        { volume: SHARED, access: 'read' },
        { volume: OWN, access: 'write' }
      ]
    });
    await share([]);
    await license([]);
    await kim.api('POST', '/servers/default/restart');
    await is('running');
    expect(await server()).toMatchObject({
      image: 'plain',
      volumes: [{ volume: OWN, access: 'write' }],
      reason: `You may no longer use its image and ${SHARED}: it starts without`
    });
    expect(container().spec.image).toBe('example/plain');
    expect(
      container()
        .spec.mounts.map(({ target }) => target)
        .join()
    ).not.toContain(SHARED);
    await stop();
    expect((await server()).reason).toBeNull();
  });

  it('ends failed when there is nothing any more that it could start in', async () => {
    await run();
    const release = harness.parts.engine.hold('stop');
    await kim.api('POST', '/servers/default/restart');
    for (const id of ['small', 'large']) {
      await root.api('PUT', '/grants', {
        resource: { kind: 'domain', id },
        subject: { kind: 'everyone', id: '' },
        privileges: []
      });
    }
    release();
    await is('failed');
    expect((await server()).reason).toBe('There is no compute domain for servers');
    await license(['use'], 'small', 'domain');
    expect((await kim.api('POST', '/servers/default/start')).status).toBe(202);
    await is('running');
  });
});

describe('volumes of a server', () => {
  beforeEach(() => open(true));
  afterEach(close);

  it('are everything that its owner may use, when he wants all', async () => {
    await edit({ volumes: 'all' });
    expect((await create({ name: 'gpu', volumes: 'all' })).json().volumes).toBe('all');
    await share(['read']);
    await run('gpu');
    expect(await mountedIn('gpu')).toEqual([`${SHARED} read attached`, ...OF_EVERY_SERVER]);
    await share(['read', 'write']);
    await until('more', async () => (await mountedIn('gpu')).includes(`${SHARED} write attached`));
    await share([]);
    await until('less', async () => (await mountedIn('gpu')).length === 3);
    expect((await server('gpu')).volumes).toBe('all');
  });

  it('are the same whether they were chosen or mounted by hand', async () => {
    await share(['read', 'write']);
    await run();
    expect((await server()).volumes).toBe('default');
    await kim.api('POST', '/servers/default/mounts', { volume: SHARED, access: 'read' });
    const own = { volume: OWN, access: 'write' };
    expect((await server()).volumes).toEqual([
      { volume: SHARED, access: 'read' },
      own,
      { volume: 'Temporary/kim/jobs', access: 'write' },
      { volume: 'Temporary/kim/scratch', access: 'write' }
    ]);
    const edited = (await edit({ volumes: [own] })).json() as Server;
    expect(edited.pending).toBeNull();
    expect(await mountedIn()).toEqual([`${OWN} write attached`]);
    await kim.api('DELETE', `/servers/default/mounts/${OWN}`);
    expect(await server()).toMatchObject({ volumes: [], mounts: [] });
    expect((await edit({ volumes: 'default' })).json().volumes).toBe('default');
    expect(await mountedIn()).toEqual(OF_EVERY_SERVER);
  });

  it('may be written to later when all that could be had was asked for', async () => {
    await share(['read']);
    await create({ name: 'gpu', volumes: [{ volume: SHARED, access: 'read' }] });
    await run('gpu');
    await share(['read', 'write']);
    await until('more', async () => (await mountedIn('gpu')).includes(`${SHARED} write attached`));
  });
});
