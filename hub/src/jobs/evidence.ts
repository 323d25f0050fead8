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

  /** @param wasSeen - whether the runner was seen at work, so that its files ought to be there */
  async read(
    job: JobRow,
    volume: Volume | null,
    key: string,
    wasSeen: boolean
  ): Promise<FileEvidence> {
    const problems: string[] = [];
    const begun = wasSeen || (await this.hasBegun(key));
    await this.file(controlPlace(this.directories, key, START_LOCK), 0, begun, problems);
    await this.file(
      controlPlace(this.directories, key, PROGRESS),
      MAX_PROGRESS_BYTES,
      begun,
      problems
    );
    const { result, bytes } = await this.result(key);
    const folder = await this.folder(job, volume, begun, problems);
    if (folder === null) {
      const nothing = { stdoutBytes: 0, stderrBytes: 0, hasNotebook: false };
      return { result, resultBytes: bytes, hasFolder: false, ...nothing, problems };
    }
    const inFolder = (name: string): Place => ({ ...folder, path: `${folder.path}/${name}` });
    const output = async (name: string) =>
      (await this.file(inFolder(name), MAX_OUTPUT_BYTES, begun, problems))?.sizeBytes ?? 0;
    const notebook = await this.file(
      inFolder(job.spec.notebookName),
      Infinity,
      result.kind === 'result' && result.result.outcome === 'succeeded',
      problems
    );
    return {
      result,
      resultBytes: bytes,
      hasFolder: true,
      stdoutBytes: Math.min(await output(STDOUT), MAX_OUTPUT_BYTES),
      stderrBytes: Math.min(await output(STDERR), MAX_OUTPUT_BYTES),
      hasNotebook: notebook !== null,
      problems
    };
  }

  private async result(key: string): Promise<{ result: ReadResult; bytes: Buffer | null }> {
    const place = controlPlace(this.directories, key, RESULT);
    const stat = await this.look(place);
    if (stat === null) {
      return { result: { kind: 'none' }, bytes: null };
    }
    const unreadable = (problem: string) => ({
      result: { kind: 'unreadable', problem } as const,
      bytes: null
    });
    if (stat.kind !== 'file') {
      return unreadable(`${RESULT} is ${KINDS[stat.kind]}`);
    }
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
      return unreadable(`${RESULT} cannot be read: ${error.message}`);
    }
  }

  private async folder(
    job: JobRow,
    volume: Volume | null,
    begun: boolean,
    problems: string[]
  ): Promise<Place | null> {
    const place = volume && inVolume(volume, job.workingPath);
    const stat = place && (await this.look(place));
    if (place && stat?.kind === 'directory') {
      return place;
    }
    if (stat) {
      problems.push(`The working folder is ${KINDS[stat.kind]} now; nothing in it was read`);
    } else if (begun) {
      problems.push('The working folder is gone');
    }
    return null;
  }

  /** The entry when it is the file that the runner makes; else null, and what is wrong among the problems. */
  private async file(
    place: Place,
    maxBytes: number,
    isExpected: boolean,
    problems: string[]
  ): Promise<EntryStat | null> {
    const name = place.path.split('/').at(-1) ?? '';
    const stat = await this.look(place);
    if (stat === null) {
      if (isExpected) {
        problems.push(`${name} is gone`);
      }
      return null;
    }
    if (stat.kind !== 'file') {
      problems.push(`${name} is ${KINDS[stat.kind]} now; it was not read`);
      return null;
    }
    if (stat.sizeBytes > maxBytes) {
      problems.push(`${name} is not as the runner wrote it: it is too long`);
    }
    return stat;
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

/** For the record: how long an attempt took, as far as the hub saw. */
export function elapsedSeconds(startedAt: string | null, endedAt: Date): number | null {
  return startedAt === null
    ? null
    : Math.max(0, (endedAt.getTime() - Date.parse(startedAt)) / 1000);
}
