import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SearchKind } from '../../contract/search.js';
import type { Finding } from '../../src/search/compose.js';
import { parseQuery } from '../../src/search/query.js';
import { SearchStore } from '../../src/search/store.js';
import type { Client } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

/** A word that stands in everything that is the owner's. */
const SECRET = 'zanzibar';

const CALLERS = [
  'owner',
  'reader',
  'member',
  'invited',
  'former',
  'withdrawn',
  'admin',
  'stranger'
] as const;
type Caller = (typeof CALLERS)[number];

/** How many of each kind a caller finds. */
const FOUND: Readonly<Record<Caller, Readonly<Partial<Record<SearchKind, number>>>>> = {
  owner: { volume: 2, dataSet: 1, file: 3, database: 2, group: 1 },
  reader: { volume: 1, dataSet: 1, file: 3, database: 1 },
  member: { volume: 1, dataSet: 1, file: 3, database: 1, group: 1 },
  invited: {},
  former: {},
  withdrawn: {},
  admin: {},
  stranger: {}
};

let harness: Harness;
const clients = new Map<Caller, Client>();

async function made(answer: Promise<{ status: number; text: string; json(): { id: string } }>) {
  const { status, text, json } = await answer;
  expect([status < 300, text]).toEqual([true, text]);
  return text === '' ? '' : json().id;
}

beforeAll(async () => {
  harness = await Harness.start({ whole: true });
  for (const name of CALLERS) {
    clients.set(name, await harness.withToken(name, { admin: name === 'admin' }));
  }
  const owner = clients.get('owner') as SignedInClient;
  const as = (caller: Caller) => clients.get(caller) as Client;
  const volume = await made(
    owner.api('POST', '/volumes', { root: 'Storage', name: SECRET, description: `On ${SECRET}` })
  );
  await made(owner.api('POST', '/volumes', { root: 'Temporary', name: `${SECRET}-own` }));
  const directory = join(harness.parts.config.paths.volumes, 'Storage', volume);
  mkdirSync(join(directory, 'folder'));
  writeFileSync(join(directory, `${SECRET}.txt`), '');
  writeFileSync(join(directory, 'folder', `a-${SECRET}.txt`), '');
  writeFileSync(join(directory, 'README.md'), `What is in ${SECRET}`);
  await made(
    owner.api('PUT', `/data-set-indexes/${volume}`, {
      datasets: [{ name: `Set of ${SECRET}`, summary: 's', description: 'd', tags: [SECRET] }]
    })
  );
  const group = await made(owner.api('POST', '/groups', { name: `Friends of ${SECRET}` }));
  const users = ['member', 'invited', 'former'];
  await owner.api('POST', `/groups/${group}/members`, { users, role: 'member' });
  for (const name of ['member', 'former'] as const) {
    await made(as(name).api('POST', `/invitations/${group}/accept`));
  }
  await as('former').api('POST', `/groups/${group}/leave`);
  const [database] = await Promise.all(
    [`Tables of ${SECRET}`, 'private'].map(name =>
      made(owner.api('POST', '/databases', { name, description: `About ${SECRET}` }))
    )
  );
  const grant = async (subject: object, privileges: string[]) => {
    for (const resource of [
      { kind: 'volume', id: volume },
      { kind: 'database', id: database }
    ]) {
      await made(owner.api('PUT', '/grants', { resource, subject, privileges }));
    }
  };
  await grant({ kind: 'user', id: 'reader' }, ['read']);
  await grant({ kind: 'group', id: group }, ['read']);
  await grant({ kind: 'user', id: 'withdrawn' }, ['read']);
  await grant({ kind: 'user', id: 'withdrawn' }, []);
  const { indexer } = harness.parts.finding as Finding;
  harness.advance(2 * 3_600_000);
  indexer.passAll();
  await indexer.idle();
});
afterAll(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

describe.each(CALLERS)('the %s', caller => {
  it('finds of each kind what he may see, and is told of nothing else', async () => {
    const client = clients.get(caller) as Client;
    for (const kind of SearchKind.options) {
      const answer = await client.api('GET', `/search?q=${SECRET}&kind=${kind}`);
      const { items } = answer.json();
      expect([kind, items.length]).toEqual([kind, FOUND[caller][kind] ?? 0]);
      if (items.length === 0) {
        expect(answer.text).toBe('{"items":[],"nextCursor":null,"partial":[]}');
      }
    }
    const all = (await client.api('GET', `/search?q=${SECRET}`)).json().items;
    const expected = Object.values(FOUND[caller]).reduce((sum, n) => sum + n, 0);
    expect(all).toHaveLength(expected);
  });

  it('sees the data sets of what he may see, by list, tag, id and logo', async () => {
    const client = clients.get(caller) as Client;
    const count = FOUND[caller].dataSet ?? 0;
    const { items, tags } = (await client.api('GET', '/data-sets')).json();
    expect([items.length, tags]).toEqual([count, count ? [SECRET] : []]);
    const owner = clients.get('owner') as Client;
    const [{ id }] = (await owner.api('GET', '/data-sets')).json().items;
    expect((await client.api('GET', `/data-sets/${id}`)).status).toBe(count ? 200 : 404);
    expect((await client.api('GET', `/data-sets/${id}/logo`)).status).toBe(404);
  });

  it('changes data sets only where he may write, and nothing else when he may not', async () => {
    const client = clients.get(caller) as Client;
    const address = `Storage/owner/${SECRET}`;
    const before = harness.digest();
    const sets = JSON.stringify(harness.rows('data_sets'));
    const expected = { owner: 412, reader: 403, member: 403 };
    const answer = await client.api(
      'PUT',
      `/data-set-indexes/${address}`,
      { datasets: [] },
      { headers: { 'if-match': '"other"' } }
    );
    expect(answer.status).toBe((expected as Partial<Record<Caller, number>>)[caller] ?? 404);
    expect(harness.digest()).toBe(before);
    expect(JSON.stringify(harness.rows('data_sets'))).toBe(sets);
    const read = await client.api('GET', `/data-set-indexes/${address}`);
    expect(read.status).toBe(FOUND[caller].dataSet ? 200 : 404);
  });
});

it('asks the index about no volume that the caller may not see', async () => {
  const asked: string[] = [];
  const find = SearchStore.prototype.find;
  const spy = jest.spyOn(SearchStore.prototype, 'find').mockImplementation(function (
    this: SearchStore,
    expression,
    limit
  ) {
    asked.push(expression);
    return find.call(this, expression, limit);
  });
  await (clients.get('stranger') as Client).api('GET', `/search?q=${SECRET}`);
  spy.mockRestore();
  expect(parseQuery(SECRET)).not.toBeNull();
  const numbers = new Set(asked.flatMap(text => text.match(/(?<=")\w{4}/g) ?? []));
  const own = harness.parts.database
    .prepare<[string], { number: number }>(
      `SELECT number FROM search_volumes WHERE volume_id IN (SELECT id FROM volumes WHERE owner_id = ?)`
    )
    .all((clients.get('stranger') as SignedInClient).user.id)
    .map(({ number }) => number.toString(36).padStart(4, '0'));
  expect(own).toHaveLength(3);
  expect([...numbers].sort()).toEqual(own.sort());
});
