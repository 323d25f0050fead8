import { USAGE_COLUMNS } from '../../contract/usage.js';
import type { Client } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

const DAY = 24 * 3_600_000;

let harness: Harness;
let ada: SignedInClient;
let kim: SignedInClient;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  ada = await harness.signedIn('ada', { admin: true });
  kim = await harness.signedIn('kim');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

const read = async (query = '') => (await ada.api('GET', `/admin/usage${query}`)).json();

it('tells administrators what was used and what is kept', async () => {
  await kim.api('POST', '/volumes', { root: 'Storage', name: 'thesis' });
  const { total, periods, users, roots, keepers } = await read();
  expect(total).toMatchObject({ people: 1, signIns: 0, serverHours: 0 });
  expect(periods).toHaveLength(30);
  expect(periods.at(-1)).toMatchObject({ people: 1 });
  expect(users).toEqual([]);
  expect(roots).toMatchObject([
    { root: 'Storage', title: 'Storage', volumes: 3, people: 2 },
    { root: 'Temporary', volumes: 4, people: 2 }
  ]);
  expect(keepers.map(({ name }: { name: string }) => name).sort()).toEqual(['ada', 'kim']);
  harness.advance(DAY);
  expect((await read()).periods.at(-1)).toMatchObject({ people: 0 });
});

it('is given as CSV too, a line for each period', async () => {
  ada.headers['accept'] = 'text/csv';
  const answer = await ada.api('GET', '/admin/usage?since=2026-01-01&until=2026-03-31&by=month');
  expect(answer.headers['content-type']).toContain('text/csv');
  expect(answer.headers['content-disposition']).toContain('usage.csv');
  const lines = answer.text.trimEnd().split('\r\n');
  expect(lines[0]).toBe(USAGE_COLUMNS.map(column => `"${column}"`).join(','));
  expect(lines.slice(1).map(line => line.slice(0, 12))).toEqual([
    '"2026-01-01"',
    '"2026-02-01"',
    '"2026-03-01"'
  ]);
});

it.each([
  ['?since=2026-02-30', '?since'],
  ['?since=2026-11-02&until=2026-11-01', '?until'],
  ['?since=2000-01-01&until=2026-01-01', '?since'],
  ['?by=hour', '?by']
])('refuses %s', async (query, pointer) => {
  const answer = await ada.api('GET', `/admin/usage${query}`);
  expect([answer.status, answer.json().errors[0].pointer]).toEqual([400, pointer]);
});

it('is for administrators on the pages of the hub, and nobody else', async () => {
  const callers: [string, Client, number][] = [
    ['a user', kim, 403],
    ['a token of an administrator', await harness.withToken('ada'), 403],
    ['a stranger', harness.stranger(), 401]
  ];
  const before = harness.digest();
  for (const [who, client, status] of callers) {
    expect([who, (await client.api('GET', '/admin/usage')).status]).toEqual([who, status]);
  }
  expect(harness.digest()).toBe(before);
});
