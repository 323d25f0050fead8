import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Harness, type SignedInClient } from './harness.js';
import { putJob } from './shared-jobs.js';

let harness: Harness;
let kim: SignedInClient;
let eve: SignedInClient;
let job: string;
let home: string;

beforeEach(async () => {
  harness = await Harness.start({ whole: true });
  kim = await harness.withToken('kim');
  eve = await harness.withToken('eve');
  home = harness.persistentOf('kim');
  mkdirSync(join(home, 'jobs/fit/plots'), { recursive: true });
  writeFileSync(join(home, 'jobs/fit/stdout.txt'), 'what it printed\n');
  writeFileSync(join(home, 'jobs/fit/fit.ipynb'), '{}');
  writeFileSync(join(home, 'jobs/fit/plots/a.png'), 'a picture');
  job = putJob(harness, kim.user);
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
});

async function share(
  privileges: string[],
  resource: object = { kind: 'job', id: job },
  to = 'eve',
  by = kim
): Promise<number> {
  const subject = { kind: 'user', id: to };
  return (await by.api('PUT', '/grants', { resource, subject, privileges })).status;
}

const read = (rest = '', by = eve) => by.api('GET', `/jobs/${job}${rest}`);

it('are read by whom the owner shares them with: page, output and working folder, until he takes it back', async () => {
  const parts = ['', '/output/stdout', '/files/plots/a.png', '/entries', '/entries?path=plots'];
  for (const part of parts) {
    expect([part, (await read(part)).status]).toEqual([part, 404]);
  }
  expect(await share(['read'])).toBe(200);
  expect((await read('/output/stdout')).text).toBe('what it printed\n');
  expect((await read('/files/plots/a.png')).text).toBe('a picture');
  expect((await read('/entries')).json().items.map(({ name }: { name: string }) => name)).toEqual([
    'fit.ipynb',
    'plots',
    'stdout.txt'
  ]);
  expect((await read('/entries?path=plots')).json().items).toMatchObject([
    { name: 'a.png', kind: 'file', sizeBytes: 9 }
  ]);
  const reached = await eve.api('GET', '/grants?user=me&kind=job');
  expect(reached.json().items).toMatchObject([
    {
      resource: { kind: 'job', id: job, name: 'fit', owner: { name: 'kim' } },
      grantedBy: { name: 'kim' },
      privileges: ['read']
    }
  ]);
  const notes = (await eve.api('GET', '/notifications')).json().items;
  expect(notes).toMatchObject([{ title: 'kim shares fit with you', resource: { kind: 'job' } }]);
  expect(await share([])).toBe(200);
  for (const part of parts) {
    expect([part, (await read(part)).status]).toEqual([part, 404]);
  }
});

it('show nothing that only the owner knows', async () => {
  await share(['read']);
  const seen = (await read()).json();
  expect(seen).toMatchObject({
    owner: 'kim',
    mine: false,
    resultFile: 'fit.ipynb',
    parameters: { depth: 3 }
  });
  expect(seen).toMatchObject({
    environment: {},
    notebook: null,
    workingFolder: null,
    result: null,
    volumes: []
  });
  const own = (await read('', kim)).json();
  expect(own).toMatchObject({
    mine: true,
    environment: { API_KEY: 'a secret of the owner' },
    notebook: { volume: 'Storage/kim/persistent' }
  });
  // Where he may look anyway, he is told.
  await share(['read'], { kind: 'volume', id: 'Storage/kim/persistent' });
  expect((await read()).json()).toMatchObject({
    notebook: { volume: 'Storage/kim/persistent' },
    workingFolder: { path: 'jobs/fit' }
  });
});

it('cannot be written to, cancelled, run again or shared on', async () => {
  await share(['read']);
  expect(await share(['read'], undefined, 'kim', eve)).toBe(409);
  await harness.user('sam');
  expect(await share(['read'], undefined, 'sam', eve)).toBe(403);
  expect(await share(['read', 'write'])).toBe(400);
  const before = harness.digest();
  for (const [method, path, body] of [
    ['PATCH', '', { name: 'mine' }],
    ['POST', '/cancel', undefined],
    ['POST', '/rerun', undefined],
    ['DELETE', '', undefined]
  ] as const) {
    expect((await eve.api(method, `/jobs/${job}${path}`, body)).status).toBe(404);
  }
  expect(harness.digest()).toBe(before);
  expect((await eve.api('GET', '/jobs')).json().items).toEqual([]);
});

it('lead out of the working folder for nobody', async () => {
  writeFileSync(join(home, 'secret'), 'not shared');
  symlinkSync(join(home, 'secret'), join(home, 'jobs/fit/out'));
  await share(['read']);
  for (const path of [
    '/files/out',
    '/files/..%2f..%2fsecret',
    '/entries?path=..',
    '/entries?path=/etc'
  ]) {
    const answer = await read(path);
    expect([path, [400, 404].includes(answer.status)]).toEqual([path, true]);
    expect(answer.text).not.toContain('not shared');
  }
});

it('in a volume of somebody else are read as long as the owner of the job may share that volume', async () => {
  const ann = await harness.withToken('ann');
  const theirs = harness.persistentOf('ann');
  mkdirSync(join(theirs, 'jobs/fit'), { recursive: true });
  writeFileSync(join(theirs, 'jobs/fit/stdout.txt'), 'in a volume of Ann');
  job = putJob(harness, kim.user, { id: '01ARZ3NDEKTSV4RRFFQ69G5FJC', volumeOf: ann.user });
  const annsVolume = { kind: 'volume', id: 'Storage/ann/persistent' };
  const grant = (privileges: string[]) => share(privileges, annsVolume, 'kim', ann);
  await share(['read']);
  expect((await read('/output/stdout', kim)).status).toBe(404);
  await grant(['read', 'write']);
  expect((await read('/output/stdout', kim)).text).toBe('in a volume of Ann');
  expect((await read('/output/stdout')).status).toBe(404);
  expect((await read()).status).toBe(200);
  await grant(['read', 'write', 'grant']);
  expect((await read('/output/stdout')).text).toBe('in a volume of Ann');
  await grant([]);
  expect((await read('/output/stdout')).status).toBe(404);
  expect((await read('/output/stdout', kim)).status).toBe(404);
});

it('take their grants with them when the job is deleted', async () => {
  await share(['read']);
  expect((await kim.api('DELETE', `/jobs/${job}`)).status).toBe(204);
  const left = (harness.rows('grants') as { resource_kind: string }[]).map(
    row => row.resource_kind
  );
  expect(left).not.toContain('job');
  expect((await read()).status).toBe(404);
});
