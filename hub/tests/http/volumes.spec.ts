import { mkdirSync } from 'node:fs';

import { VolumeService } from '../../src/volumes/service.js';
import { bindVolumes } from '../../src/volumes/routes.js';
import { Harness } from './harness.js';

describe('volumes', () => {
  let harness: Harness;
  let volumes: VolumeService;

  beforeEach(async () => {
    harness = await Harness.start({
      bind: (api, parts) => {
        const { database, temporary, grants, accounts, clock, config } = parts;
        mkdirSync(config.paths.volumes, { recursive: true });
        volumes = new VolumeService(
          database,
          temporary.files,
          grants,
          accounts,
          clock,
          config.paths.volumes
        );
        accounts.onUserCreated(user => volumes.ensureDefaults(user));
        bindVolumes(api, volumes);
      }
    });
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
  afterEach(async () => {
    expect(harness.internalErrors).toEqual([]);
    await harness.stop();
  });

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

  it('come page by page, stable while others are added', async () => {
    const kim = await harness.withToken('kim');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await kim.api('GET', `/volumes?limit=2${query}`)).json();
      seen.push(...page.items.map((volume: { address: string }) => volume.address));
      cursor = page.nextCursor;
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
    } while (cursor !== null);
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

  it.each(['limit=0', 'limit=201', 'limit=x', 'kind=all', 'q=1', `cursor=${'x'.repeat(201)}`])(
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
});
