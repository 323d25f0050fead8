import type { Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

/** Where acts on groups and grants leave rows. */
const TABLES = [
  'groups',
  'memberships',
  'grants',
  'events',
  'notifications',
  'activity',
  'activity_concerns'
];
const VERBS = ['INSERT', 'UPDATE', 'DELETE'];

let harness: Harness;
let kim: SignedInClient;
let bob: SignedInClient;
let path: string;
let group: string;

beforeAll(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  bob = await harness.withToken('bob');
  const eve = await harness.withToken('eve');
  group = (await kim.api('POST', '/groups', { name: 'astro' })).json().id;
  path = `/groups/${group}`;
  await kim.api('POST', `${path}/members`, { users: ['bob', 'eve'] });
  await eve.api('POST', `/invitations/${group}/accept`);
  await harness.user('ann');
  await share(['read']);
  harness.parts.database.prepare('CREATE TEMP TABLE seen (name TEXT)').run();
});
afterAll(() => harness.stop());

function share(privileges: string[]): Promise<Received> {
  return kim.api('PUT', '/grants', {
    resource: { kind: 'volume', id: 'Storage/kim/persistent' },
    subject: { kind: 'group', id: group },
    privileges
  });
}

const ACTS: readonly [string, () => Promise<Received>][] = [
  ['make', () => kim.api('POST', '/groups', { name: 'other' })],
  ['invite', () => kim.api('POST', `${path}/members`, { users: ['ann'] })],
  ['accept', () => bob.api('POST', `/invitations/${group}/accept`)],
  ['decline', () => bob.api('POST', `/invitations/${group}/decline`)],
  ['withdraw', () => kim.api('DELETE', `${path}/members/bob`)],
  ['remove', () => kim.api('DELETE', `${path}/members/eve`)],
  ['hand over', () => kim.api('PUT', `${path}/owner`, { user: 'eve' })],
  ['share', () => share(['read', 'write'])],
  ['revoke', () => share([])],
  ['delete the group', () => kim.api('DELETE', path)]
];

/** Runs an act with a trigger on every kind of write. */
async function watched(
  writes: readonly (readonly [table: string, verb: string])[],
  body: (name: string) => string,
  act: () => Promise<Received>
): Promise<Received> {
  const { database } = harness.parts;
  const names = writes.map(([table, verb]) => `${verb}_${table}`);
  writes.forEach(([table, verb], at) =>
    database
      .prepare(
        `CREATE TEMP TRIGGER ${names[at]} BEFORE ${verb} ON main.${table} BEGIN ${body(names[at] ?? '')}; END`
      )
      .run()
  );
  try {
    return await act();
  } finally {
    names.forEach(name => database.prepare(`DROP TRIGGER ${name}`).run());
  }
}

/** Which kinds of writes an act makes; the act itself is undone. */
async function writesOf(act: () => Promise<Received>): Promise<string[]> {
  const { database } = harness.parts;
  database.prepare('BEGIN').run();
  try {
    const all = TABLES.flatMap(table => VERBS.map(verb => [table, verb] as const));
    const answer = await watched(all, name => `INSERT INTO seen VALUES ('${name}')`, act);
    expect([answer.status < 300, answer.text]).toEqual([true, expect.anything()]);
    return database
      .prepare<[], { name: string }>('SELECT DISTINCT name FROM seen')
      .all()
      .map(({ name }) => name);
  } finally {
    database.prepare('ROLLBACK').run();
  }
}

it.each(ACTS)(
  'to %s happens as a whole or not at all, whichever write fails',
  async (_title, act) => {
    const writes = await writesOf(act);
    expect(writes.length).toBeGreaterThan(2);
    const before = harness.digest(TABLES);
    for (const write of writes) {
      const [verb = '', table = ''] = write.split(/_(.*)/);
      const answer = await watched([[table, verb]], () => "SELECT RAISE(ABORT, 'broken')", act);
      expect([write, answer.status, harness.digest(TABLES) === before]).toEqual([write, 500, true]);
    }
  }
);
