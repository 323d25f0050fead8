import type { Place } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';

/** Names inside a job's working folder that belong to the runner and to us. */
export const STDOUT = 'stdout.txt';
export const STDERR = 'stderr.txt';

/** Names inside an attempt's control directory. */
export const START_LOCK = 'start.lock';
export const PROGRESS = 'progress.ndjson';
export const RESULT = 'result.json';

/** What the runner keeps of a stream at most, with the line about what it left out; a longer file is not its work. */
export const MAX_OUTPUT_BYTES = 16 * 1024 * 1024 + 1024;

export const MAX_NOTEBOOK_BYTES = 40 * 1024 * 1024;

/** Where the hub keeps what belongs to jobs, on its own machine. */
export interface JobDirectories {
  /** Snapshots and requests, a directory for each job. */
  readonly jobs: string;
  /** Control directories, one for each attempt. */
  readonly control: string;
}

export function snapshotPlace(directories: JobDirectories, jobId: string, path = ''): Place {
  return { directory: directories.jobs, path: path === '' ? jobId : `${jobId}/${path}` };
}

export function controlPlace(directories: JobDirectories, key: string, path = ''): Place {
  return { directory: directories.control, path: path === '' ? key : `${key}/${path}` };
}

export function inVolume(volume: Volume, ...segments: string[]): Place {
  return { directory: volume.directory, path: segments.filter(Boolean).join('/') };
}
