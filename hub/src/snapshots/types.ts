import type { Snapshot } from '../../contract/snapshots.js';

/** `deleting`: not there any more for anybody; its bytes go. */
export type SnapshotState = Snapshot['state'] | 'deleting';

export interface SnapshotRow {
  readonly id: string;
  readonly volumeId: string;
  /** Of its directory: a moment as people read it, unique in its volume. */
  readonly name: string;
  readonly state: SnapshotState;
  readonly cause: Snapshot['cause'];
  readonly madeBy: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly addedBytes: number;
  readonly warnings: readonly string[];
  readonly takenAt: string;
}
