import type { Mount, Server } from '../../contract/servers.js';
import type { Hub } from '../../src/hub.js';
import { FakeMounts } from '../../src/testing/fake-mounts.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

const SHARED = 'Storage/ana/shared';
const OWN = 'Storage/kim/persistent';

let harness: Harness;
let hub: Hub;
let kernel: FakeMounts;
let kim: SignedInClient;
let ana: SignedInClient;
let server: string;

async function open(possible: boolean): Promise<void> {
  kernel = new FakeMounts();
  harness = await Harness.start({ whole: true, mounting: { table: kernel, possible } });
  hub = harness.parts as unknown as Hub;
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
  await ana.api('POST', '/volumes', { root: 'Storage', name: 'shared' });
  server = running(kim);
  await hub.mounts.attach(server);
}

afterEach(async () => {
  await hub.editor.settled();
  await hub.counter.close();
  await harness.stop();
  expect(harness.internalErrors).toEqual([]);
});

/** A running server, whose container has, or follows, what its owner may use. */
function running({ user }: SignedInClient): string {
  const { id } = harness.putServer(user, 'running');
  hub.mounts.noteContainer(id, hub.mounts.plansFor(user, id));
  return id;
}

const share = (privileges: string[], subject: object = { kind: 'user', id: 'kim' }) =>
  ana.api('PUT', '/grants', { resource: { kind: 'volume', id: SHARED }, subject, privileges });
const mount = (volume: string, access: string, by = kim) =>
  by.api('POST', '/servers/default/mounts', { volume, access });
const unmount = (volume: string) => kim.api('DELETE', `/servers/default/mounts/${volume}`);

async function stateOf(volume: string): Promise<Mount['state'] | undefined> {
  const { mounts } = (await kim.api('GET', '/servers/default')).json() as Server;
  return mounts.find(candidate => candidate.volume === volume)?.state;
}

/** Access with which the kernel has a volume mounted at its place in Kim's server; null when it has not. */
function mountedAs(path: string): string | null {
  const found = kernel.list().filter(there => there.path === path);
  expect(found.length).toBeLessThan(2);
  return found[0] ? found[0].access : null;
}
const becomes = (path: string, access: string | null) =>
  until(`${path} to be mounted as ${access}`, () => mountedAs(path) === access);

describe('volumes that come and go while a server runs', () => {
  beforeEach(() => open(true));

  it('are there from the beginning as far as every server gets them', async () => {
    expect(mountedAs(OWN)).toBe('write');
    expect(await stateOf(OWN)).toBe('attached');
    expect(mountedAs(SHARED)).toBeNull();
  });

  it('come when they are asked for, are remembered, and go again', async () => {
    await share(['read']);
    const answer = await mount(SHARED, 'read');
    expect(answer.status).toBe(200);
    expect(answer.json().mounts).toContainEqual({
      volume: SHARED,
      access: 'read',
      path: SHARED,
      state: 'attached',
      reason: null
    });
    expect(answer.json().liveMounts).toBe(true);
    expect(mountedAs(SHARED)).toBe('read');
    await hub.mounts.release(server);
    expect(kernel.list()).toEqual([]);
    await hub.mounts.attach(server);
    expect(mountedAs(SHARED)).toBe('read');
    expect((await unmount(SHARED)).status).toBe(200);
    expect(mountedAs(SHARED)).toBeNull();
    expect((await unmount(SHARED)).status).toBe(404);
    const acts = harness.rows('activity').map(row => (row as { action: string }).action);
    expect(acts).toEqual(expect.arrayContaining(['server.mount', 'server.unmount']));
  });

  it.each([
    ['of a stranger', SHARED, 'read', 404],
    ['that there is not', 'Storage/ana/none', 'read', 404],
    ['to write, where only reading was granted', 'Storage/ana/readable', 'write', 403]
  ])('are refused %s, and nothing changes', async (_what, volume, access, status) => {
    await ana.api('POST', '/volumes', { root: 'Storage', name: 'readable' });
    await ana.api('PUT', '/grants', {
      resource: { kind: 'volume', id: 'Storage/ana/readable' },
      subject: { kind: 'user', id: 'kim' },
      privileges: ['read']
    });
    const before = [harness.digest(), kernel.list()];
    expect((await mount(volume, access)).status).toBe(status);
    expect([harness.digest(), kernel.list()]).toEqual(before);
  });

  it("are nobody else's business", async () => {
    const before = [harness.digest(), kernel.list()];
    expect((await mount(SHARED, 'write', ana)).status).toBe(404);
    expect([harness.digest(), kernel.list()]).toEqual(before);
  });

  it('follow what is granted, up and down, and go with it', async () => {
    await share(['read']);
    await mount(SHARED, 'read');
    await share(['read', 'write']);
    await becomes(SHARED, 'write');
    await share(['read']);
    await becomes(SHARED, 'read');
    await share([]);
    await becomes(SHARED, null);
    expect(await stateOf(SHARED)).toBe('withdrawn');
    await share(['read']);
    await becomes(SHARED, 'read');
    expect(await stateOf(SHARED)).toBe('attached');
  });

  it('stay read-only when that was chosen', async () => {
    await mount(OWN, 'read');
    expect(mountedAs(OWN)).toBe('read');
    await mount(OWN, 'write');
    expect(mountedAs(OWN)).toBe('write');
  });

  it('go with the group that they came through, and can be forgotten then', async () => {
    const { id } = (await ana.api('POST', '/groups', { name: 'astro' })).json();
    await ana.api('POST', `/groups/${id}/members`, { users: ['kim'] });
    await kim.api('POST', `/invitations/${id}/accept`);
    await share(['read', 'write'], { kind: 'group', id });
    await mount(SHARED, 'write');
    expect(mountedAs(SHARED)).toBe('write');
    await ana.api('DELETE', `/groups/${id}`);
    await becomes(SHARED, null);
    expect(await stateOf(SHARED)).toBe('withdrawn');
    expect((await unmount(SHARED)).status).toBe(200);
    expect(await stateOf(SHARED)).toBeUndefined();
  });

  it('go when their owner deletes them, and get the name that he gives them', async () => {
    await share(['read']);
    await mount(SHARED, 'read');
    await ana.api('PATCH', `/volumes/${SHARED}`, { name: 'renamed' });
    await becomes('Storage/ana/renamed', 'read');
    expect(mountedAs(SHARED)).toBeNull();
    expect((await ana.api('DELETE', '/volumes/Storage/ana/renamed')).status).toBe(204);
    await becomes('Storage/ana/renamed', null);
  });

  it('go, also his own, when the account is disabled', async () => {
    await hub.accounts.setDisabled('kim', true);
    await becomes(OWN, null);
    await hub.accounts.setDisabled('kim', false);
    await becomes(OWN, 'write');
  });

  it('appear when their owner makes them, who deletes them after taking them out', async () => {
    await kim.api('POST', '/volumes', { root: 'Storage', name: 'new' });
    await becomes('Storage/kim/new', 'write');
    const refused = await kim.api('DELETE', '/volumes/Storage/kim/new');
    expect(refused.status).toBe(409);
    expect(refused.json().detail).toMatch(/the server “JupyterLab”.*unmount it there/);
    await unmount('Storage/kim/new');
    expect((await kim.api('DELETE', '/volumes/Storage/kim/new')).status).toBe(204);
  });

  it('appear when they are data that somebody may read from now on', async () => {
    const root = await harness.withToken('root', { admin: true });
    const path = harness.parts.temporary.directory;
    const sdss = { name: 'sdss', title: 'SDSS', description: '', path, public: false };
    await hub.volumes.heal([], [sdss]);
    const put = (privileges: string[]) =>
      root.api('PUT', '/grants', {
        resource: { kind: 'volume', id: 'Data/sdss' },
        subject: { kind: 'user', id: 'kim' },
        privileges
      });
    expect((await put(['read'])).status).toBe(200);
    await becomes('sdss', 'read');
    await put([]);
    await becomes('sdss', null);
  });

  it('are read-only for everybody as long as the hub says so', async () => {
    const volume = hub.volumes.at(OWN);
    await hub.mounts.setAccess(volume?.id ?? '', 'read');
    expect(mountedAs(OWN)).toBe('read');
    await hub.mounts.release(server);
    await hub.mounts.attach(server);
    expect(mountedAs(OWN)).toBe('read');
    await hub.mounts.setAccess(volume?.id ?? '', 'write');
    expect(mountedAs(OWN)).toBe('write');
  });

  it('that cannot be mounted say so, and are tried again', async () => {
    await share(['read']);
    kernel.refused.add(SHARED);
    await mount(SHARED, 'read');
    expect(await stateOf(SHARED)).toBe('restartNeeded');
    expect(mountedAs(OWN)).toBe('write');
    kernel.refused.clear();
    await hub.mounts.tidy();
    expect(await stateOf(SHARED)).toBe('attached');
  });

  it('are made right at the start, whatever a killed hub left', async () => {
    await share(['read']);
    await mount(SHARED, 'read');
    const workspace = `${kim.user.id}/default/workspace`;
    const gone = { workspace: 'NOBODY/default/workspace', path: 'sdss' };
    await kernel.prepare(gone.workspace, [gone.path]);
    await kernel.mount(gone, '/srv/sdss', 'read');
    await kernel.unmount({ workspace, path: OWN });
    // Withdrawn while the hub was not there to follow.
    harness.parts.database.prepare(`DELETE FROM grants WHERE resource_kind = 'volume'`).run();
    await hub.mounts.settle();
    expect(kernel.list().every(there => there.workspace === workspace)).toBe(true);
    expect(mountedAs(OWN)).toBe('write');
    expect(mountedAs(SHARED)).toBeNull();
    harness.parts.servers.setState(server, 'stopped');
    await hub.mounts.settle();
    expect(kernel.list()).toEqual([]);
  });
});

describe('volumes of servers that have what they were made with', () => {
  beforeEach(() => open(false));

  const notices = () => harness.rows('notifications').map(row => (row as { title: string }).title);
  const serverState = async () => (await kim.api('GET', '/servers/default')).json().state;

  it('come and go when they start anew', async () => {
    await share(['read']);
    expect(await stateOf(OWN)).toBe('attached');
    const answer = await mount(SHARED, 'read');
    expect(answer.json().liveMounts).toBe(false);
    expect(await stateOf(SHARED)).toBe('restartNeeded');
    await unmount(OWN);
    expect(await stateOf(OWN)).toBe('restartNeeded');
    hub.mounts.noteContainer(server, hub.mounts.plansFor(kim.user, server));
    expect(await stateOf(SHARED)).toBe('attached');
    expect(await stateOf(OWN)).toBeUndefined();
    expect(kernel.list()).toEqual([]);
  });

  it('stop a server that may not have them any more, a minute after saying so', async () => {
    await share(['read']);
    await mount(SHARED, 'read');
    hub.mounts.noteContainer(server, hub.mounts.plansFor(kim.user, server));
    await share([]);
    await until('the notice', () => notices().some(title => title.includes('stops in a minute')));
    expect(await stateOf(SHARED)).toBe('withdrawn');
    const stops = harness.rows('mount_stops');
    harness.advance(50_000);
    // What the next process does first.
    await hub.mounts.settle();
    await hub.mounts.tidy();
    expect(harness.rows('mount_stops')).toEqual(stops);
    expect(await serverState()).toBe('running');
    harness.advance(15_000);
    await hub.mounts.tidy();
    const { state, reason } = (await kim.api('GET', '/servers/default')).json() as Server;
    expect(state).not.toBe('running');
    expect(reason).toContain(SHARED);
    await until('it to stop', async () => (await serverState()) === 'stopped');
  });

  it('do not when they may have them again by then', async () => {
    await share(['read', 'write']);
    await mount(SHARED, 'write');
    hub.mounts.noteContainer(server, hub.mounts.plansFor(kim.user, server));
    await share(['read']);
    await until('the notice', () => notices().some(title => title.includes('stops in a minute')));
    await share(['read', 'write']);
    await until('the notice to go', () =>
      notices().every(title => !title.includes('stops in a minute'))
    );
    harness.advance(65_000);
    await hub.mounts.tidy();
    expect(await serverState()).toBe('running');
  });

  it('stop a job, too', async () => {
    await share(['read']);
    const jobs = hub.volumes.at('Temporary/kim/jobs');
    harness.parts.database
      .prepare(
        `INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, attempt, notebook_sha256, working_volume,
           working_path, created_at)
         VALUES ('j', ?, 'small', 'notebook', 'Fit all', ?, 'running', 1, '', ?, 'x/y/z', ?)`
      )
      .run(
        kim.user.id,
        JSON.stringify({ volumes: [{ volume: SHARED, access: 'read' }] }),
        jobs?.id,
        '2026-01-01T00:00:00.000Z'
      );
    await share([]);
    await until('the notice', () => notices().some(title => title.includes('the job “Fit all”')));
    harness.advance(65_000);
    await hub.mounts.tidy();
    const [job] = harness.rows('jobs') as { desired: string; warnings: string }[];
    expect(job?.desired).toBe('cancelled');
    expect(job?.warnings).toContain(SHARED);
  });
});
