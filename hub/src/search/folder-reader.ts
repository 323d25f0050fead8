import { setImmediate as soon } from 'node:timers/promises';

import { AppError } from '../errors.js';
import type { Volume } from '../volumes/types.js';
import type { LookedThrough } from './ports.js';
import type { IndexedEntry, SearchStore } from './store.js';

/** The README of a folder; exactly so. */
export const README = 'README.md';

/** Bytes of a README by which it can be found. */
const README_BYTES = 64 * 1024;

/** Names asked for at once. */
const NAMES_AT_ONCE = 5000;

/** Rows written in one transaction: some milliseconds, in which the hub does nothing else. */
const ROWS_AT_ONCE = 100;

/** What became of a folder. */
export interface FolderRead {
  /** Names of the folders in it; null when it is not there. */
  readonly folders: readonly { readonly name: string; readonly isNew: boolean }[] | null;
  /** Everything that it holds. */
  readonly entries: number;
}

/** Makes rows say what a folder holds; in small steps, so that nobody waits for them. */
export class FolderReader {
  constructor(
    private readonly store: SearchStore,
    private readonly files: LookedThrough,
    private readonly signal: AbortSignal
  ) {}

  /** @param most - entries beyond are left out */
  async read(number: number, volume: Volume, folder: string, most: number): Promise<FolderRead> {
    const known = new Map(this.store.inFolder(number, folder).map(entry => [entry.name, entry]));
    const fresh: { name: string; isFolder: boolean }[] = [];
    const folders: { name: string; isNew: boolean }[] = [];
    let entries = 0;
    let hasReadme = false;
    try {
      for await (const { name, isFolder } of this.namesIn(volume, folder)) {
        entries += 1;
        if (entries > most) {
          break;
        }
        const before = known.get(name);
        const isSame = before?.isFolder === isFolder;
        if (isSame) {
          known.delete(name);
        } else {
          fresh.push({ name, isFolder });
        }
        if (isFolder) {
          folders.push({ name, isNew: !isSame });
        }
        hasReadme ||= name === README && !isFolder;
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'files-unavailable') {
        throw error;
      }
      // Not there, not readable, or too large: nothing in it can be found.
      await this.removeBelow(number, folder);
      return { folders: null, entries: 0 };
    }
    for (const gone of known.values()) {
      await this.removeEntry(number, gone);
    }
    await this.inSteps(fresh, some =>
      some.forEach(entry => this.store.add(number, { folder, ...entry }))
    );
    if (hasReadme) {
      await this.readReadme(number, volume, folder);
    }
    return { folders, entries };
  }

  async removeEntry(number: number, entry: IndexedEntry): Promise<void> {
    if (entry.isFolder) {
      await this.removeBelow(number, pathOf(entry));
    }
    this.store.transaction(() => this.store.remove(number, [entry]));
  }

  async removeBelow(number: number, folder: string): Promise<void> {
    for (;;) {
      const some = this.store.someBelow(number, folder, ROWS_AT_ONCE);
      if (some.length === 0) {
        return;
      }
      this.signal.throwIfAborted();
      this.store.transaction(() => this.store.remove(number, some));
      await soon();
    }
  }

  private async *namesIn(volume: Volume, folder: string) {
    const place = { directory: volume.directory, path: folder };
    let after: string | null = null;
    do {
      this.signal.throwIfAborted();
      const options = { limit: NAMES_AT_ONCE, ...(after === null ? {} : { after }) };
      const { items, next }: Awaited<ReturnType<LookedThrough['names']>> = await this.files.names(
        place,
        options
      );
      yield* items;
      after = next;
    } while (after !== null);
  }

  private async readReadme(number: number, volume: Volume, folder: string): Promise<void> {
    const entry = this.store.entry(number, folder, README);
    const place = { directory: volume.directory, path: folder ? `${folder}/${README}` : README };
    const stat = entry && (await this.files.stat(place));
    if (!stat || this.store.readmeEtag(entry.id) === stat.etag) {
      return;
    }
    const [head] = await this.files.readTails([{ place, from: 0, maxBytes: README_BYTES }]);
    const text = head?.bytes?.toString('utf8') ?? '';
    this.store.transaction(() => this.store.setReadme(number, entry, { etag: stat.etag, text }));
  }

  /** Between two steps others get as long as one took. */
  private async inSteps<Item>(items: readonly Item[], write: (some: readonly Item[]) => void) {
    for (let at = 0; at < items.length; at += ROWS_AT_ONCE) {
      this.signal.throwIfAborted();
      this.store.transaction(() => write(items.slice(at, at + ROWS_AT_ONCE)));
      await soon();
    }
  }
}

export function pathOf({ folder, name }: Pick<IndexedEntry, 'folder' | 'name'>): string {
  return folder ? `${folder}/${name}` : name;
}
