import type { PlatformIdentity } from '../identity.js';
import type { Volume } from '../volumes/types.js';
import { attemptKey, containerSpec, homeDirectories, runnerRequest } from './container.js';
import type { AttemptParts } from './container.js';
import type { JobRow } from './types.js';

const volume = (id: string, address: string) =>
  ({ id, address, directory: `/data/volumes/${id}` }) as Volume;

const root: PlatformIdentity = { uid: 1000, gid: 100, isForeignToImages: false };
const somebody: PlatformIdentity = { uid: 4711, gid: 4711, isForeignToImages: true };

function parts(spec: Partial<JobRow['spec']> = {}, identity = root): AttemptParts {
  const job = {
    id: '01ABC',
    ownerId: 'owner',
    attempt: 1,
    workingVolume: 'v-jobs',
    workingPath: 'fit/20260101/20260101000000-01ABC',
    spec: {
      notebook: { volume: 'Storage/kim/persistent', path: 'study/fit.ipynb' },
      notebookName: 'fit.ipynb',
      parameters: { a: 1 },
      startIn: 'notebookFolder',
      timeLimitSeconds: 60,
      resources: { cores: 2, memoryBytes: 512 },
      environment: { MINE: 'yes', LABCOMMONS_JOB_DIR: '/etc', HOME: '/tmp' },
      ...spec
    }
  } as unknown as JobRow;
  return {
    job,
    key: attemptKey(job.id, job.attempt),
    image: {
      id: 'i',
      title: 'I',
      reference: 'image:1',
      digest: null,
      probe: { python: '/opt/conda/bin/python3', uid: 1000, home: '/home/jovyan' } as never,
      app: null
    },
    volumes: [
      { volume: volume('v-data', 'Data/sdss'), access: 'read', path: 'sdss' },
      {
        volume: volume('v-home', 'Storage/kim/persistent'),
        access: 'write',
        path: 'Storage/kim/persistent'
      },
      {
        volume: volume('v-jobs', 'Temporary/kim/jobs'),
        access: 'write',
        path: 'Temporary/kim/jobs'
      }
    ],
    identity,
    jobDirectory: '/data/jobs/01ABC',
    controlDirectory: '/data/control/labcommons-job-01abc-1',
    runnerFile: '/data/jobs/.runner/runner.py',
    idiesDirectory: '/data/idies'
  };
}

const JOB_DIR = '/home/jovyan/workspace/Temporary/kim/jobs/fit/20260101/20260101000000-01ABC';

describe('containerSpec', () => {
  it('can write to its own control directory and what its owner may write to, and nowhere else', () => {
    const { mounts } = containerSpec(parts());
    expect(mounts.filter(mount => !mount.readOnly).map(({ target }) => target)).toEqual([
      '/home/jovyan/workspace/Storage/kim/persistent',
      '/home/jovyan/workspace/Temporary/kim/jobs',
      '/run/labcommons/control'
    ]);
    expect(mounts.map(({ source }) => source)).not.toContainEqual(
      expect.stringContaining('20260101')
    );
  });

  it("runs the runner with the image's Python, under a name that only this attempt has", () => {
    expect(containerSpec(parts())).toMatchObject({
      name: 'labcommons-job-01abc-1',
      image: 'image:1',
      command: ['/opt/conda/bin/python3', '/opt/labcommons/runner.py'],
      labels: {
        'labcommons.kind': 'job',
        'labcommons.id': '01ABC',
        'labcommons.owner': 'owner'
      },
      memoryBytes: 512,
      cores: 2,
      user: null
    });
  });

  it('tells it where its folder is, whatever the request says', () => {
    expect(containerSpec(parts()).environment).toEqual({
      MINE: 'yes',
      HOME: '/tmp',
      LABCOMMONS_JOB_DIR: JOB_DIR
    });
  });

  it('brings a home along where the one of the image is not writable', () => {
    const foreign = parts({}, somebody);
    const spec = containerSpec(foreign);
    expect(spec.user).toBe('4711:4711');
    expect(spec.environment['HOME']).toBe('/home/jovyan');
    expect(spec.mounts[0]).toEqual({
      source: '/data/jobs/01ABC/home',
      target: '/home/jovyan',
      readOnly: false
    });
    expect(homeDirectories(foreign)).toEqual([
      'home',
      'home/workspace/sdss',
      'home/workspace/Storage/kim/persistent',
      'home/workspace/Temporary/kim/jobs'
    ]);
    expect(homeDirectories(parts())).toEqual([]);
  });
});

describe('runnerRequest', () => {
  it("starts the kernel in the notebook's folder", () => {
    expect(runnerRequest(parts())).toMatchObject({
      jobDir: JOB_DIR,
      notebookName: 'fit.ipynb',
      startDir: '/home/jovyan/workspace/Storage/kim/persistent/study',
      parameterCells: { python: 'a = 1' }
    });
  });

  it.each([
    ['the user chose the working folder', { startIn: 'workingFolder' as const }],
    ['the notebook was sent along', { notebook: null }],
    ['its volume is not mounted', { notebook: { volume: 'Storage/ana/x', path: 'a.ipynb' } }]
  ])('leaves it to the working folder when %s', (_why, spec) => {
    expect(runnerRequest(parts(spec))).toMatchObject({ startDir: null });
  });
});
