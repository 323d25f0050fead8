import { monotonicFactory } from 'ulid';

import type { HubEvent } from '../../contract/events.js';
import { ActivityService } from '../activity/service.js';
import { Database } from '../sqlite/database.js';
import { composeUsage } from './compose.js';
import type { UsageService } from './service.js';

const HOUR = 3_600_000;

let database: Database;
let activity: ActivityService;
let usage: UsageService;
let now: Date;

beforeEach(() => {
  database = new Database(':memory:');
  now = new Date('2026-11-20T22:00:00.500Z');
  const clock = () => now;
  activity = new ActivityService(database, clock);
  const insert = database.prepare<[string, string, string, string]>(
    'INSERT INTO users (id, name, display_name, created_at) VALUES (?, ?, ?, ?)'
  );
  ['kim', 'lee'].forEach(name => insert.run(name, name, name, now.toISOString()));
  const cores: Record<string, number> = { j1: 4, j2: 0.5 };
  usage = composeUsage({
    database,
    activity,
    jobs: {
      find: id => ({
        domain: 'large',
        spec: { image: { id: 'r' }, resources: { cores: cores[id] ?? 1 } }
      })
    },
    names: {
      users: { userById: id => ({ id, name: id, displayName: id, admin: false }) },
      images: { titleOf: id => (id === 'r' ? 'R' : null) },
      domains: { titleOf: () => null },
      roots: [{ name: 'Storage', title: 'Kept' }]
    },
    keepDays: 10,
    clock
  });
});
afterEach(() => database.close());

const later = (hours: number) => (now = new Date(now.getTime() + hours * HOUR));
const publish = (userId: string, event: object) =>
  database.transaction(() => activity.publish(userId, event as HubEvent));
const server = (userId: string, state: string, startedAt: Date | null = now, image = 'plain') =>
  publish(userId, {
    type: 'server',
    id: `${userId}'s`,
    version: 1,
    body: {
      id: `${userId}'s`,
      state,
      domain: 'small',
      image,
      startedAt: startedAt?.toISOString() ?? null
    }
  });
const job = (userId: string, id: string, startedAt: Date | null, endedAt: Date | null = null) =>
  publish(userId, {
    type: 'job',
    id,
    version: 1,
    body: {
      id,
      startedAt: startedAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null
    }
  });
const task = (userId: string, id: string, endedAt: Date | null, files = 0, bytes = 0) =>
  publish(userId, {
    type: 'task',
    id,
    version: 1,
    body: {
      id,
      startedAt: now.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      progress: { files, bytes }
    }
  });
const act = (actorId: string | null, action = 'volume.create', outcome = 'done') =>
  activity.record({
    actorId,
    action,
    resource: { kind: action.split('.')[0] as string, id: '1' },
    outcome: outcome as 'done',
    detail: ''
  });
const days = (by: 'day' | 'week' | 'month' = 'day') =>
  usage.report({ since: '2026-11-19', until: '2026-11-23', by }).periods;
const total = () => usage.report({ since: '2026-11-19', until: '2026-11-23', by: 'day' }).total;

describe('a server', () => {
  it('counts while it runs, by days, and no longer', () => {
    server('kim', 'starting', null);
    server('kim', 'running');
    later(1);
    expect(total().serverHours).toBe(1);
    later(2);
    server('kim', 'running', new Date(now.getTime() - 3 * HOUR));
    server('kim', 'stopping', new Date(now.getTime() - 3 * HOUR));
    later(5);
    server('kim', 'stopped', null);
    expect(days().map(({ serverHours }) => serverHours)).toEqual([0, 2, 1, 0]);
    expect(total()).toMatchObject({ serverHours: 3, people: 1, jobs: 0 });
  });

  it('that is deleted, failed or started again counts once for each time', () => {
    server('kim', 'running');
    later(0.5);
    server('kim', 'failed');
    later(1);
    server('kim', 'running', now, 'r');
    later(0.25);
    publish('kim', { type: 'serverDeleted', id: "kim's", version: 3 });
    expect(total().serverHours).toBe(0.75);
    const { images, domains } = usage.report({ by: 'day' });
    expect(images).toEqual([
      { id: 'plain', title: 'plain', people: 1, serverHours: 0.5, jobs: 0, jobHours: 0 },
      { id: 'r', title: 'R', people: 1, serverHours: 0.25, jobs: 0, jobHours: 0 }
    ]);
    expect(domains).toMatchObject([{ id: 'small', serverHours: 0.75 }]);
  });

  it('whose change is undone is not noted', () => {
    expect(() =>
      database.transaction(() => {
        server('kim', 'running');
        throw new Error('the hub is killed');
      })
    ).toThrow('killed');
    later(1);
    expect(total()).toMatchObject({ serverHours: 0, people: 0 });
  });

  it('never counts less than nothing when clocks go back', () => {
    server('kim', 'running');
    later(-3);
    server('kim', 'stopped', null);
    expect(total().serverHours).toBe(0);
  });
});

it('jobs count from start to end, with their cores; those that wait again begin anew', () => {
  const started = now;
  job('kim', 'j1', null);
  job('kim', 'j1', started);
  later(1);
  job('kim', 'j1', started, new Date(started.getTime() + HOUR / 2));
  job('lee', 'j2', now);
  later(1);
  job('lee', 'j2', null);
  later(3);
  job('lee', 'j2', now);
  later(2);
  expect(total()).toMatchObject({ jobs: 3, jobHours: 3.5, jobCoreHours: 3.5, people: 2 });
  const { users, domains } = usage.report({ by: 'day' });
  expect(users).toEqual([
    { name: 'lee', displayName: 'lee', serverHours: 0, jobs: 2, jobHours: 3 },
    { name: 'kim', displayName: 'kim', serverHours: 0, jobs: 1, jobHours: 0.5 }
  ]);
  expect(domains).toMatchObject([{ id: 'large', people: 2, jobs: 3 }]);
});

it('tasks count at their end, once, with what they were done with', () => {
  task('kim', 't1', null);
  later(1);
  task('kim', 't1', now, 3, 2048);
  task('kim', 't1', now, 3, 2048);
  task('lee', 't2', now, 5, 5);
  expect(total()).toMatchObject({ tasks: 1, files: 3, bytes: 2048 });
});

it('people count once in each period, whatever they do; sign-ins that fail do not', () => {
  act('kim');
  act('kim', 'account.signIn');
  act('lee', 'account.signIn', 'refused');
  act(null);
  later(24);
  act('kim', 'account.signIn');
  server('kim', 'running');
  expect(days().map(({ people, signIns }) => [people, signIns])).toEqual([
    [0, 0],
    [2, 1],
    [1, 1],
    [0, 0]
  ]);
  expect(days('week')).toMatchObject([{ from: '2026-11-16', people: 2, signIns: 2 }]);
  expect(days('month')).toMatchObject([{ from: '2026-11-01', people: 2, signIns: 2 }]);
  expect(total()).toMatchObject({ people: 2, signIns: 2 });
});

it('what is kept is that of now, by root and by user', () => {
  const newId = monotonicFactory();
  const volume = (owner: string | null, root: string, bytes: number | null, deleted = false) => {
    const id = newId();
    database
      .prepare<[string, string, string, string | null, string, string | null]>(
        `INSERT INTO volumes (id, kind, root, owner_id, name, title, description, directory, created_at, deleted_at)
         VALUES (?, ?, ?, ?, ?, '', '', '', '', ?)`
      )
      .run(id, owner === null ? 'data' : 'user', root, owner, id, deleted ? '2026' : null);
    if (bytes !== null) {
      database.prepare('INSERT INTO volume_usage VALUES (?, ?, 2, 0)').run(id, bytes);
    }
  };
  volume('kim', 'Storage', 100);
  volume('kim', 'Storage', null);
  volume('lee', 'Storage', 300);
  volume('lee', 'Storage', 5000, true);
  volume('lee', 'Gone', 7);
  volume(null, 'Data', 9000);
  const { roots, keepers } = usage.report({ by: 'day' });
  expect(roots).toEqual([
    { root: 'Storage', title: 'Kept', volumes: 3, people: 2, bytes: 400, files: 4 }
  ]);
  expect(keepers).toEqual([
    { name: 'lee', displayName: 'lee', volumes: 2, bytes: 307 },
    { name: 'kim', displayName: 'kim', volumes: 2, bytes: 100 }
  ]);
});

it('figures are kept as long as the setting says', () => {
  act('kim');
  server('kim', 'running');
  later(1);
  server('kim', 'stopped', null);
  later(9 * 24);
  usage.prune();
  expect(total()).toMatchObject({ people: 1, serverHours: 1 });
  later(2 * 24);
  usage.prune();
  expect(total()).toMatchObject({ people: 0, serverHours: 0 });
});
