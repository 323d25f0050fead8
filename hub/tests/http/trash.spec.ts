import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TrashItem } from '../../contract/trash.js';
import { until } from '../../src/testing/until.js';
import type { SignedInClient } from './harness.js';
import { HOME, SCRATCH, startWithFiles, type TasksHarness } from './tasks-harness.js';

const MISSING = '01HZX000000000000000000000';
const DAY_MS = 24 * 3600 * 1000;

describe('the trash over HTTP', () => {
  let world: TasksHarness;
  let kim: SignedInClient;
  let ana: SignedInClient;

  beforeEach(async () => {
    ({ world, kim, ana } = await startWithFiles());
  });

  afterEach(() => world.stop());

  async function discard(path: string, volume = HOME): Promise<TrashItem> {
    await world.done(kim, { kind: 'delete', sources: [{ volume, path }] });
    const { items } = (await kim.api('GET', `/trash?volume=${volume}`)).json();
    return items.find((item: TrashItem) => item.path === path);
  }

  /** The size of a folder is found out afterwards. */
  const weighed = () =>
    until('sizes', async () => {
      const { items } = (await kim.api('GET', '/trash')).json();
      return items.every(({ sizeBytes }: TrashItem) => sizeBytes !== null);
    });

  const restore = (id: string, conflict = 'fail', client = kim) =>
    client.api('POST', `/trash/${id}/restore`, { conflict });
  const inTrash = (volume = HOME) => readdirSync(world.path(volume, '.trash'));
  const text = (path: string) => readFileSync(world.path(HOME, path), 'utf8');

  it('says what was deleted, by whom and until when', async () => {
    const item = await discard('study');
    expect(item).toMatchObject({
      volume: HOME,
      path: 'study',
      name: 'study',
      kind: 'directory',
      discardedBy: 'kim'
    });
    expect(Date.parse(item.expiresAt) - Date.parse(item.discardedAt)).toBe(30 * DAY_MS);
    expect(existsSync(world.path(HOME, 'study'))).toBe(false);
    expect(readFileSync(world.path(HOME, `.trash/${item.id}/study/a.txt`), 'utf8')).toBe('a');
    const measured = await until('the size', async () => {
      const { items } = (await kim.api('GET', '/trash')).json();
      return items[0].sizeBytes !== null && items[0];
    });
    expect(measured.sizeBytes).toBe(3);
  });

  it('gives back what was deleted, with the folders above it', async () => {
    const item = await discard('study/figures/b.txt');
    rmSync(world.path(HOME, 'study'), { recursive: true });
    const answer = await restore(item.id);
    expect([answer.status, answer.json()]).toEqual([
      200,
      { volume: HOME, path: 'study/figures/b.txt' }
    ]);
    expect(text('study/figures/b.txt')).toBe('bb');
    expect((await kim.api('GET', '/trash')).json().items).toEqual([]);
    expect(inTrash()).toEqual([]);
    expect((await restore(item.id)).status).toBe(404);
  });

  it('replaces nothing when it gives back', async () => {
    const item = await discard('study');
    world.put(HOME, 'study/a.txt', 'new');
    await weighed();
    const before = world.harness.digest(['trash']);
    const refused = await restore(item.id);
    expect([refused.status, refused.json().type]).toEqual([409, '/problems/already-exists']);
    expect(world.harness.digest(['trash'])).toBe(before);
    expect(text('study/a.txt')).toBe('new');
    expect((await restore(item.id, 'keepBoth')).json().path).toBe('study (2)');
    expect(text('study (2)/figures/b.txt')).toBe('bb');
    expect(text('study/a.txt')).toBe('new');
  });

  it('does not give back through a file that is in the way', async () => {
    const item = await discard('study/a.txt');
    rmSync(world.path(HOME, 'study'), { recursive: true });
    writeFileSync(world.path(HOME, 'study'), 'a file');
    for (const conflict of ['fail', 'keepBoth']) {
      expect((await restore(item.id, conflict)).status).toBe(409);
    }
    expect((await kim.api('GET', '/trash')).json().items).toHaveLength(1);
    expect(text(`.trash/${item.id}/a.txt`)).toBe('a');
  });

  it('deletes for good', async () => {
    const item = await discard('study/a.txt');
    await discard('study/figures');
    expect((await kim.api('DELETE', `/trash/${item.id}`)).status).toBe(204);
    const { items } = (await kim.api('GET', '/trash')).json();
    expect(items.map(({ path }: TrashItem) => path)).toEqual(['study/figures']);
    await until('its bytes to go', () => !inTrash().includes(item.id));
    expect((await kim.api('DELETE', `/trash/${item.id}`)).status).toBe(404);
    expect((await restore(item.id)).status).toBe(404);
  });

  it('is emptied volume by volume', async () => {
    world.put(SCRATCH, 'x', 'x');
    await discard('x', SCRATCH);
    await discard('study/a.txt');
    await discard('study/figures');
    const answer = await kim.api('POST', '/trash/empty', { volume: HOME });
    expect([answer.status, answer.json()]).toEqual([200, { items: 2 }]);
    await until('the bytes to go', () => inTrash().length === 0);
    expect((await kim.api('GET', '/trash')).json().items).toMatchObject([{ volume: SCRATCH }]);
    expect(inTrash(SCRATCH)).toHaveLength(1);
  });

  it('lists page by page, newest first', async () => {
    for (const path of ['1', '2', '3']) {
      world.put(HOME, path, path);
      await discard(path);
    }
    const first = (await kim.api('GET', '/trash?limit=2')).json();
    expect(first.items.map(({ path }: TrashItem) => path)).toEqual(['3', '2']);
    const second = (await kim.api('GET', `/trash?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second).toMatchObject({ items: [{ path: '1' }], nextCursor: null });
  });

  it('is emptied of what is older than 30 days, and of nothing else', async () => {
    const old = await discard('study/a.txt');
    world.harness.advance(29 * DAY_MS);
    const young = await discard('study/figures');
    await world.hub.trash.sweep();
    expect(inTrash()).toHaveLength(2);
    world.harness.advance(2 * DAY_MS);
    await world.hub.trash.sweep();
    expect(inTrash()).toEqual([young.id]);
    expect((await restore(old.id)).status).toBe(404);
  });

  it('tells of its changes by events', async () => {
    await discard('study');
    const events = (world.harness.rows('events') as { user_id: string; event: string }[]).map(
      ({ user_id, event }) => [user_id, JSON.parse(event)]
    );
    const id = world.hub.volumes.at(HOME)?.id;
    expect(events).toContainEqual([kim.user.id, { type: 'trash', id }]);
  });

  it('is for those who may write to the volume', async () => {
    const item = await discard('study');
    await weighed();
    const calls = [
      ['GET', `/trash?volume=${HOME}`],
      ['POST', '/trash/empty', { volume: HOME }],
      ['POST', `/trash/${item.id}/restore`, {}],
      ['DELETE', `/trash/${item.id}`]
    ] as const;
    const before = world.harness.digest();
    const statuses = async (client: SignedInClient) => {
      const answers = [];
      for (const [method, path, body] of calls) {
        answers.push((await client.api(method, path, body)).status);
      }
      return answers;
    };
    expect(await statuses(ana)).toEqual([404, 404, 404, 404]);
    expect((await ana.api('GET', '/trash')).json().items).toEqual([]);
    expect(await statuses(world.harness.stranger() as SignedInClient)).toEqual([
      401, 401, 401, 401
    ]);
    const resource = { kind: 'volume' as const, id: world.hub.volumes.at(HOME)?.id ?? '' };
    const subject = { kind: 'user' as const, id: ana.user.id };
    world.harness.parts.grants.grant(resource, subject, ['read'], kim.user);
    expect(await statuses(ana)).toEqual([403, 403, 403, 403]);
    world.harness.parts.grants.withdraw(resource, subject);
    expect(world.harness.digest()).toBe(before);
    world.harness.parts.grants.grant(resource, subject, ['write'], kim.user);
    expect((await restore(item.id, 'fail', ana)).status).toBe(200);
  });

  it.each([
    ['GET', '/trash?volume=Storage/kim/none', undefined, 404],
    ['GET', '/trash?limit=0', undefined, 400],
    ['POST', '/trash/empty', {}, 400],
    ['POST', `/trash/${MISSING}/restore`, { conflict: 'replace' }, 400],
    ['POST', `/trash/${MISSING}/restore`, {}, 404],
    ['DELETE', `/trash/${MISSING}`, undefined, 404],
    ['DELETE', '/trash/x', undefined, 400]
  ])('refuses %s %s', async (method, path, body, status) => {
    expect((await kim.api(method, path, body)).status).toBe(status);
  });

  describe('after a crash', () => {
    const ID = '01HZX000000000000000000001';
    const row = (state: string, target: string | null = null) =>
      world.harness.parts.database
        .prepare<unknown[]>('INSERT INTO trash VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          ID,
          world.hub.volumes.at(HOME)?.id,
          state,
          '"study"',
          target && JSON.stringify(target),
          'directory',
          null,
          kim.user.id,
          new Date().toISOString()
        );
    const moveToTrash = () => {
      mkdirSync(world.path(HOME, `.trash/${ID}/study`), { recursive: true });
      writeFileSync(world.path(HOME, `.trash/${ID}/study/a.txt`), 'a');
      rmSync(world.path(HOME, 'study'), { recursive: true });
    };
    const listed = async () =>
      (await kim.api('GET', '/trash')).json().items.map(({ id }: TrashItem) => id);

    it('knows that something had come into the trash', async () => {
      row('discarding');
      moveToTrash();
      expect(await listed()).toEqual([]);
      await world.hub.trash.sweep();
      expect(await listed()).toEqual([ID]);
    });

    it('knows that something had not yet come into the trash', async () => {
      row('discarding');
      await world.hub.trash.sweep();
      expect(await listed()).toEqual([]);
      expect(text('study/a.txt')).toBe('a');
      expect(world.harness.rows('trash')).toEqual([]);
    });

    it('takes an empty folder that only held the name for nothing', async () => {
      row('discarding');
      mkdirSync(world.path(HOME, `.trash/${ID}/study`), { recursive: true });
      await world.hub.trash.sweep();
      expect(world.harness.rows('trash')).toEqual([]);
      expect(inTrash()).toEqual([]);
      expect(text('study/a.txt')).toBe('a');
    });

    it('knows that something had been given back, or not', async () => {
      row('restoring', 'back');
      moveToTrash();
      await world.hub.trash.sweep();
      expect(await listed()).toEqual([ID]);
      expect((await restore(ID)).status).toBe(200);
      row('restoring', 'study');
      await world.hub.trash.sweep();
      expect(world.harness.rows('trash')).toEqual([]);
      expect(text('study/a.txt')).toBe('a');
    });

    it('goes on deleting', async () => {
      row('deleting');
      moveToTrash();
      await world.hub.trash.sweep();
      expect(inTrash()).toEqual([]);
      expect(world.harness.rows('trash')).toEqual([]);
    });

    it('lists what nobody has on record, with what is known of it', async () => {
      moveToTrash();
      mkdirSync(world.path(HOME, '.trash/no-id'));
      const { items } = (await kim.api('GET', '/trash')).json();
      expect(items).toMatchObject([
        { id: ID, path: 'study', kind: 'directory', discardedBy: null, volume: HOME }
      ]);
      expect((await restore(ID)).json()).toEqual({ volume: HOME, path: 'study' });
      expect(readdirSync(join(world.path(HOME), '.trash'))).toEqual(['no-id']);
    });
  });
});
