import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { registerDataVolumes } from '../../src/volumes/data-volumes.js';
import type { Client } from './client.js';
import { Harness, type SignedInClient } from './harness.js';

let harness: Harness;
let admin: SignedInClient;
let kim: SignedInClient;
let ana: SignedInClient;
let root: string;

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-data-')));
  const settings = join(root, '.settings.yaml');
  mkdirSync(join(root, 'sdss', 'spectra'), { recursive: true });
  writeFileSync(join(root, 'sdss', 'a.fits'), 'x');
  writeFileSync(settings, `dataRoots: [${root}]\n`);
  harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: settings } });
  admin = await harness.signedIn('admin', { admin: true });
  kim = await harness.withToken('kim');
  ana = await harness.withToken('ana');
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
  rmSync(root, { recursive: true });
});

const sdss = (more: object = {}) => ({ name: 'sdss', directory: join(root, 'sdss'), ...more });

async function registered(more: object = {}): Promise<string> {
  const answer = await admin.api('POST', '/admin/data-volumes', sdss(more));
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.json().id;
}

async function seesIt(client: Client): Promise<string[]> {
  const answer = await client.api('GET', '/volumes/Data/sdss');
  return answer.status === 200 ? answer.json().privileges : [];
}

it('is registered, shown, changed and removed by administrators; its files stay', async () => {
  const id = await registered({ title: 'SDSS', public: true });
  expect(await seesIt(kim)).toEqual(['read']);
  const entries = (await kim.api('GET', '/entries/Data/sdss')).json().items;
  expect(entries.map(({ name }: { name: string }) => name)).toEqual(['a.fits', 'spectra']);
  expect((await kim.api('PUT', '/files/Data/sdss/b.txt', 'x')).status).toBe(403);
  expect((await admin.api('GET', '/admin/data-volumes')).json().items).toMatchObject([
    { id, name: 'sdss', directory: join(root, 'sdss'), public: true, registeredBy: 'administrator' }
  ]);

  const changed = await admin.api('PATCH', `/admin/data-volumes/${id}`, {
    title: 'SDSS spectra',
    public: false
  });
  expect(changed.json()).toMatchObject({ title: 'SDSS spectra', public: false });
  expect(await seesIt(kim)).toEqual([]);
  const stale = { headers: { 'if-match': '"1"' } };
  expect((await admin.api('DELETE', `/admin/data-volumes/${id}`, undefined, stale)).status).toBe(
    412
  );
  expect((await admin.api('DELETE', `/admin/data-volumes/${id}`)).status).toBe(204);
  expect((await admin.api('GET', '/volumes/Data/sdss')).status).toBe(404);
  await registered();
});

it('is looked after by a user: text, files and who may write', async () => {
  const id = await registered({ maintainer: { kind: 'user', id: 'kim' } });
  expect(await seesIt(kim)).toEqual(['read', 'write', 'grant']);
  expect(await seesIt(ana)).toEqual([]);
  expect((await kim.api('PUT', '/files/Data/sdss/README.md', '# SDSS')).status).toBe(200);
  const described = await kim.api('PATCH', '/volumes/Data/sdss', { description: 'Mine to tell' });
  expect(described.json()).toMatchObject({ description: 'Mine to tell' });
  expect((await kim.api('PATCH', '/volumes/Data/sdss', { name: 'other' })).status).toBe(409);
  expect((await kim.api('DELETE', '/volumes/Data/sdss')).status).toBe(403);
  const grant = await kim.api('PUT', '/grants', {
    resource: { kind: 'volume', id },
    subject: { kind: 'user', id: 'ana' },
    privileges: ['write']
  });
  expect(grant.status).toBe(200);
  expect(await seesIt(ana)).toEqual(['read', 'write']);
  expect((await ana.api('PATCH', '/volumes/Data/sdss', { title: 'No' })).status).toBe(403);

  await admin.api('PATCH', `/admin/data-volumes/${id}`, { maintainer: null });
  expect(await seesIt(kim)).toEqual([]);
});

it('is looked after by those in a group', async () => {
  const group = (await kim.api('POST', '/groups', { name: 'curators' })).json().id;
  const id = await registered({ maintainer: { kind: 'group', id: group } });
  expect(await seesIt(kim)).toEqual(['read', 'write', 'grant']);
  expect((await admin.api('GET', '/admin/data-volumes')).json().items[0].maintainer).toEqual({
    kind: 'group',
    id: group,
    name: 'curators'
  });
  expect((await kim.api('PATCH', `/volumes/${id}`, { title: 'Curated' })).status).toBe(200);
  expect(await seesIt(ana)).toEqual([]);
});

it('tells those who see it, and those who saw it', async () => {
  const last = () =>
    harness
      .rows('events')
      .map(row => row as { user_id: string; event: string })
      .filter(({ user_id }) => user_id === kim.user.id)
      .map(({ event }) => JSON.parse(event).type)
      .at(-1);
  const id = await registered({ public: true });
  expect(last()).toBe('volume');
  await admin.api('DELETE', `/admin/data-volumes/${id}`);
  expect(last()).toBe('volumeDeleted');
});

describe('is refused, and nothing changes,', () => {
  const CALLERS: readonly (readonly [string, () => Promise<Client>])[] = [
    ['a user on a hub page', () => harness.signedIn('kim')],
    ['a user with a key', async () => kim],
    [
      'an administrator with the token of a JupyterLab page',
      async () => {
        const user = await harness.user('admin');
        const client = harness.stranger();
        const token = harness.apiToken(user, [`custom:labcommons!user=${user.name}`]);
        client.headers['authorization'] = `Bearer ${token}`;
        return client;
      }
    ]
  ];

  it.each(CALLERS)('to %s', async (_who, made) => {
    const id = await registered();
    const client = await made();
    const before = harness.digest();
    const calls: [string, string, string, object?][] = [
      ['not-allowed', 'GET', '/admin/data-volumes'],
      ['not-allowed', 'POST', '/admin/data-volumes', sdss({ name: 'other' })],
      ['not-found', 'PATCH', `/admin/data-volumes/${id}`, { title: 'x' }],
      ['not-found', 'DELETE', `/admin/data-volumes/${id}`]
    ];
    for (const [code, method, path, body] of calls) {
      const answer = await client.api(method, path, body);
      expect([method, answer.json().type]).toEqual([method, `/problems/${code}`]);
    }
    expect(harness.digest()).toBe(before);
  });

  it('where the directory may not be, is not there, or is reached by a link', async () => {
    const link = join(root, 'link');
    symlinkSync('/etc', link);
    writeFileSync(join(root, 'file'), '');
    const { dataDir } = harness.parts.config;
    const before = harness.digest();
    const directories = [
      root,
      '/etc',
      `${root}/../..`,
      `${root}/sdss/../sdss`,
      join(root, 'nothing'),
      join(root, 'file'),
      link,
      join(link, 'ssl'),
      join(dataDir, 'volumes')
    ];
    for (const directory of directories) {
      const answer = await admin.api('POST', '/admin/data-volumes', sdss({ directory }));
      expect([directory, answer.json().errors?.[0]?.pointer]).toEqual([directory, '/directory']);
    }
    expect(harness.digest()).toBe(before);
  });

  it('under a name that is taken, or for somebody who is not there', async () => {
    await registered();
    const before = harness.digest();
    expect((await admin.api('POST', '/admin/data-volumes', sdss())).status).toBe(409);
    const nobody = { name: 'b', maintainer: { kind: 'user', id: 'nobody' } };
    expect((await admin.api('POST', '/admin/data-volumes', sdss(nobody))).status).toBe(404);
    const everyone = { name: 'b', maintainer: { kind: 'everyone', id: '' } };
    expect((await admin.api('POST', '/admin/data-volumes', sdss(everyone))).status).toBe(400);
    expect(harness.digest()).toBe(before);
  });
});

it('lives beside those of the settings, through a start', async () => {
  const id = await registered({ public: true });
  const { database, grants, clock } = harness.parts;
  const settings = { title: 'T', description: '', path: root, public: true };
  registerDataVolumes([{ name: 'other', ...settings }], database, grants, clock);
  const { items } = (await admin.api('GET', '/admin/data-volumes')).json();
  expect(items).toMatchObject([
    { name: 'other', registeredBy: 'settings' },
    { id, name: 'sdss', registeredBy: 'administrator' }
  ]);
  expect((await admin.api('PATCH', `/admin/data-volumes/${items[0].id}`, {})).status).toBe(409);
  // The settings win where both have one of a name.
  registerDataVolumes([{ name: 'sdss', ...settings }], database, grants, clock);
  const after = (await admin.api('GET', '/admin/data-volumes')).json().items;
  expect(after).toMatchObject([{ id, name: 'sdss', registeredBy: 'settings', title: 'T' }]);
});
