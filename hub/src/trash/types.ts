import type { TrashItem } from '../../contract/trash.js';

/**
 * What happens to something in the trash. It is on record before it is done: what a crash left between the two is
 * settled afterwards by looking where the thing is.
 */
export type TrashState = 'discarding' | 'kept' | 'restoring' | 'deleting';

export interface TrashRow {
  readonly id: string;
  readonly volumeId: string;
  readonly state: TrashState;
  /** Where it was. */
  readonly path: string;
  /** Where it is being put back to. */
  readonly target: string | null;
  readonly kind: TrashItem['kind'];
  readonly sizeBytes: number | null;
  readonly discardedBy: string | null;
  readonly discardedAt: string;
}
