import type { Job } from '../../contract/jobs.js';
import type { Notification } from '../../contract/notifications.js';
import type { Hub } from '../../src/hub.js';
import type { Disk } from '../../src/room/ports.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';
import { NOTEBOOK } from './jobs-harness.js';

const GiB = 2 ** 30;
const HOME = 'Storage/kim/persistent';

describe('what is new', () => {
  let disks: Disk[];
  let harness: Harness;
  let hub: Hub;
  let kim: SignedInClient;

  beforeEach(async () => {
    disks = [];
    harness = await Harness.start({ whole: true, disks: async () => disks });
    hub = harness.parts as unknown as Hub;
    kim = await harness.withToken('kim');
    await freeOf(100 * GiB);
    await hub.jobs.runs.start();
  });

  afterEach(async () => {
    await hub.jobs.runs.stop();
    await harness.stop();
    expect(harness.internalErrors).toEqual([]);
  });

  async function freeOf(freeBytes: number) {
    disks = [{ name: 'the disk of the hub', freeBytes, totalBytes: 1000 * GiB }];
    await hub.room.look();
  }

  function upload() {
    const wish = Object.entries({ volume: HOME, path: 'new.txt' });
    const encoded = wish.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
    return kim.api('POST', '/uploads', undefined, {
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': '5',
        'upload-metadata': encoded.join(',')
      }
    });
  }

  /** A start that is not refused; what becomes of it is not the question here. */
  async function starts() {
    expect((await start()).status).toBe(202);
    await kim.api('POST', '/servers/default/stop');
    const state = async () => (await kim.api('GET', '/servers/default')).json().state as string;
    await until('its end', async () => ['stopped', 'failed'].includes(await state()));
  }

  const start = () => kim.api('POST', '/servers/default/start');
  async function submit() {
    const body = { kind: 'notebook', notebook: { name: 'fit', content: NOTEBOOK } };
    return (await kim.api('POST', '/jobs', body)).json() as { id: string };
  }
  const job = async (id: string) => (await kim.api('GET', `/jobs/${id}`)).json() as Job;

  const notices = async (client: SignedInClient) =>
    (await client.api('GET', '/notifications'))
      .json()
      .items.map(({ title }: Notification) => title) as string[];

  it('does not begin while too little of a disk is free, and administrators are told until there is space', async () => {
    const admin = await harness.withToken('ada', { admin: true });
    await freeOf(GiB);
    const refused = await start();
    expect(refused.status).toBe(507);
    expect(refused.json().detail).toBe(
      'Only 1.0 GiB are free on the disk of the hub: nothing new begins until there is more'
    );
    expect((await kim.api('GET', '/servers')).json().items).toEqual([]);
    expect((await upload()).status).toBe(507);
    const { id } = await submit();
    await until('the job to wait', async () => (await job(id)).position !== null);
    expect(await job(id)).toMatchObject({ state: 'queued', reason: refused.json().detail });
    expect(await notices(admin)).toEqual(['Servers and jobs do not start: a disk is nearly full']);
    expect(await notices(kim)).toEqual([]);

    await freeOf(100 * GiB);
    expect(await notices(admin)).toEqual([]);
    expect((await upload()).status).toBe(201);
    await starts();
    await until('the job to begin', async () => (await job(id)).state !== 'queued');
  });

  it('does not begin during maintenance, with the words of who does it; uploads go on', async () => {
    hub.room.maintenance.begin('Back at ten');
    const refused = await start();
    expect([refused.status, refused.json().detail]).toEqual([503, 'Back at ten']);
    expect(refused.json().type).toMatch(/maintenance$/);
    expect((await upload()).status).toBe(201);
    hub.room.maintenance.end();
    await starts();
  });
});
