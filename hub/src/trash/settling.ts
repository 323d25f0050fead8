import { decodeTime } from 'ulid';

import { Id } from '../../contract/common.js';
import { TRASH_FOLDER } from '../../contract/trash.js';
import { hasCode } from '../errors.js';
import { gone } from '../files/gone.js';
import type { EntryStat, Place, VolumeFiles } from '../files/ports.js';
import type { Volume } from '../volumes/types.js';
import { trashPlaces } from './places.js';
import type { TrashStore } from './store.js';
import type { TrashRow } from './types.js';

/** Things looked after that nobody has on record, at one time. */
const MAX_ORPHANS = 1000;

/** Makes rows and files of the trash agree, after a crash or when the answer to a rename was lost. */
export class Settling {
  constructor(
    private readonly store: TrashStore,
    private readonly files: VolumeFiles
  ) {}

  /**
   * Finds out where a thing is that was being moved, and puts the row right. What was to be deleted is deleted.
   * @returns the row if the thing is in the trash
   */
  async settle(row: TrashRow, volume: Volume): Promise<TrashRow | null> {
    switch (row.state) {
      case 'kept':
        return row;
      case 'discarding':
        return this.moved(volume, row, row.path);
      case 'restoring':
        return this.moved(volume, row, row.target ?? row.path);
      case 'deleting':
        await this.forget(volume, row);
        return null;
    }
  }

  /** Removes it from the trash, if it is there, and from the record. */
  async forget(volume: Volume, row: TrashRow): Promise<void> {
    await gone(this.files.remove(trashPlaces(volume, row.id, row.path).folder));
    this.store.delete(row.id);
  }

  /** Puts on record what lies in a trash without being known, with what can be known of it. */
  async adopt(volume: Volume): Promise<void> {
    const { directory } = volume;
    const found = await this.list({ directory, path: TRASH_FOLDER });
    const known = this.store.idsIn(volume.id);
    for (const { name: id, kind } of found) {
      if (kind !== 'directory' || !Id.safeParse(id).success || known.has(id)) {
        continue;
      }
      const [thing] = await this.list({ directory, path: `${TRASH_FOLDER}/${id}` });
      // Meanwhile somebody may have discarded or deleted it.
      if (thing && !this.store.find(id)) {
        this.store.insert({
          id,
          volumeId: volume.id,
          state: 'kept',
          path: thing.name,
          target: null,
          kind: thing.kind,
          sizeBytes: thing.kind === 'directory' ? null : thing.sizeBytes,
          discardedBy: null,
          discardedAt: new Date(decodeTime(id)).toISOString()
        });
      }
    }
  }

  /** @param elsewhere - where the thing is if it is not in the trash */
  private async moved(volume: Volume, row: TrashRow, elsewhere: string): Promise<TrashRow | null> {
    const { thing } = trashPlaces(volume, row.id, row.path);
    const other = { directory: volume.directory, path: elsewhere };
    const [here, there] = [await this.stat(thing), await this.stat(other)];
    const toTrash = row.state === 'discarding';
    // A file gets its new name before it loses the old one.
    const hasBoth = here && there && here.kind !== 'directory' && here.etag === there.etag;
    if (hasBoth) {
      await gone(this.files.remove(toTrash ? other : thing));
    }
    // A folder's new name is taken by an empty one before the folder gets it.
    const isHeldFree =
      toTrash && here?.kind === 'directory' && there && (await this.isEmpty(thing));
    if (here && !isHeldFree && (toTrash || !hasBoth)) {
      return this.kept(row);
    }
    await this.forget(volume, row);
    return null;
  }

  private kept(row: TrashRow): TrashRow {
    const kept: TrashRow = { ...row, state: 'kept', target: null };
    this.store.update(kept, row.state);
    return kept;
  }

  private async isEmpty(place: Place): Promise<boolean> {
    return (await this.list(place, 1)).length === 0;
  }

  /** Null also when the way there is gone. */
  private async stat(place: Place): Promise<EntryStat | null> {
    try {
      return await this.files.stat(place);
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return null;
      }
      throw error;
    }
  }

  private async list(place: Place, limit = MAX_ORPHANS): Promise<EntryStat[]> {
    try {
      return await this.files.list(place, { limit });
    } catch (error) {
      if (hasCode(error, 'not-found')) {
        return [];
      }
      throw error;
    }
  }
}
