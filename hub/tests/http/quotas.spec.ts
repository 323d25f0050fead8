import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Notification } from '../../contract/notifications.js';
import type { Quota, Volume } from '../../contract/volumes.js';
import type { Hub } from '../../src/hub.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';
import { NOTEBOOK } from './jobs-harness.js';

const HOME = 'Storage/kim/persistent';
const LIMIT = 1000;
const HOUR_MS = 3_600_000;

describe('what containers write', () => {
  let settings: string;
  let harness: Harness;
  let hub: Hub;
  let kim: SignedInClient;

  beforeEach(async () => {
    settings = mkdtempSync(join(tmpdir(), 'labcommons-quotas-'));
    const yaml = join(settings, 'config.yaml');
    const root = (name: string, bytesPerUser: number | null) => ({
      name,
      title: name,
      bytesPerUser
    });
    writeFileSync(
      yaml,
      JSON.stringify({
        roots: [root('Storage', LIMIT), root('Temporary', null)],
        quotas: { graceHours: 24 }
      })
    );
    harness = await Harness.start({ whole: true, environment: { LABCOMMONS_CONFIG: yaml } });
    hub = harness.parts as unknown as Hub;
    kim = await harness.withToken('kim');
  });
  afterEach(async () => {
    await hub.quotaWatch.close();
    await hub.counter.close();
    await hub.trash.close();
    await harness.stop();
    rmSync(settings, { recursive: true });
    expect(harness.internalErrors).toEqual([]);
  });

  const volume = async (address = HOME): Promise<Volume> =>
    (await kim.api('GET', `/volumes/${address}`)).json();
  const quota = async (): Promise<Quota> => (await kim.api('GET', '/quotas')).json().items[0];
  const told = async (): Promise<Notification[]> =>
    (await kim.api('GET', '/notifications')).json().items;
  const titles = async () => (await told()).map(({ title }) => title);
  const pathOf = (name: string, address = HOME) =>
    join(hub.volumes.at(address)?.directory ?? '', name);
  const events = (type: string) =>
    harness
      .rows('events')
      .map(row => JSON.parse((row as { event: string }).event))
      .filter(event => event.type === type);
  const accessOf = (address = HOME) =>
    hub.volumes.mountsFor(kim.user).find(plan => plan.volume.address === address)?.access;

  /** As a container would: without the hub. */
  function write(bytes: number, name = 'made.dat'): void {
    writeFileSync(pathOf(name), '');
    truncateSync(pathOf(name), bytes);
  }

  /** Somebody's server runs, which may write to everything. */
  function run(): void {
    harness.parts.database
      .prepare<[string, string]>(
        `INSERT INTO servers (id, owner_id, name, kind, state, domain, image, created_at, started_at)
         VALUES ('s', ?, '', 'lab', 'running', 'small', 'x', '2026-01-01T00:00:00.000Z', ?)`
      )
      .run(kim.user.id, new Date(Date.now() + 60_000).toISOString());
  }

  /** From now on the hub watches, and a server runs. */
  function begin(): void {
    hub.quotaWatch.start();
    run();
  }

  /** Lets time pass, and the hub look. */
  async function later(ms: number): Promise<void> {
    harness.advance(ms);
    hub.quotaWatch.look();
    await hub.counter.idle();
    hub.quotaWatch.tell();
    await hub.quotaWatch.settled();
  }

  it('is counted while something runs that may write, and told to open panels', async () => {
    hub.quotaWatch.start();
    write(700);
    await later(HOUR_MS);
    expect(events('quota')).toEqual([]);
    run();
    await later(0);
    expect(events('quota').at(-1)).toMatchObject({
      id: 'Storage',
      body: { bytes: 700, files: 1, bytesLimit: LIMIT, readOnlyAt: null }
    });
    const before = events('quota').length;
    write(800);
    await later(60_000);
    expect(events('quota')).toHaveLength(before);
    await later(240_000);
    expect(events('quota').at(-1).body.bytes).toBe(800);
    write(810);
    await later(60_001);
    expect(events('quota').at(-1).body.bytes).toBe(810);
  });

  it('is told of at nine tenths and beyond the limit, once each', async () => {
    begin();
    write(900);
    await later(HOUR_MS);
    expect(await told()).toMatchObject([
      {
        kind: 'quota',
        title: 'Storage is nearly full',
        body: '900 bytes of 1000 bytes are used. What lies in the trash counts too.',
        resource: { kind: 'quota', id: 'Storage' }
      }
    ]);
    const [first] = await told();
    write(950);
    await later(HOUR_MS);
    expect((await told()).map(({ id }) => id)).toEqual([first?.id]);
    write(1500);
    await later(HOUR_MS);
    expect(await titles()).toEqual(['Storage holds more than it may']);
    const { readOnlyAt } = await quota();
    expect((await told())[0]?.body).toContain(
      `Delete something by ${readOnlyAt?.slice(0, 10)} ${readOnlyAt?.slice(11, 16)} UTC`
    );
    expect(accessOf()).toBe('write');
    write(100);
    await later(HOUR_MS);
    expect(await titles()).toEqual([]);
    expect(await quota()).toMatchObject({ readOnlyAt: null });
  });

  it('beyond the limit for too long can only be read by containers, until there is less', async () => {
    begin();
    write(1500);
    await later(HOUR_MS);
    await later(23 * HOUR_MS);
    expect([accessOf(), (await volume()).overQuota]).toEqual(['write', false]);
    await later(2 * HOUR_MS);
    expect(await titles()).toEqual(['Servers and jobs may only read in Storage']);
    expect([accessOf(), (await volume()).overQuota]).toEqual(['read', true]);
    expect(accessOf('Temporary/kim/scratch')).toBe('write');
    const wanted = { volume: HOME, access: 'write' as const };
    expect(hub.volumes.plan(kim.user, [wanted])[0]?.access).toBe('read');
    expect(harness.rows('read_only_volumes')).toMatchObject([{ volume_id: (await volume()).id }]);
    const acts = (await kim.api('GET', '/activity')).json().items;
    expect(acts[0]).toMatchObject({ action: 'quota.limit', actor: null });
    expect(events('volume').at(-1).body).toMatchObject({ address: HOME, overQuota: true });

    // Through the hub one may still delete; what lies in the trash counts until it is emptied.
    expect((await kim.api('DELETE', `/files/${HOME}/made.dat`)).status).toBe(204);
    await later(HOUR_MS);
    expect((await volume()).overQuota).toBe(true);
    expect(await quota()).toMatchObject({ bytes: 1500, trashBytes: 1500 });
    await kim.api('POST', '/trash/empty', { volume: HOME });
    await until('the trash to be empty', async () => {
      await later(0);
      return !(await volume()).overQuota;
    });
    expect(accessOf()).toBe('write');
    expect(await titles()).toEqual([]);
    expect(harness.rows('read_only_volumes')).toEqual([]);
  });

  it('beyond the limit for too long: a volume made meanwhile, too; a job has nowhere to leave results', async () => {
    begin();
    write(1500);
    await later(HOUR_MS);
    await later(25 * HOUR_MS);
    await kim.api('POST', '/volumes', { root: 'Storage', name: 'more' });
    expect(accessOf('Storage/kim/more')).toBe('read');
    await later(0);
    expect(harness.rows('read_only_volumes')).toHaveLength(2);
    const before = harness.digest();
    const job = await kim.api('POST', '/jobs', {
      kind: 'notebook',
      notebook: { name: 'fit', content: NOTEBOOK },
      workingFolder: { volume: HOME, path: '' }
    });
    expect([job.status, job.json().type]).toEqual([507, '/problems/quota-exceeded']);
    expect(harness.digest()).toBe(before);
  });

  it('is released at the start when a stop came between the decision and what runs', async () => {
    const home = await volume();
    harness.parts.database
      .prepare<[string]>('INSERT INTO read_only_volumes (volume_id) VALUES (?)')
      .run(home.id);
    hub.quotaWatch.start();
    await hub.quotaWatch.settled();
    expect(harness.rows('read_only_volumes')).toEqual([]);
  });

  it.each([
    ['is limited at the start as before', 1500, 1],
    ['is released at the start when there is less by then', 10, 0]
  ])('%s', async (_case, bytes, limited) => {
    const home = hub.volumes.at(HOME) as NonNullable<ReturnType<typeof hub.volumes.at>>;
    hub.quotas.counted(home, { bytes, files: 1 }, new Date().toISOString());
    harness.parts.database
      .prepare<[string, string]>("INSERT INTO quota_levels VALUES (?, 'Storage', 'readOnly', ?)")
      .run(kim.user.id, new Date(Date.now() - 100 * HOUR_MS).toISOString());
    hub.quotaWatch.start();
    await hub.quotaWatch.settled();
    expect(harness.rows('read_only_volumes')).toHaveLength(limited);
    expect(harness.rows('quota_levels')).toHaveLength(limited);
    expect(events('quota')).toHaveLength(1 - limited);
  });
});
