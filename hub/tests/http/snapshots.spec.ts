import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import type { Snapshot } from '../../contract/snapshots.js';
import type { Task } from '../../contract/tasks.js';
import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { HOME, SCRATCH, startWithFiles, TasksHarness } from './tasks-harness.js';

const MISSING = '01HZX000000000000000000000';
const DAY_MS = 24 * 3600 * 1000;

describe('snapshots over HTTP', () => {
  let world: TasksHarness;
  let kim: SignedInClient;
  let ana: SignedInClient;

  beforeEach(async () => {
    ({ world, kim, ana } = await startWithFiles());
    world.put(HOME, 'study/a.txt', 'first');
  });

  afterEach(() => world.stop());

  const listOf = async (query = `volume=${HOME}`, client = kim) =>
    (await client.api('GET', `/snapshots?${query}`)).json();

  async function snapshot(volume = HOME): Promise<Snapshot> {
    const response = await kim.api('POST', '/snapshots', { volume });
    expect([response.status, response.text]).toEqual([202, expect.any(String)]);
    const { id } = response.json();
    return until('the snapshot', async () => {
      const { items } = await listOf(`volume=${volume}`);
      const found = items.find((item: Snapshot) => item.id === id);
      return found?.state === 'whole' && found;
    });
  }

  async function restore(
    id: string,
    body: { path: string; target?: object; conflict?: string },
    client = kim
  ): Promise<Task> {
    const response = await client.api('POST', `/snapshots/${id}/restore`, body);
    expect([response.status, response.text]).toEqual([202, expect.any(String)]);
    expect(response.headers['location']).toMatch(/\/tasks\/\w+$/);
    return world.ended(client, response.json().id);
  }

  const text = (path: string) => readFileSync(world.path(HOME, path), 'utf8');
  const shelf = (volume = HOME) => {
    const { config } = world.harness.parts;
    return join(config.paths.snapshots, world.path(volume).split('/').at(-1) ?? '');
  };
  const share = (privileges: string[]) =>
    kim.api('PUT', '/grants', {
      resource: { kind: 'volume', id: HOME },
      subject: { kind: 'user', id: 'ana' },
      privileges
    });
  /** Every row and byte that a request about snapshots could change. */
  const everything = () =>
    [
      world.harness.digest(['snapshots', 'snapshot_looks', 'tasks', 'trash']),
      ...[world.path(HOME), shelf()].map(directory =>
        existsSync(directory)
          ? readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort().join()
          : ''
      ),
      text('study/a.txt')
    ].join('\n');

  it('keeps what was there when it was asked for, whatever is written later', async () => {
    const made = await snapshot();
    expect(made).toMatchObject({ volume: HOME, cause: 'asked', files: 3, bytes: 11, warnings: [] });
    writeFileSync(world.path(HOME, 'study/a.txt'), 'second');
    rmSync(world.path(HOME, 'study/figures'), { recursive: true });
    const inside = (await kim.api('GET', `/snapshots/${made.id}/entries?path=study`)).json();
    expect(inside.items.map(({ name }: { name: string }) => name)).toEqual(['a.txt', 'figures']);
    const file = await kim.api('GET', `/snapshots/${made.id}/file?path=study/a.txt`);
    expect([file.status, file.text]).toEqual([200, 'first']);
    expect(file.headers['content-disposition']).toBe('attachment; filename=a.txt');
    const zip = await kim.api('GET', `/snapshots/${made.id}/file?path=study&format=zip`);
    expect([zip.status, zip.text.slice(0, 2)]).toEqual([200, 'PK']);
  });

  it('sends a range of a file, and lists a folder page by page', async () => {
    const { id } = await snapshot();
    const range = await kim.api('GET', `/snapshots/${id}/file?path=study/a.txt`, undefined, {
      headers: { range: 'bytes=1-2' }
    });
    expect([range.status, range.text]).toEqual([206, 'ir']);
    const first = (await kim.api('GET', `/snapshots/${id}/entries?path=study&limit=1`)).json();
    const query = `path=study&limit=1&cursor=${first.nextCursor}`;
    const second = (await kim.api('GET', `/snapshots/${id}/entries?${query}`)).json();
    expect([first.items[0].name, second.items[0].name]).toEqual(['a.txt', 'figures']);
    expect(second.nextCursor).toBeNull();
  });

  it('is saved by a browser from an address that works once', async () => {
    const { id } = await snapshot();
    writeFileSync(world.path(HOME, 'study/a.txt'), 'second');
    const files = [{ volume: HOME, path: 'study/a.txt' }];
    const made = await kim.api('POST', '/downloads', { files, snapshot: id });
    expect(made.status).toBe(201);
    const address = made.json().url.replace(/^.*\/api\/v1/, '');
    const stranger = world.harness.stranger();
    const [first, second] = [
      await stranger.api('GET', address),
      await stranger.api('GET', address)
    ];
    expect([first.status, first.text, second.status]).toEqual([200, 'first', 404]);
    const other = [{ volume: SCRATCH, path: 'study/a.txt' }];
    const wrong = await kim.api('POST', '/downloads', { files: other, snapshot: id });
    const hidden = await ana.api('POST', '/downloads', { files, snapshot: id });
    expect([wrong.status, hidden.status]).toEqual([404, 404]);
  });

  it('says for each what was at a path', async () => {
    await snapshot();
    world.put(HOME, 'study/a.txt', 'longer than before');
    await snapshot();
    rmSync(world.path(HOME, 'study/a.txt'));
    await snapshot();
    const { items } = await listOf(`volume=${HOME}&path=study/a.txt`);
    expect(items.map(({ entry }: Snapshot) => entry?.sizeBytes ?? null)).toEqual([null, 18, 5]);
    const page = await listOf(`volume=${HOME}&limit=2`);
    expect(page.items).toHaveLength(2);
    const rest = await listOf(`volume=${HOME}&limit=2&cursor=${page.nextCursor}`);
    expect(rest.items).toHaveLength(1);
  });

  it('gives back a file where it was, with the folders above it', async () => {
    const { id, takenAt } = await snapshot();
    rmSync(world.path(HOME, 'study'), { recursive: true });
    const task = await restore(id, { path: 'study/a.txt' });
    expect(task).toMatchObject({ state: 'succeeded', kind: 'copy', snapshot: { id, takenAt } });
    expect(task.results).toEqual([{ volume: HOME, path: 'study/a.txt' }]);
    expect(text('study/a.txt')).toBe('first');
  });

  it('replaces nothing unless that is asked for, and then what was there is in the trash', async () => {
    const { id } = await snapshot();
    writeFileSync(world.path(HOME, 'study/a.txt'), 'second');
    expect(await restore(id, { path: 'study/a.txt' })).toMatchObject({ state: 'failed' });
    expect(text('study/a.txt')).toBe('second');
    await restore(id, { path: 'study/a.txt', conflict: 'keepBoth' });
    expect([text('study/a.txt'), text('study/a (2).txt')]).toEqual(['second', 'first']);
    await restore(id, { path: 'study/a.txt', conflict: 'replace' });
    expect(text('study/a.txt')).toBe('first');
    const { items } = (await kim.api('GET', `/trash?volume=${HOME}`)).json();
    expect(items).toMatchObject([{ path: 'study/a.txt' }]);
  });

  it('gives back a folder with its links, into the folder that is chosen', async () => {
    symlinkSync('/etc/hostname', world.path(HOME, 'study/out'));
    const { id } = await snapshot();
    const target = { volume: SCRATCH, path: '' };
    expect(await restore(id, { path: 'study', target })).toMatchObject({
      state: 'succeeded',
      warnings: []
    });
    expect(readFileSync(world.path(SCRATCH, 'study/figures/b.txt'), 'utf8')).toBe('bb');
    expect(readlinkSync(world.path(SCRATCH, 'study/out'))).toBe('/etc/hostname');
  });

  it('is not counted in the quota, but what comes back from it is', async () => {
    const used = async () =>
      (await kim.api('GET', '/quotas'))
        .json()
        .items.find((q: { root: string }) => q.root === 'Storage').bytes;
    await world.hub.counter.idle();
    const before = await used();
    const { id } = await snapshot();
    expect(await used()).toBe(before);
    await restore(id, { path: 'study/a.txt', conflict: 'keepBoth' });
    expect(await used()).toBe(before + 5);
  });

  it('is made once a day in Storage, not in Temporary, and thinned out', async () => {
    world.put(SCRATCH, 'x', 'x');
    const sweep = () => world.hub.snapshots.service.sweep();
    for (let day = 0; day < 5; day++) {
      world.put(HOME, 'day', String(day));
      await sweep();
      await sweep();
      world.harness.advance(DAY_MS);
    }
    expect((await listOf()).items).toHaveLength(5);
    // As if all had been taken on one day: three are kept, and with the next one the last three.
    world.harness.parts.database
      .prepare("UPDATE snapshots SET taken_at = '2026-01-01T00:00:00.000Z'")
      .run();
    await sweep();
    await world.hub.snapshots.maker.idle();
    const { items, schedule } = await listOf(`volume=${HOME}&limit=200`);
    expect(schedule).toEqual({ everyHours: 24, keepLast: 3, keepDays: 14, keepWeeks: 8 });
    expect(items).toHaveLength(4);
    expect(readdirSync(join(shelf(), 'trees'))).toHaveLength(items.length);
    expect(readdirSync(join(shelf(), 'indexes'))).toHaveLength(items.length);
    expect(await listOf(`volume=${SCRATCH}`)).toMatchObject({ items: [], schedule: null });
  });

  it('is deleted by the owner, and with its volume', async () => {
    const { id } = await snapshot();
    expect((await kim.api('DELETE', `/snapshots/${id}`)).status).toBe(204);
    expect((await kim.api('DELETE', `/snapshots/${id}`)).status).toBe(404);
    expect((await kim.api('GET', `/snapshots/${id}/entries`)).status).toBe(404);
    await until('its bytes to go', () => readdirSync(join(shelf(), 'trees')).length === 0);
    const created = await kim.api('POST', '/volumes', { root: 'Storage', name: 'thesis' });
    expect(created.status).toBe(201);
    const other = 'Storage/kim/thesis';
    await snapshot(other);
    const trees = join(shelf(other), 'trees');
    expect((await kim.api('DELETE', `/volumes/${other}`)).status).toBe(204);
    await world.hub.snapshots.service.sweep();
    await until('the snapshots to go', () => readdirSync(trees).length === 0);
  });

  it('is read by whoever may read the volume, and restored by him to what he may write to', async () => {
    const { id } = await snapshot();
    expect((await share(['read'])).status).toBe(200);
    expect((await listOf(`volume=${HOME}`, ana)).items).toHaveLength(1);
    const file = await ana.api('GET', `/snapshots/${id}/file?path=study/a.txt`);
    expect(file.text).toBe('first');
    const target = { volume: 'Storage/ana/persistent', path: '' };
    const task = await restore(id, { path: 'study/a.txt', target }, ana);
    expect(task.state).toBe('succeeded');
    expect(readFileSync(world.path('Storage/ana/persistent', 'a.txt'), 'utf8')).toBe('first');
  });

  it.each<[string, string[], number, (id: string) => Promise<{ status: number }>]>([
    ['listed', [], 404, () => ana.api('GET', `/snapshots?volume=${HOME}`)],
    ['looked into', [], 404, id => ana.api('GET', `/snapshots/${id}/entries`)],
    ['read', [], 404, id => ana.api('GET', `/snapshots/${id}/file?path=study/a.txt`)],
    [
      'restored',
      [],
      404,
      id => ana.api('POST', `/snapshots/${id}/restore`, { path: 'study/a.txt' })
    ],
    ['made', [], 404, () => ana.api('POST', '/snapshots', { volume: HOME })],
    ['deleted', [], 404, id => ana.api('DELETE', `/snapshots/${id}`)],
    ['made by a reader', ['read'], 403, () => ana.api('POST', '/snapshots', { volume: HOME })],
    [
      'made by a writer',
      ['read', 'write'],
      403,
      () => ana.api('POST', '/snapshots', { volume: HOME })
    ],
    ['deleted by a writer', ['read', 'write'], 403, id => ana.api('DELETE', `/snapshots/${id}`)],
    [
      'restored by a reader',
      ['read'],
      403,
      id =>
        ana.api('POST', `/snapshots/${id}/restore`, { path: 'study/a.txt', conflict: 'replace' })
    ],
    [
      'restored by a reader to where he may not write',
      ['read'],
      403,
      id =>
        ana.api('POST', `/snapshots/${id}/restore`, {
          path: 'study/a.txt',
          target: { volume: HOME, path: '' }
        })
    ]
  ])('is not %s without the right to it', async (_, privileges, status, act) => {
    const { id } = await snapshot();
    if (privileges.length > 0) {
      await share(privileges);
    }
    const before = everything();
    expect((await act(id)).status).toBe(status);
    expect(everything()).toBe(before);
  });

  it('refuses what leads out of it or is not there', async () => {
    symlinkSync('/etc', world.path(HOME, 'out'));
    const { id } = await snapshot();
    const before = everything();
    for (const path of ['../..', 'study/../../x', '/etc/passwd']) {
      const query = `path=${encodeURIComponent(path)}`;
      expect((await kim.api('GET', `/snapshots/${id}/file?${query}`)).status).toBe(400);
      expect((await kim.api('POST', `/snapshots/${id}/restore`, { path })).status).toBe(400);
    }
    expect((await kim.api('GET', `/snapshots/${id}/file?path=out/passwd`)).status).toBe(404);
    expect((await kim.api('GET', `/snapshots/${id}/file?path=nothing`)).status).toBe(404);
    expect((await kim.api('GET', `/snapshots/${MISSING}/entries`)).status).toBe(404);
    const nothing = { path: 'study/nothing' };
    expect((await kim.api('POST', `/snapshots/${id}/restore`, nothing)).status).toBe(404);
    expect((await kim.api('POST', '/snapshots', { volume: 'Data/none' })).status).toBe(404);
    expect(everything()).toBe(before);
  });

  it('makes no more than twenty that are asked for, and one at a time', async () => {
    const volumeId = world.path(HOME).split('/').at(-1);
    const insert = world.harness.parts.database.prepare(
      `INSERT INTO snapshots (id, volume_id, name, state, cause, taken_at)
       VALUES (?, ?, ?, 'whole', 'asked', '2026-01-01T00:00:00.000Z')`
    );
    for (let number = 10; number < 30; number++) {
      insert.run(`01HZX0000000000000000000${number}`, volumeId, `n${number}`);
    }
    const refused = await kim.api('POST', '/snapshots', { volume: HOME });
    expect([refused.status, refused.json().type]).toEqual([409, '/problems/limit-reached']);
    world.harness.parts.database.prepare("UPDATE snapshots SET state = 'making'").run();
    const busy = await kim.api('POST', '/snapshots', { volume: HOME });
    expect([busy.status, busy.json().type]).toEqual([409, '/problems/conflict']);
  });

  it('removes at its start what a dead hub was making, and keeps what is whole', async () => {
    const kept = await snapshot();
    const half = join(shelf(), 'making', MISSING);
    mkdirSync(join(half, 'tree'), { recursive: true });
    world.harness.parts.database
      .prepare(
        `INSERT INTO snapshots (id, volume_id, name, state, cause, taken_at)
         VALUES (?, ?, 'half', 'making', 'asked', '2026-01-01T00:00:00.000Z')`
      )
      .run(MISSING, world.path(HOME).split('/').at(-1));
    world.hub.snapshots.maker.start();
    await world.hub.snapshots.maker.idle();
    expect(existsSync(half)).toBe(false);
    expect((await listOf()).items.map(({ id }: Snapshot) => id)).toEqual([kept.id]);
    expect(world.harness.rows('snapshots')).toHaveLength(1);
  });

  it('tells those whom it concerns, and is on record', async () => {
    const { id } = await snapshot();
    await restore(id, { path: 'study/a.txt', conflict: 'keepBoth' });
    await kim.api('DELETE', `/snapshots/${id}`);
    const { items } = (await kim.api('GET', '/activity')).json();
    const actions = items.map(({ action }: { action: string }) => action);
    for (const action of ['snapshot.make', 'snapshot.restore', 'snapshot.delete']) {
      expect(actions).toContain(action);
    }
    const events = world.harness.rows('events').map(row => JSON.stringify(row));
    expect(events.some(row => row.includes('snapshots'))).toBe(true);
  });
});

describe('snapshots of a disk that is too full', () => {
  it('are not made, and administrators are told once', async () => {
    const world = await TasksHarness.start();
    try {
      const admin = await world.harness.withToken('root', { admin: true });
      const kim = await world.harness.withToken('kim');
      world.put(HOME, 'a', 'a');
      jest
        .spyOn(world.harness.parts.temporary.files, 'snapshotTree')
        .mockImplementation((from, shelf, wish) =>
          Object.getPrototypeOf(world.harness.parts.temporary.files).snapshotTree.call(
            world.harness.parts.temporary.files,
            from,
            shelf,
            { ...wish, minFreePercent: 100 }
          )
        );
      await world.hub.snapshots.service.sweep();
      await world.hub.snapshots.service.sweep();
      await world.hub.snapshots.maker.idle();
      expect((await kim.api('GET', `/snapshots?volume=${HOME}`)).json().items).toEqual([]);
      expect(world.harness.rows('snapshots')).toEqual([]);
      const { items } = (await admin.api('GET', '/notifications')).json();
      expect(items).toMatchObject(
        [
          { kind: 'quota', title: 'Snapshots of volumes are not made', body: /100 % of the disk/ }
        ].map(item => ({ ...item, body: expect.stringMatching(item.body) }))
      );
    } finally {
      await world.stop();
    }
  });
});
