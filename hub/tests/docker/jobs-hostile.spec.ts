import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';

import type { Job } from '../../contract/jobs.js';
import { JobsOnDocker } from './jobs-on-docker.js';

jest.setTimeout(240_000);

/** What a notebook needs to lie: where things are, and how to get rid of the runner. */
const PRELUDE = `
import json, os, shutil, signal, time
control, job = "/run/labcommons/control/", os.environ["LABCOMMONS_JOB_DIR"] + "/"
def parent(pid):
    return int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
def kill_runner():
    os.kill(parent(os.getppid()), signal.SIGKILL)
    time.sleep(60)
def gone(path):
    shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.path.lexists(path) and os.unlink(path)
def link(path, target):
    gone(path); os.symlink(target, path)
def fifo(path):
    gone(path); os.mkfifo(path)
def sparse(path):
    gone(path); open(path, "w").truncate(10 * 1024 ** 3)
control_files = [control + n for n in ("result.json", "progress.ndjson", "start.lock")]
job_files = [job + n for n in ("stdout.txt", "stderr.txt", "bad.ipynb", "parameters.json")]
honest = dict(version=1, outcome="succeeded", error=None, cells=dict(done=9, total=9),
              stdout=dict(bytes=1, leftOut=0), stderr=dict(bytes=0, leftOut=0), notes=[],
              runner=dict(version="1", python="3", nbclient="1"))
def forge(result):
    open(control + "result.json", "w").write(json.dumps(result))
`;

const ATTACKS = {
  forged: 'forge(honest); kill_runner()',
  forgedOddly: 'forge(dict(honest, surprise="/etc/shadow")); kill_runner()',
  killed: 'kill_runner()',
  vanished:
    'time.sleep(2); os.kill(parent(os.getppid()), signal.SIGSTOP); [gone(f) for f in control_files + job_files]; kill_runner()',
  links:
    '[link(f, "/etc/passwd") for f in control_files + job_files]; link(job + "stderr.txt", "/dev/zero"); kill_runner()',
  fifos: '[fifo(f) for f in control_files + job_files]; kill_runner()',
  sparse: '[sparse(f) for f in control_files + job_files]; kill_runner()',
  folder: 'shutil.rmtree(job); os.symlink("/etc", job.rstrip("/")); kill_runner()',
  // These let the runner finish by itself.
  sparseProgress: 'open(control + "progress.ndjson", "r+").truncate(10 * 1024 ** 3)',
  forgedProgress:
    'p = open(control + "progress.ndjson", "a"); p.write("x" * 9999 + "\\n{}\\n[1]\\n" + json.dumps({"cells": 5, "evil": 1}) + "\\n"); p.close()',
  resultFolder: 'os.mkdir(control + "result.json")',
  linkUnderRunner:
    '[link(f, "/etc/passwd") for f in control_files + job_files]; print("still here")'
};
type Attack = keyof typeof ATTACKS;

describe('jobs that lie', () => {
  let world: JobsOnDocker;
  const jobs = {} as Record<Attack, Promise<Job>>;

  beforeAll(async () => {
    world = await JobsOnDocker.open('labcommons/test-lab46:latest');
    for (const [name, code] of Object.entries(ATTACKS)) {
      const { id } = await world.submitCells('bad.ipynb', [PRELUDE, code], { name });
      jobs[name as Attack] = world.ended(id, 220_000);
      jobs[name as Attack].catch(() => undefined);
    }
  });

  afterAll(() => world.close());

  it('shows a forged success with what the engine says against it', async () => {
    expect(await jobs.forged).toMatchObject({
      state: 'succeeded',
      warnings: [expect.stringMatching(/engine says it was killed/)],
      attempts: [{ exitCode: 137, verdictSource: 'result' }]
    });
  });

  it('does not believe a result that the runner would not write', async () => {
    expect(await jobs.forgedOddly).toMatchObject({
      state: 'lost',
      warnings: [expect.stringMatching(/result\.json is not what the runner writes/)],
      attempts: [{ verdictSource: 'engine' }]
    });
  });

  it('takes a runner that was killed for lost', async () => {
    const job = await jobs.killed;
    expect(job).toMatchObject({ state: 'lost', warnings: [] });
    expect(job.reason).toMatch(/^Killed before it could say how it went \(exit code 137\)/);
    expect(existsSync(world.pathOf(job, 'bad.ipynb'))).toBe(true);
  });

  it('says what is gone', async () => {
    const job = await jobs.vanished;
    expect(job.state).toBe('lost');
    expect(job.warnings).toEqual(expect.arrayContaining(['stdout.txt is gone']));
  });

  it.each([
    ['links', /is a symbolic link/],
    ['fifos', /is neither file nor folder/]
  ] as const)('reads none of the %s in place of its files', async (attack, complaint) => {
    const job = await jobs[attack];
    expect(job).toMatchObject({ state: 'lost', result: null });
    expect(job.output).toEqual({ stdoutBytes: 0, stderrBytes: 0 });
    for (const name of [
      'result.json',
      'progress.ndjson',
      'start.lock',
      'stdout.txt',
      'stderr.txt',
      'bad.ipynb'
    ]) {
      expect(job.warnings).toContainEqual(
        expect.stringMatching(new RegExp(`^${name} ${complaint.source}`))
      );
    }
    const { place } = world.jobs.service.output(world.user, job.id, 'stdout');
    expect(lstatSync(`${place.directory}/${place.path}`).isFile()).toBe(false);
  });

  it('reads no more of huge files than the runner would have written', async () => {
    const job = await jobs.sparse;
    expect(job.state).toBe('lost');
    expect(job.output.stdoutBytes).toBeLessThan(17 * 1024 * 1024);
    for (const name of ['stdout.txt', 'progress.ndjson', 'start.lock']) {
      expect(job.warnings).toContainEqual(expect.stringMatching(new RegExp(`^${name} .*too long`)));
    }
    expect(job.warnings).toContainEqual(expect.stringMatching(/^result\.json is larger/));
  });

  it('neither reads nor writes through a link in place of the working folder', async () => {
    const job = await jobs.folder;
    expect(job).toMatchObject({ state: 'lost', result: null });
    expect(job.warnings).toContainEqual(
      expect.stringMatching(/^The working folder is a symbolic link/)
    );
    expect(existsSync('/etc/job.json')).toBe(false);
  });

  it('goes on when progress is blown up or made up', async () => {
    const [blown, made] = [await jobs.sparseProgress, await jobs.forgedProgress];
    expect(blown.state).toBe('succeeded');
    expect(blown.warnings).toContainEqual(expect.stringMatching(/^progress\.ndjson .*too long/));
    expect(made).toMatchObject({ state: 'succeeded', progress: { cell: 2, cells: 2 } });
    expect(made.warnings).toEqual(['progress.ndjson holds lines that the runner did not write']);
  });

  it('says that a result could not be written', async () => {
    const job = await jobs.resultFolder;
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.warnings).toContainEqual(expect.stringMatching(/^result\.json is a folder/));
  });

  it('lets the runner write on into its own files only', async () => {
    const job = await jobs.linkUnderRunner;
    // The runner replaces the links it finds in the way, so its result and the notebook are its own again.
    expect(job.state).toBe('succeeded');
    expect(statSync(world.pathOf(job, 'bad.ipynb')).isFile()).toBe(true);
    expect(job.warnings).toContainEqual(expect.stringMatching(/^stdout\.txt is a symbolic link/));
    expect(readFileSync('/etc/passwd', 'utf8')).not.toContain('still here');
  });

  it('keeps its own record out of reach', async () => {
    await Promise.all(Object.values(jobs));
    await world.jobs.runs.settled();
    expect(await world.engine.list()).toEqual([]);
    expect(world.logged).toEqual([]);
  });
});
