import { AppError, hasCode } from '../errors.js';
import type { EntryStat, Place, VolumeFiles } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import {
  controlPlace,
  inVolume,
  MAX_OUTPUT_BYTES,
  PROGRESS,
  RESULT,
  START_LOCK,
  STDERR,
  STDOUT,
  type JobDirectories
} from './places.js';
import { MAX_PROGRESS_BYTES } from './progress-file.js';
import { MAX_RESULT_BYTES, parseResult, type ReadResult } from './result-file.js';
import type { JobRow } from './types.js';

/** What was found where the job could write: nothing of it is believed further than it must be. */
export interface FileEvidence {
  readonly result: ReadResult;
  /** Bytes of `result.json` as found, to be kept beside the job's files; null when there is nothing sensible. */
  readonly resultBytes: Buffer | null;
  /** False when the working folder is not a directory any more: then nothing is written into it either. */
  readonly hasFolder: boolean;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly hasNotebook: boolean;
  readonly problems: readonly string[];
}

const KINDS = {
  file: 'a file',
  directory: 'a folder',
  symlink: 'a symbolic link',
  other: 'neither file nor folder'
} as const;

/** Looks at the control files and the working folder of an attempt that is over. */
export class EvidenceReader {
  constructor(
    private readonly files: VolumeFiles,
    private readonly directories: JobDirectories
  ) {}

  /** Whether the runner of the attempt has been at work. */
  async hasBegun(key: string): Promise<boolean> {
    return (await this.look(controlPlace(this.directories, key, START_LOCK))) !== null;
  }

  /**
   * Collects what there is, all at once, since most of what a job costs at its end is waiting for answers.
   * @returns what makes evidence of it; `wasSeen`: the runner was seen at work, so that its files ought to be there
   */
  async collect(
    job: JobRow,
    volume: Volume | null,
    key: string
  ): Promise<(wasSeen: boolean) => FileEvidence> {
    const control = (name: string) => this.look(controlPlace(this.directories, key, name));
    const place = volume && inVolume(volume, job.workingPath);
    const inFolder = (name: string) =>
      place ? this.look({ ...place, path: `${place.path}/${name}` }) : null;
    const [lock, progress, result, folder, stdout, stderr, notebook] = await Promise.all([
      control(START_LOCK),
      control(PROGRESS),
      this.result(key),
      place && this.look(place),
      inFolder(STDOUT),
      inFolder(STDERR),
      inFolder(job.spec.notebookName)
    ]);
    const found = { lock, progress, ...result, folder, stdout, stderr, notebook };
    return wasSeen => weigh(job, found, wasSeen);
  }

  private async result(key: string): Promise<{ result: ReadResult; bytes: Buffer | null }> {
    const place = controlPlace(this.directories, key, RESULT);
    const unreadable = (problem: string) => ({
      result: { kind: 'unreadable', problem } as const,
      bytes: null
    });
    try {
      const { bytes } = await this.files.readFile(place, { maxBytes: MAX_RESULT_BYTES });
      return { result: parseResult(bytes), bytes };
    } catch (error) {
      if (hasCode(error, 'too-large')) {
        return unreadable(`${RESULT} is larger than the runner writes it`);
      }
      if (hasCode(error, 'files-unavailable') || !(error instanceof AppError)) {
        throw error;
      }
      const stat = await this.look(place);
      if (stat === null) {
        return { result: { kind: 'none' }, bytes: null };
      }
      return stat.kind === 'file'
        ? unreadable(`${RESULT} cannot be read: ${error.message}`)
        : unreadable(`${RESULT} is ${KINDS[stat.kind]}`);
    }
  }

  /** Null when nothing is there, also when the way to it is blocked. */
  private async look(place: Place): Promise<EntryStat | null> {
    try {
      return await this.files.stat(place);
    } catch (error) {
      if (error instanceof AppError && error.code !== 'files-unavailable') {
        return null;
      }
      throw error;
    }
  }
}

/** What was found under the names of the runner's files; null is nothing. */
interface Found {
  readonly lock: EntryStat | null;
  readonly progress: EntryStat | null;
  readonly result: ReadResult;
  readonly bytes: Buffer | null;
  readonly folder: EntryStat | null;
  readonly stdout: EntryStat | null;
  readonly stderr: EntryStat | null;
  readonly notebook: EntryStat | null;
}

function weigh(job: JobRow, found: Found, wasSeen: boolean): FileEvidence {
  const { lock, progress, result, bytes, folder, stdout, stderr, notebook } = found;
  const problems: string[] = [];
  const begun = wasSeen || lock !== null;
  check(lock, START_LOCK, { maxBytes: 0, isExpected: begun }, problems);
  check(progress, PROGRESS, { maxBytes: MAX_PROGRESS_BYTES, isExpected: begun }, problems);
  if (!isFolder(folder, begun, problems)) {
    const nothing = { stdoutBytes: 0, stderrBytes: 0, hasNotebook: false };
    return { result, resultBytes: bytes, hasFolder: false, ...nothing, problems };
  }
  const output = (stat: EntryStat | null, name: string) => {
    const isFile = check(stat, name, { maxBytes: MAX_OUTPUT_BYTES, isExpected: begun }, problems);
    return isFile ? Math.min(stat?.sizeBytes ?? 0, MAX_OUTPUT_BYTES) : 0;
  };
  const isExpected = result.kind === 'result' && result.result.outcome === 'succeeded';
  const wish = { maxBytes: Infinity, isExpected };
  return {
    result,
    resultBytes: bytes,
    hasFolder: true,
    stdoutBytes: output(stdout, STDOUT),
    stderrBytes: output(stderr, STDERR),
    hasNotebook: check(notebook, job.spec.notebookName, wish, problems),
    problems
  };
}

function isFolder(stat: EntryStat | null, isExpected: boolean, problems: string[]): boolean {
  if (stat === null && isExpected) {
    problems.push('The working folder is gone');
  } else if (stat !== null && stat.kind !== 'directory') {
    problems.push(`The working folder is ${KINDS[stat.kind]} now; nothing in it was read`);
  }
  return stat?.kind === 'directory';
}

/** Whether an entry is the file that the runner makes; what is wrong with it goes among the problems. */
function check(
  stat: EntryStat | null,
  name: string,
  { maxBytes, isExpected }: { maxBytes: number; isExpected: boolean },
  problems: string[]
): boolean {
  if (stat === null) {
    if (isExpected) {
      problems.push(`${name} is gone`);
    }
    return false;
  }
  if (stat.kind !== 'file') {
    problems.push(`${name} is ${KINDS[stat.kind]} now; it was not read`);
    return false;
  }
  if (stat.sizeBytes > maxBytes) {
    problems.push(`${name} is not as the runner wrote it: it is too long`);
  }
  return true;
}

/** For the record: how long an attempt took, as far as the hub saw. */
export function elapsedSeconds(startedAt: string | null, endedAt: Date): number | null {
  return startedAt === null
    ? null
    : Math.max(0, (endedAt.getTime() - Date.parse(startedAt)) / 1000);
}
