import type { VolumeFile, VolumeMount } from '../../contract/common.js';
import type { CellOutcome, JobProgress, JobState, Parameters } from '../../contract/jobs.js';

/** A request with every default filled in: what the row keeps and what a rerun submits again. */
export interface JobSpec {
  readonly kind: 'notebook';
  /** Where it was submitted from; null when its content was sent along. */
  readonly notebook: VolumeFile | null;
  /** File name that the executed notebook gets in the working folder. */
  readonly notebookName: string;
  readonly parameters: Parameters;
  readonly image: { readonly id: string; readonly title: string; readonly digest: string | null };
  /** Always with the volume of the working folder, writable. */
  readonly volumes: readonly VolumeMount[];
  readonly startIn: 'notebookFolder' | 'workingFolder';
  readonly timeLimitSeconds: number;
  readonly resources: { readonly cores: number; readonly memoryBytes: number };
  readonly environment: Readonly<Record<string, string>>;
  readonly rerunnable: boolean;
}

/** The end that somebody asked for; it names the state in which the job ends. */
export type Wish = 'cancelled' | 'timedOut';

export interface JobRow {
  readonly id: string;
  readonly ownerId: string;
  readonly domain: string;
  readonly name: string;
  readonly spec: JobSpec;
  readonly state: JobState;
  readonly desired: Wish | null;
  readonly reason: string | null;
  readonly warnings: readonly string[];
  readonly progress: JobProgress | null;
  readonly cells: readonly CellOutcome[];
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Number of the present attempt, 0 before the first. */
  readonly attempt: number;
  readonly notebookSha256: string;
  readonly workingVolume: string;
  readonly workingPath: string;
  readonly resultPath: string | null;
  readonly tags: readonly string[];
  readonly idempotencyKey: string | null;
  readonly requestSha256: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly version: number;
}

export interface AttemptRow {
  readonly jobId: string;
  readonly number: number;
  /** Name of its container and of its control directory. */
  readonly key: string;
  readonly intentAt: string;
  readonly startedAt: string | null;
  readonly deadlineAt: string | null;
  readonly endedAt: string | null;
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  readonly verdictSource: 'result' | 'engine' | 'hub' | null;
  readonly removedAt: string | null;
}

export interface TransitionRow {
  readonly attempt: number;
  readonly at: string;
  readonly from: JobState | null;
  readonly to: JobState;
  readonly why: string;
}
