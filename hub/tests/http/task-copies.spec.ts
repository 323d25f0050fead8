import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';

import type { SignedInClient } from './harness.js';
import { HOME, SCRATCH, startWithFiles, type TasksHarness } from './tasks-harness.js';

let world: TasksHarness;
let kim: SignedInClient;

beforeEach(async () => {
  ({ world, kim } = await startWithFiles());
});
afterEach(() => world.stop());

const at = (volume: string, path: string) => ({ volume, path });
const names = (volume: string, path = '') => readdirSync(world.path(volume, path)).sort();
const text = (volume: string, path: string) => readFileSync(world.path(volume, path), 'utf8');

/** Everything that is not the hub's own. */
const visible = (volume: string) => names(volume).filter(name => !name.startsWith('.'));

describe('copy', () => {
  it('copies files and folders to another volume', async () => {
    const answer = await kim.api('POST', '/tasks', {
      kind: 'copy',
      sources: [at(HOME, 'study'), at(HOME, 'note.txt')],
      target: at(SCRATCH, '')
    });
    expect(answer.status).toBe(202);
    const { id } = answer.json();
    expect(answer.headers['location']).toBe(`/hub/api/v1/tasks/${id}`);
    const task = await world.ended(kim, id);
    expect(task).toMatchObject({
      kind: 'copy',
      state: 'succeeded',
      sources: [at(HOME, 'study'), at(HOME, 'note.txt')],
      target: at(SCRATCH, ''),
      results: [at(SCRATCH, 'study'), at(SCRATCH, 'note.txt')],
      progress: { files: 3, filesTotal: 3, bytes: 7, bytesTotal: 7 },
      warnings: [],
      reason: null
    });
    expect(text(SCRATCH, 'study/figures/b.txt')).toBe('bb');
    expect(names(SCRATCH)).toEqual(['note.txt', 'study']);
    expect(text(HOME, 'study/a.txt')).toBe('a');
  });

  it('copies a whole volume, without what is in its trash', async () => {
    await world.done(kim, { kind: 'delete', sources: [at(HOME, 'note.txt')] });
    const task = await world.done(kim, {
      kind: 'copy',
      sources: [at(HOME, '')],
      target: at(SCRATCH, '')
    });
    expect(task.results).toEqual([at(SCRATCH, 'persistent')]);
    expect(names(SCRATCH, 'persistent')).toEqual(['study']);
  });

  it('makes a second one beside the first', async () => {
    for (const expected of ['note (2).txt', 'note (3).txt']) {
      const task = await world.done(kim, {
        kind: 'copy',
        sources: [at(HOME, 'note.txt')],
        target: at(HOME, ''),
        conflict: 'keepBoth'
      });
      expect(task.results).toEqual([at(HOME, expected)]);
      expect(text(HOME, expected)).toBe('note');
    }
  });

  it.each([
    ['fail', 'failed', 'old', []],
    ['skip', 'succeeded', 'old', []],
    ['replace', 'succeeded', 'note', ['note.txt']],
    ['keepBoth', 'succeeded', 'old', []]
  ] as const)('with %s where its name is taken', async (conflict, state, content, discarded) => {
    world.put(SCRATCH, 'note.txt', 'old');
    const task = await world.done(kim, {
      kind: 'copy',
      sources: [at(HOME, 'note.txt')],
      target: at(SCRATCH, ''),
      conflict
    });
    expect(task.state).toBe(state);
    expect(text(SCRATCH, 'note.txt')).toBe(content);
    expect(visible(SCRATCH)).toEqual([
      ...(conflict === 'keepBoth' ? ['note (2).txt'] : []),
      'note.txt'
    ]);
    const trash = (await kim.api('GET', '/trash')).json().items;
    expect(trash.map(({ path }: { path: string }) => path)).toEqual(discarded);
    expect(readdirSync(world.path(SCRATCH)).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it('copies nothing onto itself', async () => {
    for (const [conflict, state] of [
      ['fail', 'failed'],
      ['replace', 'succeeded'],
      ['skip', 'succeeded']
    ] as const) {
      const task = await world.done(kim, {
        kind: 'copy',
        sources: [at(HOME, 'study')],
        target: at(HOME, ''),
        conflict
      });
      expect(task.state).toBe(state);
      expect(text(HOME, 'study/a.txt')).toBe('a');
    }
  });

  it('says what it left out', async () => {
    symlinkSync('/etc/passwd', world.path(HOME, 'study/out'));
    execFileSync('mkfifo', [world.path(HOME, 'study/fifo')]);
    const task = await world.done(kim, {
      kind: 'copy',
      sources: [at(HOME, 'study')],
      target: at(SCRATCH, '')
    });
    expect(task.state).toBe('succeeded');
    expect([...task.warnings].sort()).toEqual([
      'study: fifo: a FIFO, left out',
      'study: out: a symbolic link that leads out of the folder, left out'
    ]);
    expect(names(SCRATCH, 'study')).toEqual(['a.txt', 'figures']);
  });

  it('fails in words and leaves no part behind', async () => {
    execFileSync('mkfifo', [world.path(HOME, 'fifo')]);
    const task = await world.done(kim, {
      kind: 'copy',
      sources: [at(HOME, 'note.txt'), at(HOME, 'fifo'), at(HOME, 'study')],
      target: at(SCRATCH, '')
    });
    expect(task).toMatchObject({
      state: 'failed',
      reason: 'It is a FIFO, which is not copied by itself',
      results: [at(SCRATCH, 'note.txt')]
    });
    expect(names(SCRATCH)).toEqual(['note.txt']);
  });

  it('stops at the quota before a byte is copied', async () => {
    writeFileSync(world.path(SCRATCH, 'huge'), '');
    truncateSync(world.path(SCRATCH, 'huge'), 11 * 2 ** 30);
    const task = await world.done(kim, {
      kind: 'copy',
      sources: [at(SCRATCH, 'huge')],
      target: at(HOME, '')
    });
    expect(task).toMatchObject({ state: 'failed', reason: expect.stringContaining('10.0 GiB') });
    expect(names(HOME)).toEqual(['note.txt', 'study']);
  });
});

describe('move', () => {
  it('gives another name inside a volume', async () => {
    const task = await world.done(kim, {
      kind: 'move',
      sources: [at(HOME, 'study/figures'), at(HOME, 'note.txt')],
      target: at(HOME, 'study')
    });
    expect(task).toMatchObject({
      state: 'succeeded',
      results: [at(HOME, 'study/figures'), at(HOME, 'study/note.txt')],
      progress: { files: 2, filesTotal: 2 }
    });
    expect(names(HOME)).toEqual(['study']);
    expect(names(HOME, 'study')).toEqual(['a.txt', 'figures', 'note.txt']);
  });

  it('moves to another volume; the original is in the trash', async () => {
    const task = await world.done(kim, {
      kind: 'move',
      sources: [at(HOME, 'study')],
      target: at(SCRATCH, '')
    });
    expect(task).toMatchObject({ state: 'succeeded', results: [at(SCRATCH, 'study')] });
    expect(text(SCRATCH, 'study/figures/b.txt')).toBe('bb');
    expect(visible(HOME)).toEqual(['note.txt']);
    const { items } = (await kim.api('GET', `/trash?volume=${HOME}`)).json();
    expect(items).toMatchObject([{ path: 'study', volume: HOME, discardedBy: 'kim' }]);
  });

  it('keeps what is in the way, or puts it into the trash', async () => {
    world.put(HOME, 'study/note.txt', 'old');
    const request = {
      kind: 'move' as const,
      sources: [at(HOME, 'note.txt')],
      target: at(HOME, 'study')
    };
    expect(await world.done(kim, request)).toMatchObject({ state: 'failed', results: [] });
    expect(await world.done(kim, { ...request, conflict: 'skip' })).toMatchObject({
      state: 'succeeded',
      results: []
    });
    expect([text(HOME, 'note.txt'), text(HOME, 'study/note.txt')]).toEqual(['note', 'old']);
    await world.done(kim, { ...request, conflict: 'replace' });
    expect(text(HOME, 'study/note.txt')).toBe('note');
    expect((await kim.api('GET', '/trash')).json().items).toMatchObject([
      { path: 'study/note.txt' }
    ]);
  });

  it('does not replace a folder by what is in it', async () => {
    world.put(HOME, 'study/study', 'inner');
    const task = await world.done(kim, {
      kind: 'move',
      sources: [at(HOME, 'study/study')],
      target: at(HOME, ''),
      conflict: 'replace'
    });
    expect(task.state).toBe('failed');
    expect(text(HOME, 'study/study')).toBe('inner');
  });
});
