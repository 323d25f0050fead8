import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs';

import type { Task } from '../../contract/tasks.js';
import { until } from '../../src/testing/until.js';
import { mayMount } from '../files/may-mount.js';
import type { SignedInClient } from './harness.js';
import { HOME, SCRATCH, startWithFiles, type TasksHarness } from './tasks-harness.js';

let world: TasksHarness;
let kim: SignedInClient;
let ana: SignedInClient;

beforeEach(async () => {
  ({ world, kim, ana } = await startWithFiles());
});
afterEach(() => world.stop());

const at = (volume: string, path: string) => ({ volume, path });
const names = (volume: string, path = '') => readdirSync(world.path(volume, path)).sort();
const zip = (paths: string[], target: string, more = {}) => ({
  kind: 'zip' as const,
  sources: paths.map(path => at(HOME, path)),
  target: at(SCRATCH, target),
  ...more
});

/** Names and contents, checksums compared. */
function unzipped(path: string): Record<string, string> {
  const reader =
    'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))';
  const file = world.path(SCRATCH, path);
  return JSON.parse(execFileSync('python3', ['-c', reader, file], { encoding: 'utf8' }));
}

describe('a zip task', () => {
  it('puts files and folders into one archive', async () => {
    mkdirSync(world.path(SCRATCH, 'out'));
    const task = await world.done(kim, zip(['study', 'note.txt'], 'out/all.zip'));
    expect(task).toMatchObject({
      state: 'succeeded',
      results: [at(SCRATCH, 'out/all.zip')],
      progress: { files: 3, filesTotal: 3, bytes: 7, bytesTotal: 7 },
      warnings: []
    });
    expect(names(SCRATCH, 'out')).toEqual(['all.zip']);
    expect(unzipped('out/all.zip')).toEqual({
      'study/': '',
      'study/a.txt': 'a',
      'study/figures/': '',
      'study/figures/b.txt': 'bb',
      'note.txt': 'note'
    });
  });

  it('of a whole volume leaves out its trash, and may lie in what it holds', async () => {
    await world.done(kim, { kind: 'delete', sources: [at(HOME, 'note.txt')] });
    const target = at(HOME, 'study/all.zip');
    const task = await world.done(kim, { kind: 'zip', sources: [at(HOME, '')], target });
    expect(task).toMatchObject({ state: 'succeeded', results: [target] });
    const moved = { kind: 'copy' as const, sources: [target], target: at(SCRATCH, '') };
    await world.done(kim, moved);
    expect(Object.keys(unzipped('all.zip'))).toEqual([
      'persistent/',
      'persistent/study/',
      'persistent/study/a.txt',
      'persistent/study/figures/',
      'persistent/study/figures/b.txt'
    ]);
  });

  it('says what it left out', async () => {
    symlinkSync('/etc/passwd', world.path(HOME, 'study/link'));
    const task = await world.done(kim, zip(['study'], 'all.zip'));
    expect(task.warnings).toEqual(['study/link is a symbolic link']);
    expect(JSON.stringify(unzipped('all.zip'))).not.toContain('root:');
  });

  it.each([
    ['fail', 'failed', [], 'old'],
    ['skip', 'succeeded', [], 'old'],
    ['replace', 'succeeded', ['all.zip'], 'PK'],
    ['keepBoth', 'succeeded', ['all (2).zip'], 'old']
  ] as const)('asked to %s what has its name: %s', async (conflict, state, results, begin) => {
    world.put(SCRATCH, 'all.zip', 'old');
    const task = await world.done(kim, zip(['study'], 'all.zip', { conflict }));
    expect([task.state, task.results]).toEqual([state, results.map(name => at(SCRATCH, name))]);
    const text = readFileSync(world.path(SCRATCH, 'all.zip'), 'latin1');
    expect(text.startsWith(begin)).toBe(true);
    expect(names(SCRATCH).filter(name => name.startsWith('.labcommons'))).toEqual([]);
    const { items } = (await kim.api('GET', `/trash?volume=${SCRATCH}`)).json();
    expect(items).toHaveLength(conflict === 'replace' ? 1 : 0);
  });

  it.each([
    [zip(['study'], ''), 400],
    [zip(['study'], '.trash/all.zip'), 400],
    [zip(['.trash'], 'all.zip'), 400],
    [zip(['study', 'study/a.txt'], 'all.zip'), 400],
    [{ ...zip(['study'], 'all.zip'), target: null }, 400],
    [zip(['nothing'], 'all.zip'), 404],
    [zip(['study'], 'nowhere/all.zip'), 404],
    [zip(['study'], 'file/all.zip'), 404],
    [{ ...zip([], ''), sources: [at('Storage/ana/persistent', '')] }, 400]
  ])('is not taken on: %j', async (request, status) => {
    world.put(SCRATCH, 'file', '');
    const before = [world.harness.digest(), names(SCRATCH), names(HOME)];
    expect((await kim.api('POST', '/tasks', request)).status).toBe(status);
    expect([world.harness.digest(), names(SCRATCH), names(HOME)]).toEqual(before);
  });

  it('needs to read the sources and to write where the archive goes', async () => {
    const before = world.harness.digest(['tasks']);
    const theirs = { ...zip(['study'], 'a.zip'), target: at('Storage/ana/persistent', 'a.zip') };
    expect((await ana.api('POST', '/tasks', theirs)).status).toBe(404);
    expect((await kim.api('POST', '/tasks', theirs)).status).toBe(404);
    expect(world.harness.digest(['tasks'])).toBe(before);
    const { id } = world.hub.volumes.at(HOME) as { id: string };
    const toAna = { kind: 'user' as const, id: ana.user.id };
    world.harness.parts.grants.grant({ kind: 'volume', id }, toAna, ['read'], null);
    expect((await world.done(ana, theirs)).state).toBe('succeeded');
    const back = { ...theirs, target: at(HOME, 'a.zip') };
    expect((await ana.api('POST', '/tasks', back)).status).toBe(403);
  });

  it('stops at the quota before a byte is written', async () => {
    writeFileSync(world.path(SCRATCH, 'huge'), '');
    truncateSync(world.path(SCRATCH, 'huge'), 11 * 2 ** 30);
    const task = await world.done(kim, {
      kind: 'zip',
      sources: [at(SCRATCH, 'huge')],
      target: at(HOME, 'huge.zip')
    });
    expect(task).toMatchObject({ state: 'failed', reason: expect.stringContaining('10.0 GiB') });
    expect(names(HOME)).toEqual(['note.txt', 'study']);
  });

  it('is cancelled without a trace, and made anew after a restart of the hub', async () => {
    const huge = world.path(HOME, 'huge');
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 30);
    const moving = (id: string) =>
      until('its beginning', async () => {
        const task: Task = (await kim.api('GET', `/tasks/${id}`)).json();
        return task.progress.bytes > 0 && task;
      });
    const first = await world.submit(kim, zip(['huge'], 'huge.zip'));
    await moving(first.id);
    await kim.api('POST', `/tasks/${first.id}/cancel`);
    expect((await world.ended(kim, first.id)).state).toBe('cancelled');
    expect(names(SCRATCH)).toEqual([]);
    const second = await world.submit(kim, zip(['huge', 'note.txt'], 'huge.zip'));
    await moving(second.id);
    await world.hub.tasks.runs.stop();
    expect(existsSync(world.path(SCRATCH, 'huge.zip'))).toBe(false);
    truncateSync(huge, 1000);
    world.hub.tasks.runs.start();
    expect((await world.ended(kim, second.id)).state).toBe('succeeded');
    expect(names(SCRATCH)).toEqual(['huge.zip']);
    expect(unzipped('huge.zip')).toEqual({ huge: '\0'.repeat(1000), 'note.txt': 'note' });
  });

  (mayMount() ? it : it.skip)('on a full disk fails and leaves nothing', async () => {
    const small = world.path(SCRATCH);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', small]);
    try {
      world.put(SCRATCH, 'kept', 'kept');
      world.put(HOME, 'large', 'x'.repeat(2_000_000));
      const task = await world.done(kim, zip(['large'], 'large.zip'));
      expect(task).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining('There is no space left')
      });
      expect(names(SCRATCH)).toEqual(['kept']);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});
