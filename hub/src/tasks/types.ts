import type { Task, TaskConflict, TaskKind, TaskState } from '../../contract/tasks.js';

/** A file of a volume that is named by id: names change. */
export interface VolumePlace {
  readonly volumeId: string;
  readonly path: string;
}

/** What was asked for. */
export interface Request {
  readonly sources: readonly VolumePlace[];
  readonly target: VolumePlace | null;
  readonly conflict: TaskConflict;
  /** Whether it was asked for with an administrator's rights. */
  readonly asAdmin: boolean;
  /** The sources are what this snapshot of their volume holds, not what is in the volume now. */
  readonly snapshotId?: string;
}

/** What is about to be done with the present source, on record before it is done. */
export type NextStep =
  /** It gets this name in the target folder. */
  | { readonly do: 'name'; readonly name: string }
  /** What bears its name there goes into the trash under this id. */
  | { readonly do: 'makeRoom'; readonly trashId: string }
  /** The copy has this name; the original goes into the trash under this id. */
  | { readonly do: 'discard'; readonly name: string | null; readonly trashId: string };

/** How far it is: enough for another process to go on. */
export interface Work {
  /** Index of the present source. */
  readonly at: number;
  readonly step: NextStep | null;
  readonly results: readonly VolumePlace[];
  /** Null until counted. */
  readonly total: { readonly files: number; readonly bytes: number } | null;
  /** Of the sources before the present one. */
  readonly done: { readonly files: number; readonly bytes: number };
  /** Since the machine was started: a copy that was not yet on the disk then is not to be trusted. */
  readonly bootId: string | null;
  /** Why it fails, once its unfinished copy is removed. */
  readonly failure: string | null;
}

export interface TaskRow {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: TaskKind;
  readonly state: TaskState;
  readonly cancelling: boolean;
  readonly request: Request;
  readonly work: Work;
  readonly progress: Task['progress'];
  readonly warnings: readonly string[];
  readonly reason: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly version: number;
}
