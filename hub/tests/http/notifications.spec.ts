import type { Notification } from '../../contract/notifications.js';
import { tellOfJobEnds } from '../../src/notifications/job-ends.js';
import { Harness, type SignedInClient } from './harness.js';
import { JobsHarness } from './jobs-harness.js';
import { TasksHarness } from './tasks-harness.js';

const BASE = '/notifications';

async function list(client: SignedInClient): Promise<Notification[]> {
  const answer = await client.api('GET', BASE);
  expect(answer.status).toBe(200);
  return answer.json().items;
}

describe('notifications', () => {
  let harness: Harness;
  let kim: SignedInClient;
  let eve: SignedInClient;

  beforeEach(async () => {
    harness = await Harness.start({ whole: true });
    [kim, eve] = [await harness.withToken('kim'), await harness.withToken('eve')];
  });
  afterEach(async () => {
    expect(harness.internalErrors).toEqual([]);
    await harness.stop();
  });

  const tell = (client: SignedInClient, title: string) =>
    harness.parts.notifications.notify(client.user.id, {
      kind: 'share',
      title,
      body: 'Read only',
      resource: { kind: 'volume', id: '1' }
    });

  it('are listed, read and dismissed', async () => {
    tell(kim, 'first');
    tell(kim, 'second');
    const [second, first] = await list(kim);
    expect(second).toMatchObject({
      kind: 'share',
      title: 'second',
      body: 'Read only',
      resource: { kind: 'volume', id: '1' },
      read: false
    });
    expect((await kim.api('POST', `${BASE}/read`, { ids: [first?.id] })).status).toBe(204);
    expect((await kim.api('GET', BASE)).json()).toMatchObject({
      unread: 1,
      items: [{ read: false }, { read: true }]
    });
    expect((await kim.api('POST', `${BASE}/dismiss`, { ids: [second?.id] })).status).toBe(204);
    expect((await list(kim)).map(({ title }) => title)).toEqual(['first']);
    expect((await kim.api('POST', `${BASE}/dismiss`, { all: true })).status).toBe(204);
    expect(await list(kim)).toEqual([]);
  });

  it('come in pages', async () => {
    for (const title of ['a', 'b', 'c']) {
      tell(kim, title);
    }
    const first = (await kim.api('GET', `${BASE}?limit=2`)).json();
    const second = (await kim.api('GET', `${BASE}?limit=2&cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['c', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
  });

  it('of somebody else are neither seen nor touched', async () => {
    tell(kim, 'for kim');
    const [own] = await list(kim);
    expect(await list(eve)).toEqual([]);
    const before = harness.digest();
    for (const body of [{ ids: [own?.id] }, { all: true }]) {
      for (const act of ['read', 'dismiss']) {
        expect((await eve.api('POST', `${BASE}/${act}`, body)).status).toBe(204);
      }
    }
    expect(harness.digest()).toBe(before);
  });

  it.each([{}, { ids: [] }, { all: false }, { ids: ['x'] }, { all: true, ids: [] }])(
    'are not dismissed by %j',
    async body => {
      expect((await kim.api('POST', `${BASE}/dismiss`, body)).status).toBe(400);
    }
  );
});

describe('the end of a job', () => {
  let world: JobsHarness;

  beforeEach(async () => {
    world = await JobsHarness.start();
    const { activity, notifications } = world.harness.parts;
    tellOfJobEnds(activity, notifications, id => world.jobs.find(id));
    await world.jobs.runs.start();
  });
  afterEach(async () => {
    expect(world.harness.internalErrors).toEqual([]);
    await world.stop();
  });

  it('is told to its owner once, with the way to it', async () => {
    const kim = await world.user('kim');
    const { id } = await world.submit(kim);
    world.finish(kim, await world.reaches(kim, id, 'running'));
    await world.reaches(kim, id, 'succeeded');
    const told = world.harness.parts.notifications.list(kim.user, { limit: 10 }).items;
    expect(told).toMatchObject([
      { kind: 'jobSucceeded', title: '“fit” succeeded', resource: { kind: 'job', id } }
    ]);
    await kim.api('PATCH', `/jobs/${id}`, { name: 'renamed' });
    expect(world.harness.parts.notifications.list(kim.user, { limit: 10 }).items).toHaveLength(1);
  });

  it('that he wanted is not', async () => {
    const kim = await world.user('kim');
    const { id } = await world.submit(kim);
    await world.reaches(kim, id, 'running');
    await kim.api('POST', `/jobs/${id}/cancel`);
    world.harness.parts.engine.exit(`labcommons-job-${id.toLowerCase()}-1`, 143);
    await world.reaches(kim, id, 'cancelled');
    expect(world.harness.parts.notifications.list(kim.user, { limit: 10 }).items).toEqual([]);
  });
});

it('the end of a task is told when it fails, and is on record', async () => {
  const world = await TasksHarness.start();
  const kim = await world.harness.withToken('kim');
  const [from, to] = ['Storage/kim/persistent', 'Temporary/kim/scratch'];
  world.put(from, 'a.txt', 'new');
  world.put(to, 'a.txt', 'old');
  const task = await world.done(kim, {
    kind: 'copy',
    sources: [{ volume: from, path: 'a.txt' }],
    target: { volume: to, path: '' },
    conflict: 'fail'
  });
  expect(task.state).toBe('failed');
  expect(await list(kim)).toMatchObject([
    {
      kind: 'taskFailed',
      title: 'Copying “a.txt” failed',
      body: task.reason,
      resource: { kind: 'task', id: task.id }
    }
  ]);
  const acts = (await kim.api('GET', `/activity?resource=task:${task.id}`)).json().items;
  expect(acts).toMatchObject([
    { action: 'task.end', actor: null, outcome: 'failed', detail: task.reason },
    { action: 'task.copy', actor: { name: 'kim' }, outcome: 'done' }
  ]);
  await world.stop();
});
