import { join } from 'node:path';

import type { Place } from '../files/ports.js';
import type { SnapshotRow } from './types.js';

/** What there is of one snapshot on disk; see `VolumeFiles.snapshotTree`. */
export class SnapshotPlaces {
  /** @param directory - absolute; holds a shelf for each volume, which no user can write to */
  constructor(private readonly directory: string) {}

  shelf(volumeId: string): Place {
    return { directory: this.directory, path: volumeId };
  }

  /** Top of what a snapshot holds. */
  tree({ volumeId, name }: Pick<SnapshotRow, 'volumeId' | 'name'>): string {
    return join(this.directory, volumeId, 'trees', name);
  }

  /** Everything there may be of it. The tree goes first: what is known of its files is nothing without it. */
  all({ id, volumeId, name }: SnapshotRow): Place[] {
    return [`making/${id}`, `trees/${name}`, `indexes/${id}`].map(path => ({
      directory: this.directory,
      path: `${volumeId}/${path}`
    }));
  }
}

/** Name of the directory of a snapshot: `2026-11-21T07-40-12Z`. */
export function nameAt(takenAt: Date): string {
  return `${takenAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}
