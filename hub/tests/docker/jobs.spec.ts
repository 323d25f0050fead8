import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Job } from '../../contract/jobs.js';
import { JobsOnDocker, notebookOf } from './jobs-on-docker.js';

jest.setTimeout(240_000);

const MiB = 1024 * 1024;

describe('notebook jobs on the newest JupyterLab image', () => {
  let world: JobsOnDocker;
  /** All are submitted at once and looked at one by one. */
  const jobs: Record<string, Job> = {};

  beforeAll(async () => {
    world = await JobsOnDocker.open('labcommons/test-lab46:latest');
    world.put('study/fit.ipynb', FIT);
    world.put('study/data/x.csv', 'a,b\n1,2\n');
    jobs['fit'] = await world.submit({
      notebook: { volume: 'Storage/kim/persistent', path: 'study/fit.ipynb' },
      parameters: { redshift: 0.5, label: 'it\'s "A"\n$x', flags: [true, null, { deep: 1 }] }
    });
    world.put('study/fit.ipynb', notebookOf(['raise Exception("edited after submission")']));
    jobs['cancelled'] = await world.submitCells('wait.ipynb', [
      'print("here")',
      'import time; time.sleep(600)'
    ]);
    jobs['greedy'] = await world.submitCells(
      'greedy.ipynb',
      ['x = 1', 'hoard = [bytearray(64 * 1024 * 1024) for _ in range(100)]'],
      { resources: { memoryBytes: 256 * MiB } }
    );
    jobs['loud'] = await world.submitCells('loud.ipynb', [
      'import sys\nsys.stdout.write("first line\\n")\nline = "x" * 999_999 + "\\n"\n' +
        'for _ in range(1000): sys.stdout.write(line)\nsys.stdout.write("last line\\n")'
    ]);
    jobs['failing'] = await world.submitCells('failing.ipynb', [
      'print("fine")',
      'raise ValueError("\\x1b[31mbad\\x1b[0m value")',
      'print("never")'
    ]);
    world.put('broken.ipynb', '{"cells": [');
    jobs['broken'] = await world.submit({
      notebook: { volume: 'Storage/kim/persistent', path: 'broken.ipynb' }
    });
    jobs['kernelless'] = await world.submitCells('no-kernel.ipynb', ['1'], { kernel: 'xyz' });
    world.put('doomed/gone.ipynb', notebookOf(['import os; print(os.getcwd())']));
    jobs['deleted'] = await world.submit({
      notebook: { volume: 'Storage/kim/persistent', path: 'doomed/gone.ipynb' }
    });
    rmSync(`${world.volume('Storage/kim/persistent').directory}/doomed`, { recursive: true });
  });

  afterAll(() => world.close());

  const ended = (name: string) => world.ended(jobs[name]?.id ?? '', 200_000);
  const text = (job: Job, name: string) => readFileSync(world.pathOf(job, name), 'utf8');

  it('ends a job whose owner cancels it, and keeps what it had', async () => {
    const id = jobs['cancelled']?.id ?? '';
    await world.reaches(
      id,
      job => job.cells.some(c => c.cell === 2 && c.outcome === 'running'),
      200_000
    );
    await world.reaches(id, job => job.output.stdoutBytes > 0 && job.result !== null);
    expect(world.jobs.service.cancel(world.user, id)).toMatchObject({ cancelling: true });
    const job = await ended('cancelled');
    expect(job).toMatchObject({ state: 'cancelled', reason: 'Cancelled', cancelling: false });
    expect(text(job, 'stdout.txt')).toBe('here\n');
    expect(JSON.parse(text(job, 'wait.ipynb')).cells[0].outputs[0].text).toEqual(['here\n']);
    expect(job.attempts[0]).toMatchObject({ verdictSource: 'hub' });
  });

  it('runs what was submitted, in its folder, with its parameters', async () => {
    const job = await ended('fit');
    expect(job).toMatchObject({ state: 'succeeded', reason: 'Succeeded', warnings: [] });
    expect(job.progress).toEqual({ cell: 4, cells: 4, errors: 0 });
    expect(job.startIn).toBe('notebookFolder');
    const said = JSON.parse(text(job, 'stdout.txt'));
    expect(said).toEqual({
      redshift: 0.5,
      label: 'it\'s "A"\n$x',
      flags: [true, null, { deep: 1 }],
      beside: 'a,b\n1,2\n',
      folder: `/home/jovyan/workspace/${job.workingFolder?.volume}/${job.workingFolder?.path}`
    });
    expect(JSON.parse(text(job, 'parameters.json'))).toEqual(job.parameters);
    const executed = JSON.parse(text(job, 'fit.ipynb'));
    expect(executed.cells[1].metadata.tags).toEqual(['injected-parameters']);
    expect(executed.metadata.language_info.name).toBe('python');
    expect(JSON.parse(text(job, 'job.json'))).toMatchObject({
      id: job.id,
      owner: 'kim',
      notebook: { sha256: job.notebookSha256 },
      image: { digest: expect.stringMatching(/^sha256:/) },
      outcome: { state: 'succeeded', exitCode: 0 }
    });
    expect(JSON.parse(text(job, 'result.json'))).toMatchObject({ outcome: 'succeeded' });
  });

  it('names the cell that failed and its error', async () => {
    const job = await ended('failing');
    expect(job).toMatchObject({
      state: 'failed',
      reason: 'Failed in cell 2: ValueError: bad value'
    });
    expect(job.cells.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
    expect(job.progress).toEqual({ cell: 2, cells: 3, errors: 1 });
    expect(text(job, 'stderr.txt')).toContain('ValueError: bad value');
    expect(JSON.parse(text(job, 'failing.ipynb')).cells[1].outputs[0].ename).toBe('ValueError');
  });

  it('says that memory ran out', async () => {
    const job = await ended('greedy');
    expect(job).toMatchObject({
      state: 'failed',
      reason: 'Killed: out of memory (256 MiB allowed)'
    });
    expect(job.attempts[0]?.outOfMemory).toBe(true);
  });

  it('says that the notebook is not JSON, and leaves its files', async () => {
    const job = await ended('broken');
    expect(job).toMatchObject({ state: 'failed', reason: 'The notebook is not valid JSON' });
    expect(text(job, 'job.json')).toContain('not valid JSON');
  });

  it('names a kernel that the image does not have', async () => {
    const job = await ended('kernelless');
    expect(job).toMatchObject({ state: 'failed', reason: 'No kernel “xyz” in this image' });
    expect(statSync(world.pathOf(job, 'no-kernel.ipynb')).size).toBeGreaterThan(100);
  });

  it('runs a notebook that was deleted after its submission, and says where', async () => {
    const job = await ended('deleted');
    expect(job.state).toBe('succeeded');
    expect(job.warnings).toEqual([expect.stringContaining('folder is not there any more')]);
    expect(text(job, 'stdout.txt').trim()).toContain(job.workingFolder?.path);
  });

  it('keeps the first and the last of a gigabyte of output', async () => {
    const job = await ended('loud');
    expect(job).toMatchObject({ state: 'succeeded', warnings: [] });
    expect(statSync(world.pathOf(job, 'stdout.txt')).size).toBeLessThan(17 * MiB);
    expect(job.output.stdoutBytes).toBeGreaterThan(15 * MiB);
    const output = text(job, 'stdout.txt');
    expect(output).toMatch(/^first line\n/);
    expect(output).toMatch(/last line\n$/);
    expect(output).toMatch(/\n\[\.\.\. \d+ bytes left out \.\.\.\]\n/);
    expect(statSync(world.pathOf(job, 'loud.ipynb')).size).toBeLessThan(2 * MiB);
  });

  it('records the end of a job once, though the hub went away while it ran', async () => {
    const started = await world.submitCells('survivor.ipynb', [
      'import os, time\nopen(os.environ["LABCOMMONS_JOB_DIR"] + "/count", "a").write("x")',
      'time.sleep(3)'
    ]);
    await world.reaches(started.id, job => job.progress?.cell === 1);
    await world.replaceHub();
    const job = await world.ended(started.id);
    expect(job.state).toBe('succeeded');
    expect(job.timeline.map(({ to }) => to)).toEqual([
      'queued',
      'starting',
      'running',
      'finishing',
      'succeeded'
    ]);
    expect(text(job, 'count')).toBe('x');
    expect(job.attempts).toHaveLength(1);
  });

  it('ends a job that is out of time', async () => {
    // On its own: a machine that is busy with the others would not get so far in time.
    const { id } = await world.submitCells(
      'slow.ipynb',
      ['print("begun")', 'import time\nwhile True: time.sleep(0.1)'],
      { timeLimitSeconds: 15 }
    );
    const job = await world.ended(id);
    expect(job).toMatchObject({ state: 'timedOut', reason: 'Ran out of time after 15 s' });
    expect(text(job, 'stdout.txt')).toBe('begun\n');
    expect(JSON.parse(text(job, 'slow.ipynb')).cells[0].outputs[0].text).toEqual(['begun\n']);
  });

  it('leaves nothing on the engine', async () => {
    await Promise.all(Object.keys(jobs).map(ended));
    await world.jobs.runs.settled();
    expect((await world.engine.list()).map(({ name }) => name)).toEqual([]);
  });
});

describe('a notebook job on the oldest supported image', () => {
  it('succeeds', async () => {
    const world = await JobsOnDocker.open('labcommons/test-lab42:latest');
    try {
      const { id } = await world.submitCells('old.ipynb', ['print(6 * 7)'], {
        parameters: { unused: 1 }
      });
      const job = await world.ended(id);
      expect(job).toMatchObject({ state: 'succeeded', warnings: [] });
      expect(readFileSync(world.pathOf(job, 'stdout.txt'), 'utf8')).toBe('42\n');
      expect(dirname(job.result?.path ?? '')).toBe(job.workingFolder?.path);
    } finally {
      await world.close();
    }
  });
});

const FIT = notebookOf(
  [
    'redshift = 1.0',
    'import os, json\nbeside = open("data/x.csv").read()',
    'print(json.dumps(dict(redshift=redshift, label=label, flags=flags, beside=beside,' +
      ' folder=os.environ["LABCOMMONS_JOB_DIR"])))'
  ],
  { parametersAt: 0 }
);
