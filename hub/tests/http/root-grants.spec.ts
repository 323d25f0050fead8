import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Harness, type SignedInClient } from './harness.js';

const settings = (isPublic: boolean) => `
roots:
  - { name: Storage, title: Storage }
  - { name: Temporary, title: Temporary, public: false }
  - { name: Fast, title: Fast disks, public: ${isPublic} }
`;

const KIM = { kind: 'user', id: 'kim' };
const EVERYONE = { kind: 'everyone', id: '' };

let directory: string;
let harness: Harness;
let ada: SignedInClient;
let kim: SignedInClient;

async function start(isPublic = false) {
  const file = join(directory, 'settings.yaml');
  writeFileSync(file, settings(isPublic));
  harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: file } });
  ada = await harness.withToken('ada', { admin: true });
  kim = await harness.withToken('kim');
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'labcommons-'));
});
afterEach(async () => {
  expect(harness.internalErrors).toEqual([]);
  await harness.stop();
  rmSync(directory, { recursive: true });
});

const put = (by: SignedInClient, subject: object, privileges: string[], root = 'Fast') =>
  by.api('PUT', '/grants', { resource: { kind: 'root', id: root }, subject, privileges });
const make = (by: SignedInClient, root: string, name = 'mine') =>
  by.api('POST', '/volumes', { root, name });
const offered = async (by: SignedInClient): Promise<string[]> =>
  (await by.api('GET', '/quotas'))
    .json()
    .items.map(({ root, mayCreate }: { root: string; mayCreate: boolean }) =>
      mayCreate ? root : `(${root})`
    );

describe('a root that is not public', () => {
  it('takes volumes of those to whom it is granted, in person or through a group', async () => {
    await start();
    expect(await offered(kim)).toEqual(['Storage', '(Temporary)']);
    expect((await put(ada, KIM, ['use'])).json().grant).toMatchObject({
      resource: { kind: 'root', id: 'Fast', name: 'Fast disks', owner: null },
      privileges: ['use']
    });
    expect(await offered(kim)).toEqual(['Storage', '(Temporary)', 'Fast']);
    expect((await make(kim, 'Fast')).status).toBe(201);
    const { items } = (await kim.api('GET', '/notifications')).json();
    expect(items[0]).toMatchObject({
      title: 'ada shares Fast disks with you',
      body: 'You may make volumes in it.'
    });
    await put(ada, KIM, []);
    expect((await make(kim, 'Fast', 'another')).status).toBe(400);
    // What is there stays, with its figures.
    expect(await offered(kim)).toEqual(['Storage', '(Temporary)', '(Fast)']);
    expect((await kim.api('GET', '/volumes/Fast/kim/mine')).json().privileges).toContain('write');

    const group = (await ada.api('POST', '/groups', { name: 'insiders' })).json();
    await ada.api('POST', `/groups/${group.id}/members`, { users: ['kim'] });
    await kim.api('POST', `/invitations/${group.id}/accept`);
    await put(ada, { kind: 'group', id: group.id }, ['use']);
    expect((await make(kim, 'Fast', 'another')).status).toBe(201);
    await kim.api('POST', `/groups/${group.id}/leave`);
    expect((await make(kim, 'Fast', 'third')).status).toBe(400);
  });

  it('is no other to strangers than one that there is not', async () => {
    await start();
    const before = harness.digest();
    const hidden = await make(kim, 'Fast');
    const missing = await make(kim, 'Slow');
    expect(hidden.status).toBe(400);
    expect(hidden.json().errors).toEqual([
      {
        pointer: '/root',
        detail: 'must be a root in which you may make volumes: Storage'
      }
    ]);
    const { requestId: _one, ...first } = hidden.json();
    const { requestId: _other, ...second } = missing.json();
    expect(first).toEqual(second);
    for (const root of ['Fast', 'Slow']) {
      const asked = await kim.api('GET', `/access?resource=root:${root}&privilege=use`);
      expect(asked.status).toBe(404);
    }
    expect(harness.digest()).toBe(before);
  });

  it('has the volumes that everybody has from the beginning', async () => {
    await start();
    const volumes = (await kim.api('GET', '/volumes')).json().items;
    expect(volumes.map(({ address }: { address: string }) => address)).toEqual([
      'Storage/kim/persistent',
      'Temporary/kim/jobs',
      'Temporary/kim/scratch'
    ]);
    expect((await make(kim, 'Temporary')).status).toBe(400);
  });

  it('is granted by administrators, and by those whom they let, never to everyone', async () => {
    await start();
    await harness.user('lee');
    const LEE = { kind: 'user', id: 'lee' };
    const before = harness.digest();
    expect((await put(kim, LEE, ['use'])).status).toBe(404);
    expect((await put(ada, KIM, ['read'])).status).toBe(400);
    expect(harness.digest()).toBe(before);
    await put(ada, KIM, ['use']);
    expect((await put(kim, LEE, ['use'])).status).toBe(403);
    // Who may let others may do it himself.
    expect((await put(ada, KIM, ['grant'])).json().grant.privileges).toEqual(['use', 'grant']);
    expect((await put(kim, EVERYONE, ['use'])).status).toBe(403);
    expect((await put(kim, LEE, ['use'])).status).toBe(200);
    expect((await make(await harness.withToken('lee'), 'Fast')).status).toBe(201);
  });

  it('can be given to everyone by administrators, and is open to them in any case', async () => {
    await start();
    expect(await offered(ada)).toEqual(['Storage', 'Temporary', 'Fast']);
    expect((await make(ada, 'Fast')).status).toBe(201);
    expect((await put(ada, EVERYONE, ['use'])).status).toBe(200);
    expect((await make(kim, 'Fast')).status).toBe(201);
  });
});

it('a public root is open to everyone, until an administrator withdraws that', async () => {
  await start(true);
  expect(await offered(kim)).toEqual(['Storage', '(Temporary)', 'Fast']);
  expect((await put(ada, EVERYONE, [])).status).toBe(200);
  expect((await make(kim, 'Fast')).status).toBe(400);
});
