import type { SiteServer } from '../../contract/site-servers.js';
import { until } from '../../src/testing/until.js';
import type { Client } from './client.js';
import type { Harness, SignedInClient } from './harness.js';
import { ServersHub, serversOf } from './servers-hub.js';

let world: ServersHub;
let harness: Harness;
let root: SignedInClient;
let kim: SignedInClient;
let ana: SignedInClient;
const { is, create } = serversOf(() => kim);

beforeEach(async () => {
  world = await ServersHub.open();
  harness = world.harness;
  root = await harness.signedIn('root', { admin: true });
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
  await create({ name: 'default' });
  await create({ name: 'gpu', displayName: 'Galaxies' });
  await ana.api('POST', '/servers', { name: 'default', domain: 'large' });
});
afterEach(() => world.close());

async function seen(
  query = ''
): Promise<{ items: SiteServer[]; nextCursor: string; live: number }> {
  const answer = await root.api('GET', `/admin/servers${query}`);
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.json();
}
const named = ({ owner, name }: SiteServer) => `${owner.name}/${name}`;
const names = async (query = '') => (await seen(query)).items.map(named);
const idOf = async (name: string) => (await seen()).items.find(each => named(each) === name)?.id;
const toldTo = (client: SignedInClient) =>
  harness
    .rows('notifications')
    .map(row => row as { user_id: string; title: string; body: string })
    .filter(({ user_id }) => user_id === client.user.id)
    .map(({ title, body }) => [title, body]);

async function running(): Promise<string> {
  await kim.api('POST', '/servers/gpu/start');
  await is('running', 'gpu');
  return (await idOf('kim/gpu')) ?? '';
}

describe('the servers of all users', () => {
  it('are listed by user and name, page by page, with titles', async () => {
    await running();
    const { items, live } = await seen();
    expect(items.map(named)).toEqual(['ana/default', 'kim/default', 'kim/gpu']);
    expect(items[2]).toMatchObject({
      displayName: 'Galaxies',
      state: 'running',
      domain: 'Small',
      image: 'Plain',
      owner: { name: 'kim' }
    });
    expect([items[0]?.domain, live]).toEqual(['Large', 1]);
    const first = await seen('?limit=2');
    expect(first.items.map(named)).toEqual(['ana/default', 'kim/default']);
    const rest = await seen(`?limit=2&cursor=${first.nextCursor}`);
    expect([rest.items.map(named), rest.nextCursor]).toEqual([['kim/gpu'], null]);
  });

  it('are found by user, state and words', async () => {
    await running();
    expect(await names('?user=kim')).toEqual(['kim/default', 'kim/gpu']);
    expect(await names('?state=running')).toEqual(['kim/gpu']);
    expect(await names('?q=GALAX')).toEqual(['kim/gpu']);
    expect(await names('?q=an')).toEqual(['ana/default']);
    expect(await names('?user=nobody')).toEqual([]);
  });

  it('are stopped; the owner hears why', async () => {
    const id = await running();
    const answer = await root.api('POST', `/admin/servers/${id}/stop`, { reason: 'Power cut' });
    expect([answer.status, answer.json().state]).toEqual([202, 'stopping']);
    await is('stopped', 'gpu');
    expect((await kim.api('GET', '/servers/gpu')).json().reason).toBe(
      'An administrator stopped it: Power cut'
    );
    expect(toldTo(kim)).toEqual([['An administrator stopped your server “Galaxies”', 'Power cut']]);
    const { items } = (await kim.api('GET', '/activity?kind=server')).json();
    expect(items[0]).toMatchObject({ action: 'server.stop', actor: { name: 'root' } });
  });

  it('are deleted once they are stopped; the owner is told', async () => {
    const id = await running();
    const before = harness.digest();
    expect((await root.api('DELETE', `/admin/servers/${id}`)).status).toBe(409);
    const idle = await idOf('kim/default');
    const twice = await root.api('POST', `/admin/servers/${idle}/stop`, {});
    expect(twice.json()).toMatchObject({ status: 409, detail: 'The server is stopped' });
    expect(harness.digest()).toBe(before);
    await root.api('POST', `/admin/servers/${id}/stop`, {});
    await is('stopped', 'gpu');
    expect((await root.api('DELETE', `/admin/servers/${id}`)).status).toBe(204);
    await until('it to be gone', async () => !(await names()).includes('kim/gpu'));
    expect(toldTo(kim).at(-1)?.[0]).toBe('An administrator deleted your server “Galaxies”');
  });

  it('are not for others', async () => {
    const id = await running();
    const callers: [string, Client, number][] = [
      ['a user', await harness.signedIn('kim'), 404],
      ['a token of an administrator', await harness.withToken('root'), 403],
      ['a stranger', harness.stranger(), 401]
    ];
    const before = harness.digest();
    for (const [who, client, status] of callers) {
      const answers = [
        (await client.api('GET', '/admin/servers')).status,
        (await client.api('POST', `/admin/servers/${id}/stop`, {})).status,
        (await client.api('DELETE', `/admin/servers/${id}`)).status
      ];
      expect([who, answers]).toEqual([who, [status === 404 ? 403 : status, status, status]]);
    }
    expect(harness.digest()).toBe(before);
  });
});
