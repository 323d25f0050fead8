import { posix } from 'node:path';

import type { ContainerSpec, EngineMount } from '../compute/engine.js';
import { rowLabels } from '../compute/labels.js';
import type { ResolvedImage } from '../compute/images.js';
import type { PlatformIdentity } from '../identity.js';
import { WORKSPACE } from '../servers/mounts.js';
import { ourHome } from '../servers/plan.js';
import type { MountPlan } from '../volumes/types.js';
import { renderParameters } from './parameters.js';
import type { JobRow } from './types.js';

const REQUEST = '/run/labcommons/request';
const CONTROL = '/run/labcommons/control';
const RUNNER = '/opt/labcommons/runner.py';

const PIDS_LIMIT = 1024;

/** Name of an attempt's container and of its control directory: who makes it twice finds the first. */
export function attemptKey(jobId: string, attempt: number): string {
  return `labcommons-job-${jobId.toLowerCase()}-${attempt}`;
}

/** What an attempt is made of; directories are absolute, on the hub's machine. */
export interface AttemptParts {
  readonly job: JobRow;
  readonly key: string;
  readonly image: ResolvedImage;
  readonly volumes: readonly MountPlan[];
  readonly identity: PlatformIdentity;
  /** The job's own directory, with snapshot and request. */
  readonly jobDirectory: string;
  readonly controlDirectory: string;
  readonly runnerFile: string;
  /** A directory in which `workspace` is a link to the workspace. */
  readonly idiesDirectory: string;
}

/** Name of the home directory that we give to images whose own is not writable for us, in the job's own directory. */
const OUR_HOME = 'home';

/** Directories to make in the job's own before the start: mount sources and mount points in a home of ours. */
export function homeDirectories(
  parts: Pick<AttemptParts, 'image' | 'identity' | 'volumes'>
): readonly string[] {
  const home = ourHome(parts.image, parts.identity);
  if (home === null) {
    return [];
  }
  const mountPoints = WORKSPACE.startsWith(`${home}/`)
    ? parts.volumes.map(({ path }) => `${OUR_HOME}${insideWorkspace(path).slice(home.length)}`)
    : [];
  return [OUR_HOME, ...mountPoints];
}

function insideWorkspace(path: string): string {
  return posix.join(WORKSPACE, path);
}

type Places = Pick<AttemptParts, 'job' | 'volumes'>;

function workingDirectory({ job, volumes }: Places): string {
  const working = volumes.find(({ volume }) => volume.id === job.workingVolume);
  return insideWorkspace(posix.join(working?.path ?? '', job.workingPath));
}

function notebookFolder({ job, volumes }: Places): string | null {
  const { notebook, startIn } = job.spec;
  const mount = volumes.find(({ volume }) => volume.address === notebook?.volume);
  return notebook && mount && startIn === 'notebookFolder'
    ? insideWorkspace(posix.join(mount.path, posix.dirname(notebook.path)))
    : null;
}

/** What the runner is told, as `request.json`. */
export function runnerRequest(parts: Places): object {
  const { spec } = parts.job;
  return {
    jobDir: workingDirectory(parts),
    notebookName: spec.notebookName,
    timeLimitSeconds: spec.timeLimitSeconds,
    parameters: spec.parameters,
    parameterCells: renderParameters(spec.parameters),
    startDir: notebookFolder(parts)
  };
}

/** The container of one attempt. Nothing of the hub's is writable in it but its own control directory. */
export function containerSpec(parts: AttemptParts): ContainerSpec {
  const { job, image, identity } = parts;
  const home = ourHome(image, identity);
  const readOnly = (source: string, target: string): EngineMount => ({
    source,
    target,
    readOnly: true
  });
  const homeMount: EngineMount[] =
    home === null
      ? []
      : [{ source: `${parts.jobDirectory}/${OUR_HOME}`, target: home, readOnly: false }];
  return {
    name: parts.key,
    image: image.reference,
    command: [image.probe?.python ?? 'python3', RUNNER],
    environment: {
      ...job.spec.environment,
      ...(home === null ? {} : { HOME: home }),
      LABCOMMONS_JOB_DIR: workingDirectory(parts)
    },
    labels: rowLabels('job', job.id, job.ownerId),
    mounts: [
      ...homeMount,
      ...parts.volumes.map(({ volume, access, path }): EngineMount => ({
        source: volume.directory,
        target: insideWorkspace(path),
        readOnly: access === 'read',
        propagation: 'rslave'
      })),
      readOnly(parts.idiesDirectory, '/home/idies'),
      readOnly(parts.jobDirectory, REQUEST),
      readOnly(parts.runnerFile, RUNNER),
      { source: parts.controlDirectory, target: CONTROL, readOnly: false }
    ],
    memoryBytes: job.spec.resources.memoryBytes,
    cores: job.spec.resources.cores,
    pidsLimit: PIDS_LIMIT,
    user: home === null ? null : `${identity.uid}:${identity.gid}`
  };
}
