import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Task } from '../../contract/tasks.js';
import { holdCopies } from '../../src/testing/held-copies.js';
import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { HOME, SCRATCH, startWithFiles, type TasksHarness } from './tasks-harness.js';

const MISSING = '01HZX000000000000000000000';

describe('tasks over HTTP', () => {
  let world: TasksHarness;
  let kim: SignedInClient;
  let ana: SignedInClient;

  beforeEach(async () => {
    ({ world, kim, ana } = await startWithFiles());
  });

  afterEach(() => world.stop());

  const at = (volume: string, path: string) => ({ volume, path });
  const names = (volume: string, path = '') => readdirSync(world.path(volume, path)).sort();
  const text = (volume: string, path: string) => readFileSync(world.path(volume, path), 'utf8');

  /** Everything that is not the hub's own. */
  const visible = (volume: string) => names(volume).filter(name => !name.startsWith('.'));

  it('deletes into the trash', async () => {
    const task = await world.done(kim, {
      kind: 'delete',
      sources: [at(HOME, 'study/a.txt'), at(HOME, 'note.txt')]
    });
    expect(task).toMatchObject({ state: 'succeeded', target: null, results: [] });
    expect(visible(HOME)).toEqual(['study']);
    const { items } = (await kim.api('GET', '/trash')).json();
    expect(items.map(({ path }: { path: string }) => path).sort()).toEqual([
      'note.txt',
      'study/a.txt'
    ]);
  });

  const copy = { kind: 'copy' as const, sources: [at(HOME, 'note.txt')], target: at(SCRATCH, '') };
  it.each([
    ['an unknown kind', 400, { ...copy, kind: 'zip' }],
    ['no source', 400, { ...copy, sources: [] }],
    ['no target', 400, { ...copy, target: null }],
    ['a target for a deletion', 400, { ...copy, kind: 'delete' }],
    ['a path that leads out', 400, { ...copy, sources: [at(HOME, '../x')] }],
    [
      'a folder into itself',
      400,
      { ...copy, sources: [at(HOME, 'study')], target: at(HOME, 'study') }
    ],
    [
      'a folder into what it holds',
      400,
      { ...copy, kind: 'move', sources: [at(HOME, 'study')], target: at(HOME, 'study/figures') }
    ],
    ['the same twice', 400, { ...copy, sources: [at(HOME, 'study'), at(HOME, 'study/a.txt')] }],
    ['the trash', 400, { ...copy, target: at(HOME, '.trash') }],
    ['a whole volume to be deleted', 400, { kind: 'delete', sources: [at(HOME, '')] }],
    ['a source that is not there', 404, { ...copy, sources: [at(HOME, 'none')] }],
    ['a target that is not there', 404, { ...copy, target: at(SCRATCH, 'none') }],
    ['a target that is a file', 404, { ...copy, target: at(HOME, 'study/a.txt') }],
    ["somebody else's files", 404, { ...copy, sources: [at('Storage/ana/persistent', '')] }],
    ["somebody else's folder", 404, { ...copy, target: at('Storage/ana/persistent', '') }],
    ['an unknown field', 400, { ...copy, surprise: true }]
  ])('refuses %s and keeps nothing', async (_what, status, request) => {
    const before = world.harness.digest();
    const answer = await kim.api('POST', '/tasks', request);
    expect([answer.status, answer.json().errors?.length]).toEqual([status, expect.anything()]);
    expect(world.harness.digest()).toBe(before);
    expect(visible(SCRATCH)).toEqual([]);
  });

  it('reads a shared volume, and writes to it only with that privilege', async () => {
    world.put('Storage/ana/persistent', 'data.txt', 'data');
    const volume = world.hub.volumes.at('Storage/ana/persistent');
    const grant = (privileges: ('read' | 'write')[]) =>
      world.harness.parts.grants.grant(
        { kind: 'volume', id: volume?.id ?? '' },
        { kind: 'user', id: kim.user.id },
        privileges,
        ana.user
      );
    grant(['read']);
    const theirs = at('Storage/ana/persistent', 'data.txt');
    await world.done(kim, { kind: 'copy', sources: [theirs], target: at(HOME, '') });
    expect(text(HOME, 'data.txt')).toBe('data');
    const before = world.harness.digest();
    for (const request of [
      { kind: 'move', sources: [theirs], target: at(SCRATCH, '') },
      { kind: 'delete', sources: [theirs] },
      { kind: 'copy', sources: [at(HOME, 'note.txt')], target: at('Storage/ana/persistent', '') }
    ]) {
      expect((await kim.api('POST', '/tasks', request)).status).toBe(403);
    }
    expect(world.harness.digest()).toBe(before);
    grant(['write']);
    expect((await world.done(kim, { kind: 'delete', sources: [theirs] })).state).toBe('succeeded');
  });

  it.each([
    ['GET', ''],
    ['POST', '/cancel']
  ])("hides other people's tasks: %s %s", async (method, path) => {
    const { id } = await world.done(kim, copy);
    const before = world.harness.digest();
    for (const [client, task] of [
      [ana, id],
      [kim, MISSING]
    ] as const) {
      const answer = await client.api(method, `/tasks/${task}${path}`);
      expect([answer.status, answer.json().detail]).toEqual([404, 'There is no such task']);
    }
    expect(world.harness.digest()).toBe(before);
    const stranger = await world.harness.stranger().api(method, `/tasks/${id}${path}`);
    expect(stranger.status).toBe(401);
  });

  it('lists tasks page by page, newest first, by state', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await world.done(kim, { ...copy, conflict: 'keepBoth' })).id);
    }
    const first = (await kim.api('GET', '/tasks?limit=2')).json();
    expect(first.items.map((task: Task) => task.id)).toEqual([ids[2], ids[1]]);
    const second = (await kim.api('GET', `/tasks?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ items: [{ id: ids[0] }], nextCursor: null });
    expect((await kim.api('GET', '/tasks?state=live')).json().items).toEqual([]);
    expect((await kim.api('GET', '/tasks?state=ended')).json().items).toHaveLength(3);
    expect((await ana.api('GET', '/tasks')).json().items).toEqual([]);
    expect((await kim.api('GET', '/tasks?cursor=x')).status).toBe(400);
  });

  it('forgets a task 30 days after its end', async () => {
    await world.done(kim, copy);
    world.harness.advance(29 * 24 * 3600 * 1000);
    world.hub.tasks.service.prune();
    expect((await kim.api('GET', '/tasks')).json().items).toHaveLength(1);
    world.harness.advance(2 * 24 * 3600 * 1000);
    world.hub.tasks.service.prune();
    expect((await kim.api('GET', '/tasks')).json().items).toEqual([]);
  });

  it('tells of every change by an event', async () => {
    const { id } = await world.done(kim, copy);
    const events = world.harness.rows('events') as { user_id: string; event: string }[];
    const ours = events
      .filter(({ user_id }) => user_id === kim.user.id)
      .map(({ event }) => JSON.parse(event))
      .filter(({ type }) => type === 'task');
    expect(ours.every(event => event.id === id)).toBe(true);
    const states = ours.map(({ body }) => body.state);
    expect([states[0], states.at(-1)]).toEqual(['waiting', 'succeeded']);
    expect(ours.map(({ version }) => version)).toEqual(ours.map((_event, index) => index + 1));
  });

  describe('that takes long', () => {
    const BYTES = 9 * 2 ** 30;
    const huge = { ...copy, sources: [at(SCRATCH, 'huge')], target: at(HOME, '') };

    const PATH = process.env['PATH'];
    let programs: string;
    let letGo: () => void;

    beforeEach(() => {
      writeFileSync(world.path(SCRATCH, 'huge'), '');
      truncateSync(world.path(SCRATCH, 'huge'), BYTES);
      programs = mkdtempSync(join(tmpdir(), 'lc-programs-'));
      letGo = holdCopies(programs);
      process.env['PATH'] = `${programs}:${PATH}`;
    });
    afterEach(() => {
      process.env['PATH'] = PATH;
      rmSync(programs, { recursive: true });
    });

    const moving = (id: string) =>
      until('bytes to move', async () => {
        const task: Task = (await kim.api('GET', `/tasks/${id}`)).json();
        return task.progress.bytes > 0 && task;
      });

    it('shows how far it is, and is cancelled without a trace', async () => {
      const { id } = await world.submit(kim, huge);
      const task = await moving(id);
      expect(task.progress).toMatchObject({ filesTotal: 1, bytesTotal: BYTES });
      const answer = await kim.api('POST', `/tasks/${id}/cancel`);
      expect([answer.status, answer.json().cancelling]).toEqual([202, true]);
      expect(await world.ended(kim, id)).toMatchObject({ state: 'cancelled', cancelling: false });
      expect(names(HOME)).toEqual(['note.txt', 'study']);
      expect(names(SCRATCH)).toEqual(['huge']);
      expect((await kim.api('POST', `/tasks/${id}/cancel`)).status).toBe(409);
    });

    it('ends with a reason when its owner loses the access', async () => {
      const { id } = await world.submit(kim, huge);
      await moving(id);
      await world.hub.accounts.setDisabled('kim', true);
      await until('the end', () =>
        (world.harness.rows('tasks') as { state: string; reason: string }[]).some(
          ({ state, reason }) =>
            state === 'failed' && reason === 'The account of its owner is disabled'
        )
      );
      expect(names(HOME)).toEqual(['note.txt', 'study']);
    });

    it('lets others through: two of one user at once', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 3; n++) {
        ids.push((await world.submit(kim, { ...huge, conflict: 'keepBoth' })).id);
      }
      const states = (await kim.api('GET', '/tasks')).json().items.map((task: Task) => task.state);
      expect(states).toEqual(['waiting', 'running', 'running']);
      const theirs = { kind: 'delete' as const, sources: [at('Storage/ana/persistent', 'x')] };
      world.put('Storage/ana/persistent', 'x', 'x');
      expect((await world.done(ana, theirs)).state).toBe('succeeded');
      const last = ids[2] as string;
      expect((await kim.api('POST', `/tasks/${last}/cancel`)).json().state).toBe('cancelled');
      for (const id of ids.slice(0, 2)) {
        await kim.api('POST', `/tasks/${id}/cancel`);
        await world.ended(kim, id);
      }
    });

    it('goes on after a restart of the hub', async () => {
      truncateSync(world.path(SCRATCH, 'huge'), 2 ** 30);
      const { id } = await world.submit(kim, huge);
      await moving(id);
      await world.hub.tasks.runs.stop();
      const stopped: Task = (await kim.api('GET', `/tasks/${id}`)).json();
      expect(stopped.state).toBe('running');
      expect(existsSync(world.path(HOME, 'huge'))).toBe(false);
      letGo();
      world.hub.tasks.runs.start();
      expect(await world.ended(kim, id)).toMatchObject({
        state: 'succeeded',
        progress: { files: 1, bytes: 2 ** 30 }
      });
      expect(names(HOME)).toEqual(['huge', 'note.txt', 'study']);
    });
  });

  it('ends with a reason when what it is about goes away', async () => {
    await world.hub.tasks.runs.stop();
    const { id } = await world.submit(kim, copy);
    rmSync(world.path(HOME, 'note.txt'));
    world.hub.tasks.runs.start();
    expect(await world.ended(kim, id)).toMatchObject({
      state: 'failed',
      reason: 'There is nothing at this path'
    });
    mkdirSync(world.path(SCRATCH, 'folder'));
    await world.hub.tasks.runs.stop();
    const second = await world.submit(kim, {
      kind: 'copy',
      sources: [at(HOME, 'study')],
      target: at(SCRATCH, 'folder')
    });
    rmSync(world.path(SCRATCH, 'folder'), { recursive: true });
    world.hub.tasks.runs.start();
    expect((await world.ended(kim, second.id)).reason).toBe(
      'The target folder is not there any more'
    );
    expect(names(SCRATCH)).toEqual([]);
  });

  it('decides the access again when its turn comes', async () => {
    await world.hub.tasks.runs.stop();
    const volume = world.hub.volumes.at('Storage/ana/persistent');
    const resource = { kind: 'volume' as const, id: volume?.id ?? '' };
    const subject = { kind: 'user' as const, id: kim.user.id };
    world.harness.parts.grants.grant(resource, subject, ['write'], ana.user);
    const { id } = await world.submit(kim, { ...copy, target: at('Storage/ana/persistent', '') });
    world.harness.parts.grants.withdraw(resource, subject);
    world.hub.tasks.runs.start();
    expect(await world.ended(kim, id)).toMatchObject({
      state: 'failed',
      reason: 'A volume of it is gone, or not yours to see any more'
    });
    expect(names('Storage/ana/persistent')).toEqual([]);
  });

  it('takes on no more than a hundred of one user', async () => {
    await world.hub.tasks.runs.stop();
    for (let n = 0; n < 100; n++) {
      await world.submit(kim, copy);
    }
    const before = world.harness.digest();
    const answer = await kim.api('POST', '/tasks', copy);
    expect([answer.status, answer.json().type]).toEqual([409, '/problems/limit-reached']);
    expect(world.harness.digest()).toBe(before);
  });
});
