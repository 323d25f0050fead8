import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Job, JobRequestInput } from '../../contract/jobs.js';
import { bindJobs } from '../../src/jobs/routes.js';
import { buildJobs, makeJobDirectories, type BuiltJobs } from '../../src/testing/jobs-world.js';
import { PROBED } from '../../src/testing/servers-world.js';
import { until } from '../../src/testing/until.js';
import { Harness, type SignedInClient } from './harness.js';

export const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [{ cell_type: 'code', source: '1', metadata: {}, outputs: [], execution_count: null }]
};

const RESULT = {
  version: 1,
  outcome: 'succeeded',
  error: null,
  cells: { done: 1, total: 1 },
  stdout: { bytes: 0, leftOut: 0 },
  stderr: { bytes: 0, leftOut: 0 },
  notes: [],
  runner: { version: '1', python: '3.12.1', nbclient: '0.10.0' }
};

/** The hub with jobs, over HTTP, with an engine in memory; what a runner would do is done by the test. */
export class JobsHarness {
  private constructor(
    readonly harness: Harness,
    readonly jobs: BuiltJobs
  ) {}

  static async start(config: object = {}): Promise<JobsHarness> {
    let built: BuiltJobs | undefined;
    const settings = mkdtempSync(join(tmpdir(), 'labcommons-jobs-'));
    const yaml = join(settings, 'config.yaml');
    writeFileSync(
      yaml,
      JSON.stringify({
        images: [
          { id: 'python', title: 'Python', reference: 'python:1' },
          { id: 'bare', title: 'Bare', reference: 'bare:1' }
        ],
        domains: [
          {
            id: 'small',
            title: 'Small',
            images: ['python', 'bare'],
            runningJobs: 2,
            runningJobsPerUser: 1,
            queuedJobsPerUser: 3,
            jobTimeSeconds: 3600,
            memoryBytes: 1024 ** 3
          },
          { id: 'desk', title: 'Desk', images: ['python'], kinds: ['interactive'] }
        ],
        ...config
      })
    );
    const harness = await Harness.start({
      environment: { LABCOMMONS_CONFIG: yaml },
      bind: (api, parts) => {
        const { temporary, accounts } = parts;
        makeJobDirectories(parts.config, null);
        built = buildJobs({ ...parts, files: temporary.files, users: accounts });
        bindJobs(api, built.service, temporary.files, {
          listAt: () => Promise.reject(new Error('Folders are listed by a whole hub only'))
        });
      }
    });
    rmSync(settings, { recursive: true });
    const { engine } = harness.parts;
    engine.images.set('python:1', 'sha256:1').set('bare:1', 'sha256:2');
    engine.probe = ({ image }) => ({
      exitCode: 0,
      output: `--- labcommons probe ---\n${JSON.stringify(
        image === 'bare:1' ? { ...PROBED, nbclient: null } : PROBED
      )}`
    });
    const jobs = new JobsHarness(harness, built as BuiltJobs);
    await jobs.jobs.images.prepare(() => undefined);
    return jobs;
  }

  async stop(): Promise<void> {
    await this.jobs.runs.stop();
    await this.harness.stop();
  }

  /** A user with volumes and a notebook in his storage. */
  async user(name: string): Promise<SignedInClient> {
    const client = await this.harness.withToken(name);
    await this.jobs.volumes.ensureDefaults(client.user);
    this.put(client, 'study/fit.ipynb', JSON.stringify(NOTEBOOK));
    return client;
  }

  put(client: SignedInClient, path: string, content: string): void {
    const { directory } = this.jobs.volumes.find(
      client.user,
      `Storage/${client.user.name}/persistent`
    );
    const file = join(directory, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  }

  /** What a submission needs at least. */
  request(client: SignedInClient, changes: Partial<JobRequestInput> = {}): object {
    const volume = `Storage/${client.user.name}/persistent`;
    return { kind: 'notebook', notebook: { volume, path: 'study/fit.ipynb' }, ...changes };
  }

  async submit(client: SignedInClient, changes: Partial<JobRequestInput> = {}): Promise<Job> {
    const response = await client.api('POST', '/jobs', this.request(client, changes));
    expect(response.status).toBe(201);
    return response.json();
  }

  reaches(client: SignedInClient, id: string, state: string): Promise<Job> {
    return until(`job in state ${state}`, async () => {
      const response = await client.api('GET', `/jobs/${id}`);
      const job: Job = response.json();
      return job.state === state && job;
    });
  }

  /** Directory on this machine of a job's files. */
  folder(client: SignedInClient, job: Job): string {
    const { volume = '', path = '' } = job.workingFolder ?? {};
    return join(this.jobs.volumes.find(client.user, volume).directory, path);
  }

  /** The runner of a running job comes to its end. */
  finish(client: SignedInClient, job: Job, { stdout = '', exitCode = 0 } = {}): void {
    const name = `labcommons-job-${job.id.toLowerCase()}-1`;
    const control = join(this.harness.parts.config.paths.control, name);
    writeFileSync(join(control, 'start.lock'), '');
    writeFileSync(join(control, 'progress.ndjson'), '{"cells":1}\n');
    writeFileSync(join(control, 'result.json'), JSON.stringify(RESULT));
    const folder = this.folder(client, job);
    writeFileSync(join(folder, 'stdout.txt'), stdout);
    writeFileSync(join(folder, 'stderr.txt'), '');
    writeFileSync(join(folder, 'fit.ipynb'), JSON.stringify(NOTEBOOK));
    this.harness.parts.engine.exit(name, exitCode);
  }
}
