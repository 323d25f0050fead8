import { existsSync, readdirSync } from 'node:fs';

import type { Entry } from '../../contract/files.js';
import type { Notification } from '../../contract/notifications.js';
import type { Volume } from '../../contract/volumes.js';
import type { Hub } from '../../src/hub.js';
import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { TasksHarness } from './tasks-harness.js';

const SCRATCH = 'Temporary/kim/scratch';
const HOME = 'Storage/kim/persistent';
const DAY_MS = 24 * 3600 * 1000;

describe('files that nobody changes', () => {
  let world: TasksHarness;
  let hub: Hub;
  let kim: SignedInClient;

  beforeEach(async () => {
    world = await TasksHarness.start();
    ({ hub } = world);
    kim = await world.harness.withToken('kim');
    world.put(SCRATCH, 'run/old.dat', '12345');
    world.put(SCRATCH, 'older.dat', '123');
    world.put(HOME, 'thesis.txt', 'kept');
  });
  afterEach(async () => {
    expect(world.harness.internalErrors).toEqual([]);
    await hub.expiry.close();
    await world.stop();
  });

  const inDays = (days: number) => world.harness.advance(days * DAY_MS);
  const volume = async (address = SCRATCH): Promise<Volume> =>
    (await kim.api('GET', `/volumes/${address}`)).json();
  const entry = async (place: string): Promise<Entry> =>
    (await kim.api('GET', `/entries/${place}?stat=true`)).json().entry;
  const told = async (): Promise<Notification[]> =>
    (await kim.api('GET', '/notifications')).json().items;
  const daysFrom = (time: string | null | undefined) =>
    (Date.parse(time ?? '') - Date.now()) / DAY_MS;

  function job(workingPath: string, state = 'running'): void {
    const { database, clock } = world.harness.parts;
    const jobs = hub.volumes.at('Temporary/kim/jobs')?.id ?? '';
    database
      .prepare<[string, string, string, string, string, string]>(
        `INSERT INTO jobs (id, owner_id, domain, kind, name, spec, state, notebook_sha256, working_volume,
                           working_path, created_at)
         VALUES ('j', ?, 'small', 'notebook', 'Fit all', ?, ?, '', ?, ?, ?)`
      )
      .run(
        kim.user.id,
        JSON.stringify({ volumes: [SCRATCH, jobs].map(one => ({ volume: one, access: 'write' })) }),
        state,
        jobs,
        workingPath,
        clock().toISOString()
      );
  }

  it('are removed from Temporary after 30 days, with their folders, and from nowhere else', async () => {
    inDays(29);
    await hub.expiry.sweepDue();
    expect(existsSync(world.path(SCRATCH, 'run/old.dat'))).toBe(true);
    inDays(2);
    await hub.expiry.sweepDue();
    expect(readdirSync(world.path(SCRATCH))).toEqual([]);
    expect(readdirSync(world.path(HOME))).toEqual(['thesis.txt']);
    const acts = (await kim.api('GET', '/activity')).json().items;
    expect(acts[0]).toMatchObject({
      action: 'volume.expire',
      actor: null,
      detail: `${SCRATCH}: 2 files, 8 bytes that nobody had changed for 30 days`
    });
    const quota = await until('the count', async () => {
      const { items } = (await kim.api('GET', '/quotas')).json();
      const found = items.find(({ root }: { root: string }) => root === 'Temporary');
      return found.files === 0 && found;
    });
    expect(quota).toMatchObject({ bytes: 0 });
  });

  it('say beforehand when they go, each and the next of the volume', async () => {
    expect((await volume()).expiry).toEqual({ days: 30, nextAt: null });
    await hub.expiry.sweepDue();
    const { expiry } = await volume();
    expect(expiry?.days).toBe(30);
    expect(daysFrom(expiry?.nextAt)).toBeCloseTo(30, 1);
    expect(daysFrom((await entry(`${SCRATCH}/run/old.dat`)).expiresAt)).toBeCloseTo(30, 1);
    expect((await entry(`${SCRATCH}/run`)).expiresAt).toBeNull();
    const listed = (await kim.api('GET', `/entries/${SCRATCH}`)).json().items as Entry[];
    expect(listed.map(({ name, expiresAt }) => [name, expiresAt === null])).toEqual([
      ['older.dat', false],
      ['run', true]
    ]);
    expect((await volume(HOME)).expiry).toBeNull();
    expect((await entry(`${HOME}/thesis.txt`)).expiresAt).toBeNull();
    const put = await kim.api('PUT', `/files/${SCRATCH}/new.dat`, 'new');
    expect(daysFrom((put.json() as Entry).expiresAt)).toBeCloseTo(30, 1);
  });

  it('are told of once, some days before', async () => {
    await hub.expiry.sweepDue();
    expect(await told()).toEqual([]);
    inDays(26.5);
    await hub.expiry.sweepDue();
    const [warning] = await told();
    expect(warning).toMatchObject({
      kind: 'expiry',
      title: `2 files in ${SCRATCH} will be removed`,
      resource: { kind: 'volume', id: (await volume()).id }
    });
    expect(warning?.body).toMatch(
      /^2 files, 8 bytes, by \d{4}-\d\d-\d\d, unless somebody changes them\. /
    );
    inDays(1);
    await hub.expiry.sweepDue();
    expect((await told()).map(({ id }) => id)).toEqual([warning?.id]);
  });

  it('stay where a job uses the volume, unless they were due long before', async () => {
    inDays(31);
    job('results/now');
    await hub.expiry.sweepDue();
    expect(existsSync(world.path(SCRATCH, 'older.dat'))).toBe(true);
    inDays(100);
    await hub.expiry.sweepDue();
    expect(existsSync(world.path(SCRATCH, 'older.dat'))).toBe(true);
    world.harness.parts.database.prepare("UPDATE jobs SET state = 'succeeded'").run();
    await hub.expiry.sweepNow({ remove: true });
    expect(readdirSync(world.path(SCRATCH))).toEqual([]);
  });

  it('go although jobs follow each other without end, but not from a working folder', async () => {
    world.put('Temporary/kim/jobs', 'results/now/input.dat', 'x');
    world.put('Temporary/kim/jobs', 'results/before/output.dat', 'x');
    inDays(38);
    job('results/now');
    await hub.expiry.sweepDue();
    expect(readdirSync(world.path(SCRATCH))).toEqual([]);
    expect(readdirSync(world.path('Temporary/kim/jobs', 'results'))).toEqual(['now']);
    expect(readdirSync(world.path('Temporary/kim/jobs', 'results/now'))).toEqual(['input.dat']);
  });

  it('begin anew when their folder comes back from the trash', async () => {
    inDays(25);
    await world.done(kim, { kind: 'delete', sources: [{ volume: SCRATCH, path: 'run' }] });
    inDays(20);
    await hub.expiry.sweepDue();
    const { items } = (await kim.api('GET', '/trash')).json();
    await kim.api('POST', `/trash/${items[0].id}/restore`, { conflict: 'fail' });
    await hub.expiry.sweepNow({ remove: true });
    expect(existsSync(world.path(SCRATCH, 'run/old.dat'))).toBe(true);
    const { expiresAt } = await entry(`${SCRATCH}/run/old.dat`);
    expect(daysFrom(expiresAt)).toBeCloseTo(45 + 30, 0);
    inDays(31);
    await hub.expiry.sweepNow({ remove: true });
    expect(existsSync(world.path(SCRATCH, 'run'))).toBe(false);
  });

  it('are only named by a dry run', async () => {
    inDays(31);
    const before = world.harness.digest();
    expect(await hub.expiry.sweepNow({ remove: false })).toEqual([
      { address: SCRATCH, files: 2, bytes: 8, folders: 1 }
    ]);
    expect(readdirSync(world.path(SCRATCH)).sort()).toEqual(['older.dat', 'run']);
    expect(world.harness.digest()).toBe(before);
    expect(world.harness.rows('volume_sweeps')).toEqual([]);
  });

  it('of others are nobody’s to see: the date comes with the entry', async () => {
    const sam = await world.harness.withToken('sam');
    const before = world.harness.digest();
    expect((await sam.api('GET', `/volumes/${SCRATCH}`)).status).toBe(404);
    expect((await sam.api('GET', `/entries/${SCRATCH}/run/old.dat`)).status).toBe(404);
    expect(world.harness.digest()).toBe(before);
  });
});
