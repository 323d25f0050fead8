import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Job } from '../../contract/jobs.js';
import { JobsHarness, NOTEBOOK } from './jobs-harness.js';

import type { SignedInClient } from './harness.js';

const MISSING = '01HZX000000000000000000000';

describe('jobs over HTTP', () => {
  let world: JobsHarness;
  let kim: SignedInClient;
  let ana: SignedInClient;

  beforeEach(async () => {
    world = await JobsHarness.start();
    kim = await world.user('kim');
    ana = await world.user('ana');
  });

  afterEach(async () => {
    expect(world.harness.internalErrors).toEqual([]);
    await world.stop();
  });

  const start = () => world.jobs.runs.start();

  describe('submitting', () => {
    it('fills in every default and answers where the job is', async () => {
      const response = await kim.api('POST', '/jobs', world.request(kim));
      const job: Job = response.json();
      expect(response.status).toBe(201);
      expect(response.headers['location']).toBe(`/hub/api/v1/jobs/${job.id}`);
      expect(response.headers['etag']).toBe('"1"');
      expect(job).toMatchObject({
        name: 'fit',
        owner: 'kim',
        state: 'queued',
        domain: 'small',
        image: { id: 'python', digest: 'sha256:1' },
        startIn: 'notebookFolder',
        timeLimitSeconds: 3600,
        resources: { cores: 1, memoryBytes: 1024 ** 3 },
        notebook: { volume: 'Storage/kim/persistent', path: 'study/fit.ipynb' },
        workingFolder: { volume: 'Temporary/kim/jobs' },
        result: null
      });
      expect(job.volumes).toContainEqual({ volume: 'Temporary/kim/jobs', access: 'write' });
      expect(job.timeline).toEqual([
        { at: expect.any(String), from: null, to: 'queued', why: 'Submitted' }
      ]);
    });

    it('takes the notebook as it is at that moment', async () => {
      const job = await world.submit(kim);
      world.put(kim, 'study/fit.ipynb', 'edited');
      const { jobs } = world.harness.parts.config.paths;
      expect(JSON.parse(readFileSync(join(jobs, job.id, 'notebook.ipynb'), 'utf8'))).toEqual(
        NOTEBOOK
      );
    });

    it('takes a notebook that is sent along', async () => {
      const job = await world.submit(kim, { notebook: { name: 'loose', content: NOTEBOOK } });
      expect(job).toMatchObject({ name: 'loose', notebook: null, startIn: 'workingFolder' });
    });

    it('starts in the working folder when the volume of the notebook is not mounted', async () => {
      const job = await world.submit(kim, { volumes: [] });
      expect(job.startIn).toBe('workingFolder');
      expect(job.volumes).toEqual([{ volume: 'Temporary/kim/jobs', access: 'write' }]);
    });

    const file = (path: string, owner = 'kim') => ({
      notebook: { volume: `Storage/${owner}/persistent`, path }
    });
    it.each([
      ['no such notebook', 404, '/notebook/path', file('nothing.ipynb')],
      ['a folder', 404, '/notebook/path', file('study')],
      ["somebody else's volume", 404, '/notebook/volume', file('study/fit.ipynb', 'ana')],
      ['a path that leads out', 400, '/notebook', file('../../x.ipynb')],
      [
        'something else sent along',
        400,
        '/notebook/content',
        { notebook: { name: 'a', content: [1] } }
      ],
      ['an unknown domain', 404, '/domain', { domain: 'huge' }],
      ['a domain without jobs', 404, '/domain', { domain: 'desk' }],
      ['an unknown image', 404, '/image', { image: 'nothing' }],
      ['an image without nbclient', 400, '/image', { image: 'bare' }],
      ['too much memory', 400, '/resources/memoryBytes', { resources: { memoryBytes: 2 ** 40 } }],
      ['too many cores', 400, '/resources/cores', { resources: { cores: 2 } }],
      ['too much time', 400, '/timeLimitSeconds', { timeLimitSeconds: 7200 }],
      ['no time', 400, '/timeLimitSeconds', { timeLimitSeconds: 0 }],
      [
        "somebody else's results",
        404,
        '/workingFolder',
        { workingFolder: { volume: 'Temporary/ana/jobs', path: '' } }
      ],
      [
        "somebody else's data",
        404,
        '/volumes',
        { volumes: [{ volume: 'Storage/ana/persistent', access: 'read' as const }] }
      ],
      ['a parameter that is no name', 400, '/parameters.', { parameters: { 'a; rm -rf': 1 } }],
      ['an unknown field', 400, '/surprise', { surprise: true }]
    ])('refuses %s and keeps nothing', async (_what, status, pointer, changes) => {
      const before = world.harness.digest();
      const response = await kim.api('POST', '/jobs', world.request(kim, changes as object));
      expect(response.status).toBe(status);
      const problem = response.json();
      expect(problem.errors[0].pointer.startsWith(pointer.replace('.', '/').slice(0, 9))).toBe(
        true
      );
      expect(world.harness.digest()).toBe(before);
    });

    it('refuses a notebook over 40 MiB', async () => {
      world.put(kim, 'huge.ipynb', ' '.repeat(40 * 1024 * 1024 + 1));
      const response = await kim.api('POST', '/jobs', world.request(kim, file('huge.ipynb')));
      expect(response.status).toBe(413);
      expect(response.json().errors[0].detail).toBe('The notebook is larger than 40 MiB');
    });

    it('follows no link to a notebook', async () => {
      const { directory } = world.jobs.volumes.find(kim.user, 'Storage/kim/persistent');
      symlinkSync('/etc/passwd', join(directory, 'link.ipynb'));
      const response = await kim.api('POST', '/jobs', world.request(kim, file('link.ipynb')));
      expect(response.status).toBe(404);
      expect(response.text).not.toContain('root:');
    });

    it('answers the same job to the same request, and refuses another under its key', async () => {
      const headers = { 'Idempotency-Key': 'a-1' };
      const send = (changes: object) =>
        kim.api('POST', '/jobs', world.request(kim, changes), { headers });
      const [first, second] = await Promise.all([send({}), send({})]);
      expect(second.json().id).toBe(first.json().id);
      expect((await kim.api('GET', '/jobs')).json().items).toHaveLength(1);
      expect((await send({ name: 'other' })).status).toBe(409);
      const bad = await kim.api('POST', '/jobs', world.request(kim), {
        headers: { 'Idempotency-Key': 'with space' }
      });
      expect(bad.status).toBe(400);
    });

    it('lets nobody fill the queue', async () => {
      for (let n = 0; n < 3; n++) {
        await world.submit(kim);
      }
      const before = world.harness.digest();
      const response = await kim.api('POST', '/jobs', world.request(kim));
      expect(response.status).toBe(409);
      expect(response.json().type).toBe('/problems/limit-reached');
      expect(world.harness.digest()).toBe(before);
      await world.submit(ana);
    });
  });

  it.each([
    ['GET', '', undefined],
    ['PATCH', '', { name: 'mine now' }],
    ['POST', '/cancel', undefined],
    ['POST', '/rerun', undefined],
    ['DELETE', '', undefined],
    ['GET', '/output/stdout', undefined],
    ['GET', '/files/job.json', undefined]
  ])("hides other people's jobs: %s %s", async (method, path, body) => {
    const { id } = await world.submit(kim);
    const before = world.harness.digest();
    for (const [client, jobId] of [
      [ana, id],
      [kim, MISSING]
    ] as const) {
      const response = await client.api(method, `/jobs/${jobId}${path}`, body);
      expect(response.status).toBe(404);
      expect(response.json().detail).toBe('There is no such job');
    }
    expect(world.harness.digest()).toBe(before);
    expect((await world.harness.stranger().api(method, `/jobs/${id}${path}`, body)).status).toBe(
      401
    );
  });

  it('runs a job to its end and lets its owner read everything', async () => {
    await start();
    const { id } = await world.submit(kim);
    const running = await world.reaches(kim, id, 'running');
    world.finish(kim, running, { stdout: 'hello\nworld\n' });
    const job = await world.reaches(kim, id, 'succeeded');
    expect(job).toMatchObject({
      reason: 'Succeeded',
      result: { volume: 'Temporary/kim/jobs', path: expect.stringMatching(/fit\.ipynb$/) },
      output: { stdoutBytes: 12, stderrBytes: 0 }
    });
    const output = `/jobs/${id}/output/stdout`;
    expect((await kim.api('GET', output)).text).toBe('hello\nworld\n');
    const part = await kim.api('GET', output, undefined, { headers: { Range: 'bytes=6-8' } });
    expect(part).toMatchObject({ status: 206, text: 'wor' });
    expect(part.headers['content-range']).toBe('bytes 6-8/12');
    const beyond = await kim.api('GET', output, undefined, { headers: { Range: 'bytes=12-' } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers['content-range']).toBe('bytes */12');
    expect((await kim.api('GET', `/jobs/${id}/output/stderr`)).text).toBe('');
    const record = await kim.api('GET', `/jobs/${id}/files/job.json`);
    expect(record.json()).toMatchObject({ id, outcome: { state: 'succeeded' } });
    expect(record.headers['content-disposition']).toBe('attachment; filename=job.json');
    expect(record.headers['content-type']).toBe('application/octet-stream');
    expect((await kim.api('GET', `/jobs/${id}/files/none`)).status).toBe(404);
    expect((await kim.api('GET', `/jobs/${id}/files/a%2f..%2fb`)).status).toBe(400);
  });

  it('waits for a container that somebody starts once more', async () => {
    await start();
    const { engine } = world.harness.parts;
    const { id } = await world.submit(kim);
    const name = `labcommons-job-${id.toLowerCase()}-1`;
    const running = await world.reaches(kim, id, 'running');
    const release = engine.hold('inspect');
    engine.exit(name, 1);
    await world.reaches(kim, id, 'finishing');
    await engine.start(name, { again: true });
    release();
    await world.jobs.runs.settled();
    expect((await world.reaches(kim, id, 'finishing')).endedAt).toBeNull();
    world.finish(kim, running);
    expect((await world.reaches(kim, id, 'succeeded')).reason).toBe('Succeeded');
  });

  it('has an empty output before there is one, and reads none through a link', async () => {
    await start();
    const { id } = await world.submit(kim);
    const running = await world.reaches(kim, id, 'running');
    expect((await kim.api('GET', `/jobs/${id}/output/stdout`)).text).toBe('');
    symlinkSync('/etc/passwd', join(world.folder(kim, running), 'stdout.txt'));
    const response = await kim.api('GET', `/jobs/${id}/output/stdout`);
    expect(response.status).toBe(404);
    expect(response.json().detail).toBe('stdout.txt is a symbolic link');
  });

  it('tells the owner every step, and nobody else', async () => {
    await start();
    const { id } = await world.submit(kim);
    world.finish(kim, await world.reaches(kim, id, 'running'));
    await world.reaches(kim, id, 'succeeded');
    const rows = world.harness.parts.database
      .prepare<[], { user_id: string; event: string }>(
        'SELECT user_id, event FROM events ORDER BY seq'
      )
      .all();
    expect(new Set(rows.map(row => row.user_id))).toEqual(new Set([kim.user.id]));
    const events = rows.map(row => JSON.parse(row.event));
    const states = events.map(event => event.body.state);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'queued',
      'starting',
      'running',
      'finishing',
      'succeeded'
    ]);
    const versions = events.map(event => event.version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('lists pages, newest first, by state and text', async () => {
    const names = ['alpha', 'beta', 'gamma'];
    for (const name of names) {
      await world.submit(kim, { name, tags: [`t-${name}`] });
    }
    await world.submit(ana, { name: 'alpha of ana' });
    const first = (await kim.api('GET', '/jobs?limit=2')).json();
    expect(first.items.map((job: Job) => job.name)).toEqual(['gamma', 'beta']);
    const second = (await kim.api('GET', `/jobs?limit=2&cursor=${first.nextCursor}`)).json();
    expect(second.items.map((job: Job) => job.name)).toEqual(['alpha']);
    expect(second.nextCursor).toBeNull();
    const of = async (query: string) =>
      (await kim.api('GET', `/jobs?${query}`)).json().items.map((job: Job) => job.name);
    expect(await of('q=BET')).toEqual(['beta']);
    expect(await of('q=t-alpha')).toEqual(['alpha']);
    expect(await of('q=%25')).toEqual([]);
    expect(await of('q=study/fit')).toHaveLength(3);
    expect(await of('state=ended')).toEqual([]);
    expect(await of('state=queued')).toHaveLength(3);
    expect((await kim.api('GET', '/jobs?cursor=x')).status).toBe(400);
    expect((await kim.api('GET', '/jobs?state=tired')).status).toBe(400);
  });

  it('edits name and tags, but not what somebody else changed meanwhile', async () => {
    const { id } = await world.submit(kim);
    const edit = (body: object, version: string) =>
      kim.api('PATCH', `/jobs/${id}`, body, { headers: { 'If-Match': version } });
    const edited = await edit({ name: 'new', tags: ['a'] }, '"1"');
    expect(edited.json()).toMatchObject({ name: 'new', tags: ['a'], version: 2 });
    expect(edited.headers['etag']).toBe('"2"');
    const before = world.harness.digest();
    expect((await edit({ name: 'old' }, '"1"')).status).toBe(412);
    expect((await edit({ name: 'old' }, 'nonsense')).status).toBe(412);
    expect((await kim.api('PATCH', `/jobs/${id}`, { name: '' })).status).toBe(400);
    expect((await kim.api('PATCH', `/jobs/${id}`, { state: 'succeeded' })).status).toBe(400);
    expect(world.harness.digest()).toBe(before);
  });

  describe('cancelling', () => {
    it('ends what waits at once', async () => {
      const { id } = await world.submit(kim);
      const response = await kim.api('POST', `/jobs/${id}/cancel`);
      expect(response.status).toBe(202);
      expect(response.json()).toMatchObject({
        state: 'cancelled',
        reason: 'Cancelled before it started',
        endedAt: expect.any(String)
      });
      const before = world.harness.digest();
      expect((await kim.api('POST', `/jobs/${id}/cancel`)).status).toBe(409);
      expect(world.harness.digest()).toBe(before);
    });

    it('asks what runs to end, and lets the next one begin', async () => {
      await start();
      const [first, second] = [await world.submit(kim), await world.submit(kim)];
      await world.reaches(kim, first.id, 'running');
      const waiting = (await kim.api('GET', `/jobs/${second.id}`)).json();
      expect(waiting).toMatchObject({ position: 1, reason: 'You may run 1 job at once here' });
      expect((await kim.api('POST', `/jobs/${first.id}/cancel`)).status).toBe(202);
      const job = await world.reaches(kim, first.id, 'cancelled');
      expect(job).toMatchObject({ reason: 'Cancelled', cancelling: false });
      await world.reaches(kim, second.id, 'running');
    });
  });

  describe('running again', () => {
    it('submits the same notebook with the same choices', async () => {
      const { id } = await world.submit(kim, { parameters: { a: 1 }, tags: ['x'] });
      await kim.api('POST', `/jobs/${id}/cancel`);
      rmSync(join(world.jobs.volumes.find(kim.user, 'Storage/kim/persistent').directory, 'study'), {
        recursive: true
      });
      const response = await kim.api('POST', `/jobs/${id}/rerun`);
      const again: Job = response.json();
      expect(response.status).toBe(201);
      expect(response.headers['location']).toBe(`/hub/api/v1/jobs/${again.id}`);
      expect(again).toMatchObject({ state: 'queued', parameters: { a: 1 }, tags: ['x'] });
      expect(again.id).not.toBe(id);
      const { jobs } = world.harness.parts.config.paths;
      expect(readFileSync(join(jobs, again.id, 'notebook.ipynb'), 'utf8')).toBe(
        JSON.stringify(NOTEBOOK)
      );
    });

    it('is refused before the end', async () => {
      const { id } = await world.submit(kim);
      const before = world.harness.digest();
      expect((await kim.api('POST', `/jobs/${id}/rerun`)).status).toBe(409);
      expect(world.harness.digest()).toBe(before);
    });
  });

  describe('deleting', () => {
    const ended = async () => {
      await start();
      const { id } = await world.submit(kim);
      world.finish(kim, await world.reaches(kim, id, 'running'));
      return world.reaches(kim, id, 'succeeded');
    };

    it('forgets the job and keeps its files', async () => {
      const job = await ended();
      expect((await kim.api('DELETE', `/jobs/${job.id}`)).status).toBe(204);
      expect((await kim.api('GET', `/jobs/${job.id}`)).status).toBe(404);
      expect(existsSync(join(world.folder(kim, job), 'job.json'))).toBe(true);
      expect(existsSync(join(world.harness.parts.config.paths.jobs, job.id))).toBe(false);
    });

    it('deletes the files too when asked to', async () => {
      const job = await ended();
      expect((await kim.api('DELETE', `/jobs/${job.id}?files=delete`)).status).toBe(204);
      expect(existsSync(world.folder(kim, job))).toBe(false);
    });

    it('removes no more than a link that took the place of the folder', async () => {
      const job = await ended();
      const folder = world.folder(kim, job);
      const target = join(world.harness.parts.temporary.directory, 'precious');
      writeFileSync(target, 'precious');
      rmSync(folder, { recursive: true });
      symlinkSync(target, folder);
      expect((await kim.api('DELETE', `/jobs/${job.id}?files=delete`)).status).toBe(204);
      expect(readFileSync(target, 'utf8')).toBe('precious');
    });

    it('is refused while the job lives', async () => {
      const { id } = await world.submit(kim);
      const before = world.harness.digest();
      expect((await kim.api('DELETE', `/jobs/${id}`)).status).toBe(409);
      expect((await kim.api('DELETE', `/jobs/${id}?files=burn`)).status).toBe(400);
      expect(world.harness.digest()).toBe(before);
    });
  });

  it('shows the queue without names', async () => {
    await start();
    const queue = async (client: SignedInClient, query = '') =>
      (await client.api('GET', `/queue${query}`)).json();
    expect(await queue(kim)).toMatchObject({ running: 0, waiting: 0, nextPosition: 0 });
    const first = await world.submit(kim);
    await world.submit(kim);
    await world.reaches(kim, first.id, 'running');
    expect(await queue(kim, '?domain=small')).toEqual({
      running: 1,
      waiting: 1,
      mine: { running: 1, waiting: 1 },
      nextPosition: 2
    });
    expect(await queue(ana)).toMatchObject({ mine: { running: 0, waiting: 0 }, nextPosition: 0 });
    expect((await kim.api('GET', '/queue?domain=nowhere')).status).toBe(404);
  });
});
