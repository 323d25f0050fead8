import type { Domain, Image } from '../../hub/contract/compute.js';
import type { Job, JobRequest, JobState, JobSummary } from '../../hub/contract/jobs.js';
import type { VolumeMount } from '../../hub/contract/common.js';
import type { Mount, Server } from '../../hub/contract/servers.js';
import type { Volume } from '../../hub/contract/volumes.js';
import { FakeDatabases } from './fake-databases.js';
import { FakeGroups } from './fake-groups.js';
import { type FakeHub, Refusal } from './fake-hub.js';
import { FakeLinks } from './fake-links.js';
import { FakeNotifications } from './fake-notifications.js';
import { FakeSnapshots } from './fake-snapshots.js';
import { FakeSearch } from './fake-search.js';
import { FakeVolumes } from './fake-volumes.js';
import { idOf } from './ids.js';

/** Names that make the fake hub refuse, so that a test says at its inputs what will go wrong. */
export const PROVOKE = {
  /** A job name that the hub refuses at the field. */
  badName: 'refuse-this-name',
  /** A job name for which there is no room. */
  full: 'no-room-for-this'
} as const;

const NOW = Date.now();
function at(secondsAgo: number): string {
  return new Date(NOW - secondsAgo * 1_000).toISOString();
}

/** A job as the hub would tell it; ages in seconds. */
export function makeJob(
  number: number,
  name: string,
  state: JobState,
  options: Partial<Job> & { age?: number; ran?: number } = {}
): Job {
  const { age = 60, ran = 30, ...fields } = options;
  const isEnded = ['succeeded', 'failed', 'timedOut', 'cancelled', 'lost'].includes(state);
  const isWaiting = state === 'queued' || state === 'held';
  const folder = `${name}-${number}`;
  return {
    id: idOf(number),
    name,
    kind: 'notebook',
    state,
    cancelling: false,
    reason: null,
    warnings: [],
    progress: isWaiting ? null : { cell: isEnded ? 12 : 6, cells: 12, errors: 0 },
    position: state === 'queued' ? 1 : null,
    createdAt: at(age),
    startedAt: isWaiting ? null : at(age - 1),
    endedAt: isEnded ? at(age - 1 - ran) : null,
    tags: [],
    workingFolder: isWaiting ? null : { volume: 'Temporary/kim/jobs', path: folder },
    result: isWaiting ? null : { volume: 'Temporary/kim/jobs', path: `${folder}/${name}.ipynb` },
    output: { stdoutBytes: 0, stderrBytes: 0 },
    version: 1,
    owner: 'kim',
    mine: true,
    resultFile: isWaiting ? null : `${name}.ipynb`,
    domain: 'small',
    image: { id: 'science', title: 'Scientific Python', digest: `sha256:${'3f'.repeat(32)}` },
    notebook: { volume: 'Storage/kim/persistent', path: `${name}.ipynb` },
    notebookSha256: 'ab'.repeat(32),
    parameters: { redshift: 0.7, label: ['A', 'B'] },
    volumes: [
      { volume: 'Storage/kim/persistent', access: 'write' },
      { volume: 'Data/survey', access: 'read' }
    ],
    startIn: 'notebookFolder',
    timeLimitSeconds: 28_800,
    resources: { cores: 1, memoryBytes: 4 * 1024 ** 3 },
    environment: {},
    rerunnable: false,
    cells: Array.from({ length: isWaiting ? 0 : isEnded ? 12 : 7 }, (_, index) => ({
      cell: index + 1,
      index: index * 2 + 1,
      outcome: !isEnded && index === 6 ? ('running' as const) : ('done' as const),
      milliseconds: !isEnded && index === 6 ? null : 120 + index * 730
    })),
    attempts: isWaiting
      ? []
      : [
          {
            number: 1,
            startedAt: at(age - 1),
            endedAt: isEnded ? at(age - 1 - ran) : null,
            exitCode: isEnded ? 0 : null,
            outOfMemory: false,
            verdictSource: isEnded ? 'result' : null
          }
        ],
    timeline: [
      { at: at(age), from: null, to: 'queued', why: 'submitted by kim' },
      ...(isWaiting
        ? []
        : [
            {
              at: at(age - 1),
              from: 'queued' as const,
              to: 'running' as const,
              why: 'there was room'
            }
          ])
    ],
    ...fields
  };
}

/** What the panel's tests live in: a user Kim with a server, three volumes and some jobs. */
export class World {
  readonly jobs = new Map<string, Job>();
  readonly requests: JobRequest[] = [];
  readonly outputs = new Map<string, string>();
  readonly volumes = structuredClone(VOLUMES);
  readonly groups: FakeGroups;
  readonly files: FakeVolumes;
  readonly search: FakeSearch;
  readonly notifications: FakeNotifications;
  readonly snapshots: FakeSnapshots;
  readonly links: FakeLinks;
  readonly databases: FakeDatabases;
  server: Server;
  /** Where volumes get mounted, if elsewhere than under their address. */
  readonly mountPaths = new Map<string, string>();
  private next = 100_000;

  constructor(readonly hub: FakeHub) {
    this.server = server();
    this.groups = new FakeGroups(hub, this.volumes);
    this.files = new FakeVolumes(hub, this.volumes);
    this.search = new FakeSearch(hub, {
      volumes: () => this.volumes,
      places: () => this.files.places(),
      databases: () => this.databases.all,
      jobs: () => [...this.jobs.values()].map(summaryOf),
      groups: () => this.groups.all
    });
    this.notifications = new FakeNotifications(hub);
    this.snapshots = new FakeSnapshots(hub, this.files);
    this.links = new FakeLinks(hub);
    this.databases = new FakeDatabases(hub);
    this.groups.databaseOf = id => this.databases.get(id);
    this.groups.jobOf = id => this.jobs.get(id) ?? null;
    const { handlers } = hub;
    handlers.set('getServer', () => this.server);
    handlers.set('keepServer', () => this.changeServer({ idleStopAt: at(-47 * 3_600) }));
    handlers.set('stopServer', () => this.changeServer({ state: 'stopping' }));
    handlers.set('mountVolume', ({ body }) => this.mount(body as VolumeMount));
    handlers.set('unmountVolume', ({ params }) => this.unmount(params['volume'] ?? ''));
    handlers.set('listDomains', () => ({ items: DOMAINS }));
    handlers.set('listImages', () => ({ items: IMAGES }));
    handlers.set('getQueue', () => ({
      running: 4,
      waiting: 2,
      mine: { running: 1, waiting: 1 },
      nextPosition: 0
    }));
    handlers.set('listJobs', ({ query }) => this.list(query));
    handlers.set('getJob', ({ params }) => this.job(params));
    handlers.set('submitJob', ({ body }) => this.submit(body as JobRequest));
    handlers.set('cancelJob', ({ params }) => {
      const job = this.job(params);
      if (job.state === 'queued')
        return this.change(job.id, { state: 'cancelled', endedAt: at(0) });
      return this.change(job.id, { cancelling: true });
    });
    handlers.set('rerunJob', ({ params }) =>
      this.add(makeJob((this.next += 1), this.job(params).name, 'queued', { age: 0 }))
    );
    handlers.set('editJob', ({ params, body }) =>
      this.change(this.job(params).id, body as Partial<Job>)
    );
    handlers.set('deleteJob', ({ params }) => {
      const job = this.job(params);
      this.jobs.delete(job.id);
      hub.emit({ type: 'jobDeleted', id: job.id, version: job.version + 1 });
    });
    handlers.set('listJobEntries', ({ params, query }) => this.folderOf(params, query));
    handlers.set('readJobFile', ({ params }) => `bytes of ${params['path'] ?? ''}`);
    handlers.set(
      'readJobOutput',
      ({ params }) => this.outputs.get(`${params['id']}/${params['stream']}`) ?? ''
    );
  }

  /** A working folder with the notebook, what it printed, and a folder. */
  private folderOf(params: Record<string, string>, query: Record<string, unknown>) {
    const job = this.job(params);
    const entry = (name: string, kind: 'file' | 'directory', sizeBytes = 0) => ({
      name,
      kind,
      sizeBytes,
      modifiedAt: job.createdAt,
      etag: `"${name}"`,
      expiresAt: null
    });
    return {
      entry: entry('', 'directory'),
      items:
        query['path'] === 'plots'
          ? [entry('spectrum.png', 'file', 48_213)]
          : [
              entry(`${job.name}.ipynb`, 'file', 183_412),
              entry('plots', 'directory'),
              entry('stdout.txt', 'file', 2_211)
            ],
      nextCursor: null
    };
  }

  /** A new job, told to every open page. */
  add(job: Job): Job {
    this.jobs.set(job.id, job);
    if (job.mine) {
      this.hub.emit({ type: 'job', id: job.id, version: job.version, body: summaryOf(job) });
    }
    return job;
  }

  change(id: string, change: Partial<Job>): Job {
    const before = this.job({ id });
    return this.add({ ...before, ...change, version: before.version + 1 });
  }

  /** Writes to the standard output of a job. */
  print(id: string, text: string): void {
    const whole = (this.outputs.get(`${id}/stdout`) ?? '') + text;
    this.outputs.set(`${id}/stdout`, whole);
    this.change(id, { output: { stdoutBytes: Buffer.byteLength(whole), stderrBytes: 0 } });
  }

  /** A volume that is mounted elsewhere in JupyterLab's folders than under its address. */
  mountAt(volume: string, path: string): void {
    this.server.mounts.push({ volume, access: 'write', path, state: 'attached', reason: null });
  }

  /** As the hub does it, at once or from the next start on. */
  private mount({ volume: address, access }: VolumeMount): Server {
    const volume = this.volumes.find(({ address: at }) => at === address);
    if (!volume) throw new Refusal('not-found', 'There is no such volume, or you may not see it');
    const { liveMounts, mounts } = this.server;
    const path = this.mountPaths.get(address) ?? address.replace(/^Data\//, '');
    const mount: Mount = liveMounts
      ? { volume: address, access, path, state: 'attached', reason: null }
      : {
          volume: address,
          access,
          path,
          state: 'restartNeeded',
          reason: 'It is mounted when the server starts anew'
        };
    const others = mounts.filter(({ volume: at }) => at !== address);
    return this.changeServer({ mounts: [...others, mount] });
  }

  private unmount(address: string): Server {
    const mounts = this.server.mounts.filter(({ volume }) => volume !== address);
    return this.changeServer({ mounts });
  }

  changeServer(change: Partial<Server>): Server {
    this.server = { ...this.server, ...change, version: this.server.version + 1 };
    const { id, version } = this.server;
    this.hub.emit({ type: 'server', id, version, body: this.server });
    return this.server;
  }

  private submit(request: JobRequest): Job {
    if (request.name === PROVOKE.badName) {
      throw new Refusal('invalid-request', 'Some of the values are not valid', [
        { pointer: '/name', detail: 'this name is taken by a schedule' }
      ]);
    }
    if (request.name === PROVOKE.full) {
      throw new Refusal('limit-reached', 'You already have 100 waiting jobs.');
    }
    this.requests.push(request);
    return this.add(
      makeJob((this.next += 1), request.name ?? 'unnamed', 'queued', {
        age: 0,
        parameters: request.parameters
      })
    );
  }

  private list(query: Record<string, unknown>) {
    const { state, q, limit, cursor } = query as {
      state?: string;
      q?: string;
      limit: number;
      cursor?: string;
    };
    const isLive = (job: Job) =>
      ['held', 'queued', 'starting', 'running', 'finishing'].includes(job.state);
    const items = [...this.jobs.values()]
      .filter(job => (state === 'live' ? isLive(job) : state === 'ended' ? !isLive(job) : true))
      .filter(job => job.mine && (!q || job.name.includes(q)))
      .filter(job => !cursor || job.id < cursor)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = items.slice(0, limit);
    return {
      items: page.map(summaryOf),
      nextCursor: items.length > limit ? (page.at(-1)?.id ?? null) : null
    };
  }

  private job(params: Record<string, string>): Job {
    const job = this.jobs.get(params['id'] ?? '');
    if (!job) throw new Refusal('not-found', 'There is no such job');
    return job;
  }
}

function summaryOf(job: Job): JobSummary {
  const {
    owner: _owner,
    mine: _mine,
    resultFile: _resultFile,
    domain: _domain,
    image: _image,
    notebook: _notebook,
    notebookSha256: _sha,
    parameters: _parameters,
    volumes: _volumes,
    startIn: _startIn,
    timeLimitSeconds: _limit,
    resources: _resources,
    environment: _environment,
    rerunnable: _rerunnable,
    cells: _cells,
    attempts: _attempts,
    timeline: _timeline,
    ...summary
  } = job;
  return summary;
}

const DOMAINS: Domain[] = [
  {
    id: 'small',
    title: 'Small',
    description: 'For trying things out',
    kinds: ['interactive', 'batch'],
    images: ['science', 'plain'],
    limits: {
      memoryBytes: 4 * 1024 ** 3,
      cores: 1,
      jobTimeSeconds: 28_800,
      runningJobs: 4,
      runningServers: null,
      idleSeconds: 172_800,
      lifeSeconds: null,
      layerBytes: 8 * 1024 ** 3
    },
    freeSlots: 3,
    freeServers: null
  },
  {
    id: 'large',
    title: 'Large',
    description: 'For long runs',
    kinds: ['batch'],
    images: ['science'],
    limits: {
      memoryBytes: 64 * 1024 ** 3,
      cores: 16,
      jobTimeSeconds: 259_200,
      runningJobs: 2,
      runningServers: null,
      idleSeconds: 172_800,
      lifeSeconds: null,
      layerBytes: 8 * 1024 ** 3
    },
    freeSlots: 0,
    freeServers: null
  }
];

const IMAGES: Image[] = [
  {
    id: 'science',
    title: 'Scientific Python',
    description: '',
    kind: 'lab',
    runsNotebooks: true,
    reason: null,
    kernels: [{ name: 'python3', displayName: 'Python 3', language: 'python' }],
    owner: null,
    saved: null
  },
  {
    id: 'plain',
    title: 'Plain shell',
    description: '',
    kind: 'lab',
    runsNotebooks: false,
    reason: 'it has no kernel',
    kernels: [],
    owner: null,
    saved: null
  }
];

function volume(
  number: number,
  address: string,
  title: string,
  privileges: Volume['privileges']
): Volume {
  const [root = '', owner = ''] = address.split('/');
  const isData = root === 'Data';
  return {
    id: idOf(number),
    address,
    kind: isData ? 'data' : 'user',
    root,
    owner: isData ? null : owner,
    name: address.split('/').at(-1) ?? '',
    title,
    description: '',
    privileges,
    sharing: isData ? 'public' : 'private',
    isDefault: !isData,
    mountPath: isData ? (address.split('/').at(-1) ?? '') : address,
    usage: null,
    expiry: null,
    overQuota: false,
    version: 1,
    createdAt: at(1_000_000)
  };
}

const VOLUMES: Volume[] = [
  volume(1, 'Storage/kim/persistent', 'persistent', ['read', 'write', 'grant']),
  volume(2, 'Temporary/kim/scratch', 'scratch', ['read', 'write', 'grant']),
  volume(3, 'Temporary/kim/jobs', 'jobs', ['read', 'write', 'grant']),
  volume(4, 'Data/survey', 'Sky survey, release 4', ['read'])
];

function server(): Server {
  return {
    id: idOf(7),
    name: 'default',
    displayName: 'default',
    kind: 'lab',
    state: 'running',
    reason: null,
    logTail: null,
    domain: 'small',
    image: 'science',
    volumes: 'default',
    pending: null,
    queue: null,
    url: '/user/kim/',
    createdAt: at(90_000),
    startedAt: at(7_200),
    lastActivityAt: at(60),
    idleStopAt: at(-47 * 3_600),
    endsAt: null,
    layer: { usedBytes: 322_122_547, limitBytes: 8 * 1024 ** 3 },
    memory: { usedBytes: 1_288_490_188, limitBytes: 4 * 1024 ** 3 },
    mounts: VOLUMES.map(({ address, privileges }) => ({
      volume: address,
      access: privileges.includes('write') ? ('write' as const) : ('read' as const),
      path: address.replace(/^Data\//, ''),
      state: 'attached' as const,
      reason: null
    })),
    liveMounts: true,
    version: 1
  };
}
