// A job through the service beside the same container made, started, awaited and removed by hand.
import { chownSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Dockerode from 'dockerode';

import { hasEnded, type Job } from '../hub/contract/jobs.js';
import { ourIdentity } from '../hub/src/testing/jobs-world.js';
import { JobsOnDocker, notebookOf } from '../hub/tests/docker/jobs-on-docker.js';
import { compare, median, report } from './report.js';

const ROUNDS = 40;
const image = process.argv[2] ?? 'labcommons/test-lab46:latest';
const docker = new Dockerode({ socketPath: '/var/run/docker.sock' });

/** Waits by events until the job has come to one of the states: asking all the time would slow down what is measured. */
function until(world: JobsOnDocker, id: string, isThere: (state: Job['state']) => boolean) {
  return new Promise<Job>(resolve => {
    const look = () => {
      const job = world.get(id);
      if (isThere(job.state)) {
        stop();
        resolve(job);
      }
    };
    const stop = world.activity.listen(world.user.id, ({ event }) => {
      if (event.type === 'job' && event.id === id && isThere(event.body.state)) {
        look();
      }
    });
    look();
  });
}

/** From the request until the end is recorded and the container gone; `during` is told of the running job. */
async function throughTheHub(
  world: JobsOnDocker,
  path: string,
  during: ((job: Job) => Promise<void>) | null = null
): Promise<number> {
  const begin = performance.now();
  const { id } = await world.submit({ notebook: { volume: 'Storage/kim/persistent', path } });
  await during?.(await until(world, id, state => state === 'running'));
  await until(world, id, hasEnded);
  await world.jobs.runs.settled();
  return performance.now() - begin;
}

/** What the container of a job was made with, and where its own directories were. */
interface Model {
  readonly job: Job;
  readonly made: Dockerode.ContainerInspectInfo;
}

/** The container of a job once more, with directories of its own that are prepared outside of the measurement. */
async function byHand(world: JobsOnDocker, { job, made }: Model, round: number): Promise<number> {
  const { uid, gid } = ourIdentity();
  const name = `bare-${job.id.toLowerCase()}-${round}`;
  const own = (directory: string) => {
    mkdirSync(directory, { recursive: true });
    chownSync(directory, uid, gid);
    return directory;
  };
  const control = own(join(world.paths.control, name));
  const request = own(join(world.paths.jobs, name));
  own(join(world.volume('Temporary/kim/jobs').directory, name));
  cpSync(join(world.paths.jobs, job.id), request, { recursive: true });
  const said = JSON.parse(readFileSync(join(request, 'request.json'), 'utf8')) as object;
  const jobDir = `/home/jovyan/workspace/Temporary/kim/jobs/${name}`;
  writeFileSync(join(request, 'request.json'), JSON.stringify({ ...said, jobDir }));
  const places: Record<string, string> = {
    '/run/labcommons/control': control,
    '/run/labcommons/request': request
  };
  const { Image, Cmd, Env, Labels, Healthcheck } = made.Config;
  const { Mounts, ...host } = made.HostConfig;
  const options = {
    name,
    Image,
    Cmd,
    Env,
    Labels,
    Healthcheck,
    HostConfig: {
      ...host,
      Mounts: (Mounts ?? []).map(mount => ({
        ...mount,
        Source: places[mount.Target] ?? mount.Source
      }))
    }
  };
  const begin = performance.now();
  const container = await docker.createContainer(options);
  await container.start();
  await container.wait();
  await container.remove({ v: true });
  const milliseconds = performance.now() - begin;
  readFileSync(join(control, 'result.json'));
  return milliseconds;
}

async function measure(world: JobsOnDocker, what: string, path: string) {
  const models: Model[] = [];
  await throughTheHub(world, path, async job => {
    const name = `labcommons-job-${job.id.toLowerCase()}-1`;
    models.push({ job, made: await docker.getContainer(name).inspect() });
  });
  const [model] = models;
  if (!model) {
    throw new Error(`No container of ${path} was seen`);
  }
  const figures: { ours: number[]; reference: number[] } = { ours: [], reference: [] };
  const runs = {
    ours: () => throughTheHub(world, path),
    reference: (round: number) => byHand(world, model, round)
  };
  // They take turns in going first. The first round warms the caches of the machine and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const order = round % 2 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const);
    for (const who of order) {
      const milliseconds = await runs[who](round);
      if (round > 0) {
        figures[who].push(milliseconds);
      }
    }
  }
  return compare(
    `${what}, median of ${ROUNDS}`,
    'ms',
    { ours: median(figures.ours), reference: median(figures.reference) },
    { atMostMore: 30 }
  );
}

const world = await JobsOnDocker.open(image);
try {
  world.put('one-cell.ipynb', notebookOf(['print(6 * 7)']));
  world.put('not-json.ipynb', '{');
  report('job', [
    await measure(world, 'job of one cell', 'one-cell.ipynb'),
    await measure(world, 'job without a kernel: a notebook that is not JSON', 'not-json.ipynb')
  ]);
} finally {
  await world.close();
}
