import type { Volume } from '../volumes/types.js';

export interface ExpiryVolumes {
  all(): readonly Volume[];
  byId(id: string): Volume | null;
}

/** A job that waits or runs. */
export interface UsingJob {
  readonly createdAt: string;
  /** Id of the volume with its working folder, and the folder's path there. */
  readonly workingVolume: string;
  readonly workingPath: string;
}

export interface ExpiryJobs {
  /** Jobs that wait or run with this volume. */
  using(volume: Volume): readonly UsingJob[];
}

/** Whom to tell that a volume holds less than before. */
export interface ExpiryUsage {
  countAll(volumes: readonly Volume[]): void;
}

/** Tells everybody who sees a volume how it is now. */
export interface ExpiryAudience {
  announce(volume: Volume): void;
}
