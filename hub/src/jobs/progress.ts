import type { VolumeFiles } from '../files/ports.js';
import {
  controlPlace,
  inVolume,
  MAX_OUTPUT_BYTES,
  PROGRESS,
  STDERR,
  STDOUT,
  type JobDirectories
} from './places.js';
import type { JobVolumes } from './ports.js';
import { MAX_PROGRESS_BYTES, ProgressFollower } from './progress-file.js';
import type { JobRecords } from './records.js';
import type { JobStore } from './store.js';
import type { JobRow } from './types.js';

const READ_BYTES = 256 * 1024;

/** What the files of a running job say about how far it is. */
export type Seen = Pick<
  JobRow,
  'progress' | 'cells' | 'stdoutBytes' | 'stderrBytes' | 'resultPath'
>;

interface Look {
  readonly seen: Seen;
  /** Whether there was more of the progress than was read at once. */
  readonly hasMore: boolean;
}

/** Follows the jobs that run: their cells, how much they printed, and whether there is a result to look at. */
export class ProgressWatch {
  private readonly followers = new Map<string, ProgressFollower>();

  constructor(
    private readonly parts: {
      readonly store: JobStore;
      readonly records: JobRecords;
      readonly volumes: Pick<JobVolumes, 'byId'>;
      readonly files: VolumeFiles;
      readonly directories: JobDirectories;
    }
  ) {}

  /** Looks at all running jobs in one go and tells their owners what is new. */
  async look(): Promise<void> {
    const { store, records } = this.parts;
    const jobs = store.running();
    if (jobs.length === 0) {
      return;
    }
    const seen = await this.read(jobs);
    records.transaction(() => {
      jobs.forEach((job, index) => {
        const now = seen[index]?.seen;
        if (now && differs(job, now)) {
          records.note(job.id, { state: 'running', attempt: job.attempt }, now);
        }
      });
    });
  }

  /** The rest of an ended attempt's progress, and how many lines of it were not the runner's. */
  async finish(job: JobRow, key: string): Promise<{ seen: Seen | null; strangeLines: number }> {
    const follower = this.follower(key);
    let last: Look | undefined;
    do {
      [last] = await this.read([job]);
    } while (last?.hasMore);
    this.followers.delete(key);
    return { seen: last?.seen ?? null, strangeLines: follower.strangeLines };
  }

  private async read(jobs: readonly JobRow[]): Promise<Look[]> {
    const { store, volumes, files, directories } = this.parts;
    const wanted = jobs.map(job => {
      const key = store.attempt(job.id, job.attempt)?.key ?? '';
      const volume = volumes.byId(job.workingVolume);
      return { job, volume, key, follower: this.follower(key) };
    });
    const offsets = wanted.map(({ follower }) => follower.offset);
    const tails = await files.readTails(
      wanted.flatMap(({ job, volume, key, follower }) => [
        {
          place: controlPlace(directories, key, PROGRESS),
          from: follower.offset,
          maxBytes: Math.max(0, Math.min(READ_BYTES, MAX_PROGRESS_BYTES - follower.offset))
        },
        ...(volume ? [STDOUT, STDERR, job.spec.notebookName] : []).map(name => ({
          place: inVolume(volume as NonNullable<typeof volume>, job.workingPath, name),
          from: 0,
          maxBytes: 0
        }))
      ])
    );
    let at = 0;
    return wanted.map(({ job, volume, follower }, index) => {
      const [progress, stdout, stderr, notebook] = tails.slice(at, (at += volume ? 4 : 1));
      // Another look may have come first with the same bytes.
      const before = offsets[index] ?? 0;
      if (progress?.bytes && follower.offset === before) {
        follower.feed(progress.bytes);
      }
      const end = Math.min(progress?.sizeBytes ?? 0, MAX_PROGRESS_BYTES);
      const size = (tail: { sizeBytes: number } | undefined) =>
        Math.min(tail?.sizeBytes ?? 0, MAX_OUTPUT_BYTES);
      const seen = {
        progress: follower.progress,
        cells: follower.cells,
        stdoutBytes: size(stdout),
        stderrBytes: size(stderr),
        resultPath:
          notebook?.bytes === null || notebook === undefined
            ? null
            : `${job.workingPath}/${job.spec.notebookName}`
      };
      return { seen, hasMore: before < follower.offset && follower.offset < end };
    });
  }

  private follower(key: string): ProgressFollower {
    const follower = this.followers.get(key) ?? new ProgressFollower();
    this.followers.set(key, follower);
    return follower;
  }
}

function differs(job: JobRow, seen: Seen): boolean {
  return (
    job.stdoutBytes !== seen.stdoutBytes ||
    job.stderrBytes !== seen.stderrBytes ||
    job.resultPath !== seen.resultPath ||
    JSON.stringify([job.progress, job.cells]) !== JSON.stringify([seen.progress, seen.cells])
  );
}
