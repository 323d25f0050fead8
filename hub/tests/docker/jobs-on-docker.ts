import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { composeAccounts } from '../../src/accounts/compose.js';
import type { User } from '../../src/accounts/types.js';
import { ActivityService } from '../../src/activity/service.js';
import { type DataPaths, loadConfig } from '../../src/config.js';
import { JobRequest, hasEnded, type Job, type JobRequestInput } from '../../contract/jobs.js';
import { connectEngine } from '../../src/docker/connect.js';
import type { ContainerEngine } from '../../src/compute/engine.js';
import { WorkerClient } from '../../src/files/worker-client.js';
import { soleDoor } from '../../src/testing/sole-door.js';
import { GroupStore } from '../../src/groups/store.js';
import { GrantService } from '../../src/sharing/service.js';
import { Database } from '../../src/sqlite/database.js';
import { FilesWorkerProcess } from '../../src/testing/files-worker-process.js';
import {
  buildJobs,
  makeJobDirectories,
  ourIdentity,
  type BuiltJobs
} from '../../src/testing/jobs-world.js';
import { RecordingGateway } from '../../src/testing/recording-gateway.js';
import { until } from '../../src/testing/until.js';
import type { Volume } from '../../src/volumes/types.js';

/** A notebook of code cells; the cell at `parametersAt` has the tag `parameters`. */
export function notebookOf(
  cells: readonly string[],
  { kernel = 'python3', language = 'python', parametersAt = -1 } = {}
): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: kernel, display_name: kernel, language } },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: null,
      metadata: index === parametersAt ? { tags: ['parameters'] } : {},
      outputs: [],
      source
    }))
  });
}

/** A hub's jobs on the real engine: real files worker, real volumes, one user. Everything it made goes with `close`. */
export class JobsOnDocker {
  readonly logged: unknown[] = [];
  jobs: BuiltJobs;

  private constructor(
    private readonly worker: FilesWorkerProcess,
    readonly engine: ContainerEngine,
    readonly hubId: string,
    readonly user: User,
    readonly paths: DataPaths,
    readonly activity: ActivityService,
    private readonly build: (logged: unknown[]) => BuiltJobs,
    private readonly database: Database
  ) {
    this.jobs = build(this.logged);
  }

  /** @param settings - beside images and domains, such as another engine */
  static async open(
    image: string,
    domain: object = {},
    settings: object = {}
  ): Promise<JobsOnDocker> {
    const worker = new FilesWorkerProcess();
    worker.start();
    const configFile = join(worker.dataDir, 'config.yaml');
    const limits = { runningJobs: 8, runningJobsPerUser: 8, memoryBytes: 2 ** 30, ...domain };
    writeFileSync(
      configFile,
      JSON.stringify({
        images: [{ id: 'test', title: 'Test', reference: image }],
        domains: [{ id: 'small', title: 'Small', images: ['test'], ...limits }],
        ...settings
      })
    );
    const { config } = loadConfig({
      LABCOMMONS_DATA: worker.dataDir,
      LABCOMMONS_CONFIG: configFile
    });
    makeJobDirectories(config, ourIdentity());
    const probeDirectory = join(worker.dataDir, 'probe');
    mkdirSync(probeDirectory);
    const hubId = randomUUID();
    const engine = await connectEngine(
      {
        socketPath: config.engine.socket,
        host: null,
        memoryFile: join(worker.dataDir, 'engine.json'),
        hubId,
        dataDir: worker.dataDir,
        image,
        directory: probeDirectory,
        identity: ourIdentity()
      },
      () => undefined
    );
    const database = new Database(config.paths.database);
    const clock = () => new Date();
    const activity = new ActivityService(database, clock);
    const { accounts } = composeAccounts({
      database,
      gateway: new RecordingGateway(),
      activity,
      clock,
      paths: config,
      tokens: { isServerLive: () => false, oauthClientId: () => '', callbackOrigin: '' }
    });
    const user = await accounts.createUser({ name: 'kim', admin: false, password: null });
    const grants = new GrantService(database, clock, new GroupStore(database));
    const files = new WorkerClient(soleDoor(worker.socketPath));
    const build = (logged: unknown[]) =>
      buildJobs({
        config,
        database,
        engine,
        files,
        users: accounts,
        activity,
        grants,
        clock,
        logged
      });
    const { paths } = config;
    const world = new JobsOnDocker(worker, engine, hubId, user, paths, activity, build, database);
    await world.jobs.volumes.ensureDefaults(user);
    await world.jobs.images.prepare(() => undefined);
    await world.jobs.runs.start();
    return world;
  }

  volume(address: string): Volume {
    return this.jobs.volumes.find(this.user, address);
  }

  /** Puts a file into the user's storage, as he would. */
  put(path: string, content: string): void {
    const { directory } = this.volume('Storage/kim/persistent');
    const file = join(directory, path);
    const { uid, gid } = ourIdentity();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    execFileSync('chown', ['-R', `${uid}:${gid}`, directory]);
  }

  submit(request: Partial<JobRequestInput> & Pick<JobRequestInput, 'notebook'>): Promise<Job> {
    const parsed = JobRequest.parse({ kind: 'notebook', ...request });
    return this.jobs.service.submit(this.user, parsed, null);
  }

  /** Submits cells as a notebook of its own. */
  submitCells(
    name: string,
    cells: readonly string[],
    request: Partial<JobRequestInput> & { kernel?: string } = {}
  ): Promise<Job> {
    const { kernel, ...rest } = request;
    const content: unknown = JSON.parse(notebookOf(cells, { kernel }));
    return this.submit({ notebook: { name, content: content as never }, ...rest });
  }

  get(id: string): Job {
    return this.jobs.service.get(this.user, id);
  }

  ended(id: string, deadlineMs = 90_000): Promise<Job> {
    const end = () => {
      const job = this.get(id);
      return hasEnded(job.state) && job;
    };
    return until(`end of job ${id}`, end, deadlineMs);
  }

  reaches(id: string, look: (job: Job) => boolean, deadlineMs = 60_000): Promise<Job> {
    const seen = () => {
      const job = this.get(id);
      return look(job) && job;
    };
    return until(`job ${id} as wanted`, seen, deadlineMs);
  }

  /** Path on this machine of something in the working folder. */
  pathOf(job: Job, name: string): string {
    const { directory } = this.volume(job.workingFolder?.volume ?? '');
    return join(directory, job.workingFolder?.path ?? '', name);
  }

  /** The hub lets go of everything in the middle of it, and the next one takes over. */
  async replaceHub(): Promise<void> {
    void this.jobs.runs.stop();
    this.jobs = this.build(this.logged);
    await this.jobs.runs.start();
  }

  async close(): Promise<void> {
    await this.jobs.runs.stop();
    for (const { id } of await this.engine.list()) {
      await this.engine.remove(id);
    }
    const network = `labcommons-${this.hubId.slice(0, 12)}`;
    execFileSync('sh', ['-c', `docker network rm ${network} || true`], { stdio: 'ignore' });
    this.database.close();
    await this.worker.remove();
  }
}
