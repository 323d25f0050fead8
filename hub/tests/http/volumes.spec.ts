import { existsSync, readdirSync, writeFileSync } from 'node:fs';

import type { Volume } from '../../contract/volumes.js';
import type { Harness, SignedInClient } from './harness.js';
import { pagesOf, throughPages } from './pages-of.js';
import { VolumesHarness } from './volumes-harness.js';

describe('volumes', () => {
  let world: VolumesHarness;
  let harness: Harness;
  let volumes: VolumesHarness['volumes'];

  beforeEach(async () => {
    world = await VolumesHarness.start();
    ({ harness, volumes } = world);
    await volumes.heal(
      [],
      ['alpha', 'beta', 'gamma'].map(name => ({
        name,
        title: `The ${name}`,
        description: '',
        path: `/data/${name}`,
        public: name !== 'gamma'
      }))
    );
  });
  afterEach(() => world.stop());

  it('are there from the first moment of a user', async () => {
    const kim = await harness.withToken('kim');
    const answer = await kim.api('GET', '/volumes');
    expect(answer.status).toBe(200);
    const { items, nextCursor } = answer.json();
    expect(nextCursor).toBeNull();
    expect(items.map((volume: { address: string }) => volume.address)).toEqual([
      'Data/alpha',
      'Data/beta',
      'Storage/kim/persistent',
      'Temporary/kim/jobs',
      'Temporary/kim/scratch'
    ]);
    expect(items[0]).toMatchObject({ kind: 'data', owner: null, privileges: ['read'] });
    expect(items[2]).toMatchObject({ owner: 'kim', privileges: ['read', 'write', 'grant'] });
    expect(answer.text).not.toContain(harness.parts.config.paths.volumes);
  });

  it.each([
    ['mine', ['Storage/kim/persistent', 'Temporary/kim/jobs', 'Temporary/kim/scratch']],
    ['data', ['Data/alpha', 'Data/beta']],
    ['shared', []]
  ])('are listed by kind: %s', async (kind, addresses) => {
    const kim = await harness.withToken('kim');
    const { items } = (await kim.api('GET', `/volumes?kind=${kind}`)).json();
    expect(items.map((volume: { address: string }) => volume.address)).toEqual(addresses);
  });

  it('come page by page, also after the longest names there are', async () => {
    const kim = await harness.withToken('kim');
    const names = ['星', '空'].map(letter => letter.repeat(80));
    for (const name of names) {
      const made = await kim.api('POST', '/volumes', { name, root: 'Storage' });
      expect(made.status).toBe(201);
    }
    const seen = await throughPages<Volume>(kim, '/volumes?kind=mine&limit=1');
    expect(seen.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it('come page by page, stable while others are added', async () => {
    const kim = await harness.withToken('kim');
    const seen: string[] = [];
    for await (const items of pagesOf<Volume>(kim, '/volumes?limit=2')) {
      seen.push(...items.map(({ address }) => address));
      await volumes.heal(
        [],
        ['aaa', 'alpha', 'beta'].map(name => ({
          name,
          title: name,
          description: '',
          path: `/data/${name}`,
          public: true
        }))
      );
    }
    expect(seen).toEqual([
      'Data/alpha',
      'Data/beta',
      'Storage/kim/persistent',
      'Temporary/kim/jobs',
      'Temporary/kim/scratch'
    ]);
  });

  it('are found by address and by id', async () => {
    const kim = await harness.withToken('kim');
    const byAddress = await kim.api('GET', '/volumes/Storage/kim/persistent');
    expect(byAddress.status).toBe(200);
    const byId = await kim.api('GET', `/volumes/${byAddress.json().id}`);
    expect(byId.json()).toEqual(byAddress.json());
    expect((await kim.api('GET', '/volumes/Data/alpha')).json()).toMatchObject({
      title: 'The alpha'
    });
  });

  it('do not exist for whom they are not', async () => {
    const kim = await harness.withToken('kim');
    const sam = await harness.withToken('sam');
    const { id } = (await kim.api('GET', '/volumes/Storage/kim/persistent')).json();
    for (const path of [
      id,
      'Storage/kim/persistent',
      'Data/gamma',
      'Data/none',
      'Storage/nobody/x',
      'x%2F..%2Fy'
    ]) {
      const answer = await sam.api('GET', `/volumes/${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.json()).toMatchObject({ type: '/problems/not-found' });
    }
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'kind=all', 'x=1', `cursor=${'x'.repeat(4001)}`])(
    'refuse the query %s',
    async query => {
      const kim = await harness.withToken('kim');
      const answer = await kim.api('GET', `/volumes?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({ type: '/problems/invalid-request' });
    }
  );

  it('take any cursor for a place in the list', async () => {
    const kim = await harness.withToken('kim');
    expect((await kim.api('GET', '/volumes?cursor=%00%ff')).status).toBe(200);
  });

  it('are nothing for strangers', async () => {
    for (const path of ['/volumes', '/volumes/Data/alpha', '/volumes?limit=x']) {
      expect((await harness.stranger().api('GET', path)).status).toBe(401);
    }
  });

  it('are found by the words that they are described with', async () => {
    const kim = await world.user('kim');
    await kim.api('POST', '/volumes', {
      root: 'Storage',
      name: 'thesis',
      title: 'Doctoral thesis',
      description: 'Figures of Chapter 3'
    });
    const found = async (q: string) =>
      (await kim.api('GET', `/volumes?q=${encodeURIComponent(q)}`))
        .json()
        .items.map((volume: { name: string }) => volume.name);
    expect(await found('doctoral CHAPTER')).toEqual(['thesis']);
    expect(await found('storage')).toEqual(['persistent', 'thesis']);
    expect(await found('chapter 4')).toEqual([]);
    expect(await found('The alpha')).toEqual(['alpha']);
  });
});

describe('own volumes', () => {
  let world: VolumesHarness;
  let kim: SignedInClient;
  let sam: SignedInClient;

  beforeEach(async () => {
    world = await VolumesHarness.start();
    kim = await world.user('kim');
    sam = await world.user('sam');
  });
  afterEach(() => world.stop());

  const create = (name: string, more = {}) =>
    kim.api('POST', '/volumes', { root: 'Storage', name, ...more });

  it('are made with a directory, empty and counted', async () => {
    const answer = await create('thesis', { title: 'My thesis', description: 'All of it' });
    expect(answer.status).toBe(201);
    const volume = answer.json();
    expect(volume).toMatchObject({
      address: 'Storage/kim/thesis',
      title: 'My thesis',
      description: 'All of it',
      privileges: ['read', 'write', 'grant'],
      sharing: 'private',
      isDefault: false,
      mountPath: 'Storage/kim/thesis',
      usage: { bytes: 0, files: 0 },
      version: 1
    });
    expect(answer.headers['location']).toMatch(new RegExp(`/volumes/${volume.id}$`));
    expect(answer.headers['etag']).toBe('"1"');
    expect(readdirSync(world.onDisk('Storage/kim/thesis'))).toEqual([]);
    expect((await kim.api('GET', '/volumes?kind=mine')).json().items).toHaveLength(4);
    expect((await sam.api('GET', `/volumes/${volume.id}`)).status).toBe(404);
  });

  it.each([
    [{ root: 'Storage', name: 'persistent' }, 'already-exists'],
    [{ root: 'Nowhere', name: 'a' }, 'invalid-request'],
    [{ root: 'Data', name: 'a' }, 'invalid-request'],
    [{ root: 'Storage', name: '../a' }, 'invalid-request'],
    [{ root: 'Storage', name: '.hidden' }, 'invalid-request'],
    [{ root: 'Storage', name: 'a/b' }, 'invalid-request'],
    [{ root: 'Storage', name: 'a ' }, 'invalid-request'],
    [{ root: 'Storage', name: 'a\u0000' }, 'invalid-request'],
    [{ root: 'Storage', name: 'a\u0308' }, 'invalid-request'],
    [{ root: 'Storage', name: 'x'.repeat(81) }, 'invalid-request'],
    [{ root: 'Storage', name: 'a', owner: 'sam' }, 'invalid-request']
  ])('are not made from %j', async (body, code) => {
    await world.refused(() => kim.api('POST', '/volumes', body), code);
  });

  it('are one when two are made of the same name at once', async () => {
    const answers = await Promise.all([create('same'), create('same'), create('same')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('are no more than two hundred', async () => {
    for (let number = 3; number < 200; number += 1) {
      await create(`v${number}`);
    }
    await world.refused(() => create('one-more'), 'limit-reached');
    // The other things of a user are as before, and listing stays quick enough for a page.
    expect((await kim.api('GET', '/volumes?limit=200')).json().items).toHaveLength(200);
  });

  it('are renamed and described, with everything in them', async () => {
    await create('thesis');
    writeFileSync(world.onDisk('Storage/kim/thesis', 'a'), 'a');
    const answer = await kim.api('PATCH', '/volumes/Storage/kim/thesis', {
      name: 'dissertation',
      description: 'Longer'
    });
    expect(answer.json()).toMatchObject({
      address: 'Storage/kim/dissertation',
      title: 'thesis',
      description: 'Longer',
      version: 2
    });
    expect(answer.headers['etag']).toBe('"2"');
    expect((await kim.api('GET', '/volumes/Storage/kim/thesis')).status).toBe(404);
    expect(readdirSync(world.onDisk('Storage/kim/dissertation'))).toEqual(['a']);
  });

  it('are changed by one of two who saw the same', async () => {
    await create('thesis');
    const patch = (title: string) =>
      kim.api(
        'PATCH',
        '/volumes/Storage/kim/thesis',
        { title },
        { headers: { 'if-match': '"1"' } }
      );
    expect((await patch('First')).status).toBe(200);
    const second = await world.refused(() => patch('Second'), 'changed-meanwhile');
    expect(second.status).toBe(412);
  });

  it('of the beginning keep their names and stay', async () => {
    const path = '/volumes/Storage/kim/persistent';
    await world.refused(() => kim.api('PATCH', path, { name: 'other' }), 'conflict');
    await world.refused(() => kim.api('DELETE', path), 'conflict');
    expect((await kim.api('PATCH', path, { title: 'Mine' })).json()).toMatchObject({
      title: 'Mine',
      isDefault: true
    });
  });

  it('in use are neither renamed nor deleted, and it is said by what', async () => {
    await create('thesis');
    writeFileSync(world.onDisk('Storage/kim/thesis', 'a'), 'a');
    world.uses.set('Storage/kim/thesis', ['the server default', 'the job Fit all']);
    const path = '/volumes/Storage/kim/thesis';
    const answer = await world.refused(() => kim.api('DELETE', path), 'conflict');
    expect(answer.json()).toMatchObject({
      detail: 'Storage/kim/thesis is in use by the server default, the job Fit all'
    });
    await world.refused(() => kim.api('PATCH', path, { name: 'other' }), 'conflict');
    expect((await kim.api('PATCH', path, { title: 'Other' })).status).toBe(200);
  });

  it('are deleted with their files, and their name is free', async () => {
    const { id } = (await create('thesis')).json();
    const directory = world.onDisk('Storage/kim/thesis');
    writeFileSync(`${directory}/a`, 'a');
    world.grant('Storage/kim/thesis', sam.user, ['read']);
    expect((await kim.api('DELETE', `/volumes/${id}`)).status).toBe(204);
    expect((await kim.api('GET', `/volumes/${id}`)).status).toBe(404);
    expect((await sam.api('GET', '/volumes?kind=shared')).json().items).toEqual([]);
    await world.parts.editor.settled();
    expect(existsSync(directory)).toBe(false);
    expect(world.harness.rows('grants')).not.toContainEqual(
      expect.objectContaining({ resource_id: id })
    );
    expect((await create('thesis')).json().id).not.toBe(id);
  });

  it('whose deletion was cut short are gone after the next start', async () => {
    const { id } = (await create('thesis')).json();
    const directory = world.onDisk('Storage/kim/thesis');
    world.harness.parts.database
      .prepare("UPDATE volumes SET deleted_at = '2026-01-01T00:00:00Z' WHERE id = ?")
      .run(id);
    world.parts.editor.finishRemovals();
    await world.parts.editor.settled();
    expect(existsSync(directory)).toBe(false);
    expect(world.harness.rows('volumes').find(row => 'id' in row && row.id === id)).toMatchObject({
      removed_at: expect.any(String)
    });
  });

  it('of others are changed by nobody else, whatever was granted', async () => {
    await create('thesis');
    const path = '/volumes/Storage/kim/thesis';
    await world.refused(() => sam.api('PATCH', path, { title: 'x' }), 'not-found');
    await world.refused(() => sam.api('DELETE', path), 'not-found');
    world.grant('Storage/kim/thesis', sam.user, ['read', 'write']);
    expect((await sam.api('GET', '/volumes?kind=shared')).json().items).toMatchObject([
      {
        address: 'Storage/kim/thesis',
        privileges: ['read', 'write'],
        sharing: 'shared',
        mountPath: null
      }
    ]);
    await world.refused(() => sam.api('PATCH', path, { title: 'x' }), 'not-allowed');
    await world.refused(() => sam.api('DELETE', path), 'not-allowed');
    const admin = await world.harness.withToken('admin', { admin: true });
    await world.refused(() => admin.api('DELETE', path), 'not-found');
  });

  it('tell everybody who sees them of every change, each with his own privileges', async () => {
    const eve = await world.user('eve');
    await create('thesis');
    world.grant('Storage/kim/thesis', sam.user, ['read']);
    await kim.api('PATCH', '/volumes/Storage/kim/thesis', { title: 'Other' });
    await kim.api('DELETE', '/volumes/Storage/kim/thesis');
    const eventsOf = (client: SignedInClient) => {
      const missed = world.harness.parts.activity.missedSince(client.user.id, 0);
      return missed.kind === 'events' ? missed.events.map(({ event }) => event) : [];
    };
    expect(eventsOf(kim)).toMatchObject([
      { type: 'volume', version: 1, body: { sharing: 'private' } },
      {
        type: 'volume',
        version: 2,
        body: { title: 'Other', privileges: ['read', 'write', 'grant'] }
      },
      { type: 'volumeDeleted', version: 3 }
    ]);
    expect(eventsOf(sam)).toMatchObject([
      {
        type: 'volume',
        version: 2,
        body: { title: 'Other', privileges: ['read'], mountPath: null }
      },
      { type: 'volumeDeleted', version: 3 }
    ]);
    expect(eventsOf(eve)).toEqual([]);
  });

  it('are nothing for strangers', async () => {
    await create('thesis');
    const stranger = world.harness.stranger();
    for (const [method, path] of [
      ['POST', '/volumes'],
      ['PATCH', '/volumes/Storage/kim/thesis'],
      ['DELETE', '/volumes/Storage/kim/thesis'],
      ['GET', '/quotas']
    ] as const) {
      expect([method, (await stranger.api(method, path, {})).status]).toEqual([method, 401]);
    }
  });
});
