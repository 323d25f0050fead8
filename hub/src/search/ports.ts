import type { VolumeFiles } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';

/** How the index looks into volumes. */
export type LookedThrough = Pick<VolumeFiles, 'names' | 'stat' | 'readTails'>;

/** Which volumes there are. */
export interface SearchableVolumes {
  byId(id: string): Volume | null;
  all(): Volume[];
}

/** Reads what else a volume says of itself, whenever it is looked through or that file changed. */
export interface VolumeReader {
  /** Path of the file in each volume. */
  readonly path: string;
  refresh(volume: Volume): Promise<void>;
  /** The volume is gone. */
  forget(volumeId: string): void;
}
