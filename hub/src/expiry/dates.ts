import type { Entry } from '../../contract/files.js';
import type { Expiry } from '../../contract/volumes.js';
import type { RootConfig } from '../settings-file.js';
import type { EntryStat, VolumeFiles } from '../files/ports.js';
import { isReserved } from '../files/reserved.js';
import type { Database } from '../sqlite/database.js';
import type { Volume } from '../volumes/types.js';
import { later, removalDate } from './date.js';
import { ExpiryStore } from './store.js';

/** When files of volumes are removed, for those who show them. */
export class ExpiryDates {
  private readonly store: ExpiryStore;

  constructor(
    database: Database,
    private readonly files: Pick<VolumeFiles, 'stat'>,
    private readonly roots: readonly RootConfig[]
  ) {
    this.store = new ExpiryStore(database);
  }

  /** After how many days without a change files of the volume are removed; null: never. */
  daysOf(volume: Pick<Volume, 'root'>): number | null {
    return this.roots.find(({ name }) => name === volume.root)?.expiresAfterDays ?? null;
  }

  expiryOf(volume: Pick<Volume, 'id' | 'root'>): Expiry | null {
    const days = this.daysOf(volume);
    if (days === null) {
      return null;
    }
    const oldestAt = this.store.find(volume.id)?.oldestAt ?? null;
    return { days, nextAt: oldestAt === null ? null : removalDate(oldestAt, days) };
  }

  /**
   * Entries of one folder, with their dates.
   * @param folder - its path in the volume
   */
  async dated(volume: Volume, folder: string, entries: readonly EntryStat[]): Promise<Entry[]> {
    const days = this.daysOf(volume);
    if (days === null || isReserved(folder)) {
      return entries.map(entry => entryOf(entry, null));
    }
    const arrivedAt = await this.arrivalAbove(volume, folder);
    return entries.map(entry => {
      const expires = entry.kind !== 'directory' && !(folder === '' && isReserved(entry.name));
      return entryOf(entry, expires ? removalDate(later(entry.touchedAt, arrivedAt), days) : null);
    });
  }

  /** Puts on record that a folder comes back from the trash now, before it does. */
  arrives(volume: Volume, inode: string, at: string): void {
    if (this.daysOf(volume) !== null) {
      this.store.addArrival(volume.id, { inode, arrivedAt: at });
    }
  }

  /** When the last of these came back from the trash: the folder, or one above it. Empty: none did. */
  private async arrivalAbove(volume: Volume, folder: string): Promise<string> {
    const arrivals = new Map(
      this.store.arrivals(volume.id).map(({ inode, arrivedAt }) => [inode, arrivedAt])
    );
    let latest = '';
    for (let path = folder; path !== '' && arrivals.size > 0; path = parentOf(path)) {
      const stat = await this.files.stat({ directory: volume.directory, path });
      latest = later(latest, arrivals.get(stat?.inode ?? '') ?? '');
    }
    return latest;
  }
}

/** An entry as the API shows it. */
export function entryOf(stat: EntryStat, expiresAt: string | null): Entry {
  const { name, kind, sizeBytes, modifiedAt, etag } = stat;
  return { name, kind, sizeBytes, modifiedAt, etag, expiresAt };
}

export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}
