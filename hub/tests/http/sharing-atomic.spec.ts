import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Received } from './client.js';
import { Harness, type SignedInClient } from './harness.js';
import { putJob } from './shared-jobs.js';

/** Where acts on groups and grants leave rows. */
const TABLES = [
  'groups',
  'memberships',
  'grants',
  'links',
  'jobs',
  'events',
  'notifications',
  'activity',
  'activity_concerns',
  'activity_groups'
];
const VERBS = ['INSERT', 'UPDATE', 'DELETE'];

let harness: Harness;
let kim: SignedInClient;
let bob: SignedInClient;
let path: string;
let group: string;
let job: string;
let orphan: string;
let link: { id: string; url: string };

const A_FILE = { volume: 'Storage/kim/persistent', path: 'a.txt' };

beforeAll(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  bob = await harness.withToken('bob');
  const eve = await harness.withToken('eve');
  group = (await kim.api('POST', '/groups', { name: 'astro' })).json().id;
  path = `/groups/${group}`;
  await kim.api('POST', `${path}/members`, { users: ['bob', 'eve'] });
  await eve.api('POST', `/invitations/${group}/accept`);
  await share(['read']);
  writeFileSync(join(harness.persistentOf('kim'), 'a.txt'), 'a');
  job = putJob(harness, kim.user);
  await shareJob(['read']);
  const made = await kim.api('POST', '/links', { ...A_FILE, maxDownloads: 3 });
  link = made.json();
  // A group that nobody can hand over but who runs the site.
  const ann = await harness.withToken('ann');
  orphan = (await ann.api('POST', '/groups', { name: 'orphan' })).json().id;
  await ann.api('POST', `/groups/${orphan}/members`, { users: ['bob'] });
  await bob.api('POST', `/invitations/${orphan}/accept`);
  await harness.user('zoe');
  await harness.parts.accounts.setDisabled('ann', true);
  harness.parts.database.prepare('CREATE TEMP TABLE seen (name TEXT)').run();
});
afterAll(() => harness.stop());

function shareJob(privileges: string[]): Promise<Received> {
  return kim.api('PUT', '/grants', {
    resource: { kind: 'job', id: job },
    subject: { kind: 'group', id: group },
    privileges
  });
}

/** As an answer, like the others: the command line has no status. */
async function replaceOwner(): Promise<Pick<Received, 'status' | 'text'>> {
  try {
    harness.parts.groups?.replaceOwner(orphan, 'bob');
    return { status: 200, text: '' };
  } catch (error) {
    return { status: 500, text: String(error) };
  }
}

function share(privileges: string[]): Promise<Received> {
  return kim.api('PUT', '/grants', {
    resource: { kind: 'volume', id: 'Storage/kim/persistent' },
    subject: { kind: 'group', id: group },
    privileges
  });
}

const ACTS: readonly [string, () => Promise<Pick<Received, 'status' | 'text'>>][] = [
  ['make', () => kim.api('POST', '/groups', { name: 'other' })],
  ['invite', () => kim.api('POST', `${path}/members`, { users: ['zoe'] })],
  ['accept', () => bob.api('POST', `/invitations/${group}/accept`)],
  ['decline', () => bob.api('POST', `/invitations/${group}/decline`)],
  ['withdraw', () => kim.api('DELETE', `${path}/members/bob`)],
  ['remove', () => kim.api('DELETE', `${path}/members/eve`)],
  ['hand over', () => kim.api('PUT', `${path}/owner`, { user: 'eve' })],
  ['share', () => share(['read', 'write'])],
  ['revoke', () => share([])],
  ['delete the group', () => kim.api('DELETE', path)],
  ['hand over a group whose owner is disabled', replaceOwner],
  ['share the results of a job', () => shareJob([])],
  ['delete a job with its shares', () => kim.api('DELETE', `/jobs/${job}`)],
  ['make a link', () => kim.api('POST', '/links', A_FILE)],
  ['change a link', () => kim.api('PATCH', `/links/${link.id}`, { maxDownloads: 5 })],
  ['revoke a link', () => kim.api('DELETE', `/links/${link.id}`)],
  ['download by a link', () => harness.stranger().get(`${new URL(link.url).pathname}/download`)]
];

/** Runs an act with a trigger on every kind of write. */
async function watched(
  writes: readonly (readonly [table: string, verb: string])[],
  body: (name: string) => string,
  act: () => Promise<Pick<Received, 'status' | 'text'>>
): Promise<Pick<Received, 'status' | 'text'>> {
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
async function writesOf(act: (typeof ACTS)[number][1]): Promise<string[]> {
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
