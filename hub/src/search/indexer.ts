import { setTimeout as pause } from 'node:timers/promises';

import type { Clock } from '../clock.js';
import type { Volume } from '../volumes/types.js';
import { FolderReader, pathOf } from './folder-reader.js';
import type { LookedThrough, SearchableVolumes, VolumeReader } from './ports.js';
import type { IndexedVolume, SearchStore } from './store.js';

/** What lies deeper is not looked for: the way to it costs a step for each folder above, each time. */
const DEEPEST = 64;

export interface IndexerParts {
  readonly store: SearchStore;
  readonly volumes: SearchableVolumes;
  readonly files: LookedThrough;
  readonly readers: readonly VolumeReader[];
  readonly clock: Clock;
  readonly settings: IndexerSettings;
  readonly log: { warn(fields: object, message: string): void };
}

export interface IndexerSettings {
  /** Files and folders of one volume that can be found; those nearer to its top come first. */
  readonly entriesPerVolume: number;
  /** After so many hours a volume is looked through again, since containers write to it unseen. */
  readonly everyHours: number;
  /** How long folders that changed are left to change further. */
  readonly restMs: number;
}

/** What is to be looked at: a volume with everything in it, or a folder in which something changed. */
type Errand =
  | { readonly kind: 'volume'; readonly volumeId: string }
  | { readonly kind: 'folder'; readonly volumeId: string; readonly folder: string };

/**
 * Keeps what can be found in step with what is there: looks through each volume by schedule, and again at folders that
 * the hub changed. One errand after the other, in the background; a folder that is changed all the time is read now and
 * then.
 */
export class SearchIndexer {
  private readonly waiting = new Map<string, Errand>();
  private working: Promise<void> | null = null;
  private readonly closing = new AbortController();
  private readonly reader: FolderReader;

  constructor(private readonly parts: IndexerParts) {
    this.reader = new FolderReader(parts.store, parts.files, this.closing.signal);
  }

  /** Looks through volumes that were not for a while, and forgets those that are gone. */
  passAll(): void {
    const { store, volumes, clock, settings } = this.parts;
    const due = clock().getTime() - settings.everyHours * 3_600_000;
    const live = volumes.all();
    for (const { id } of live) {
      const readAt = store.volume(id)?.readAt ?? null;
      if (readAt === null || Date.parse(readAt) <= due) {
        this.add({ kind: 'volume', volumeId: id });
      }
    }
    const ids = new Set(live.map(({ id }) => id));
    for (const volumeId of store.volumeIds().filter(id => !ids.has(id))) {
      this.add({ kind: 'volume', volumeId });
    }
  }

  /** Looks through a volume soon, or forgets it when it is gone. */
  pass(volumeId: string): void {
    this.add({ kind: 'volume', volumeId });
  }

  /** Something at this path came, went or became another. */
  touched(volumeId: string, path: string): void {
    for (const reader of this.parts.readers) {
      const volume = path === reader.path ? this.parts.volumes.byId(volumeId) : null;
      if (volume) {
        void this.let(reader, volume);
      }
    }
    if (!path.split('/').some(segment => segment.startsWith('.'))) {
      const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      this.add({ kind: 'folder', volumeId, folder });
    }
  }

  /** Something was written into a folder, by whomever. */
  arrived(volumeId: string, folder: string): void {
    this.add({ kind: 'folder', volumeId, folder });
  }

  /** Resolves once nothing is left to do. */
  async idle(): Promise<void> {
    while (this.working) {
      await this.working;
    }
  }

  async close(): Promise<void> {
    this.waiting.clear();
    this.closing.abort();
    await this.working;
  }

  private add(errand: Errand): void {
    if (this.closing.signal.aborted) {
      return;
    }
    const { kind, volumeId } = errand;
    this.waiting.set(kind === 'folder' ? `${volumeId}/${errand.folder}` : volumeId, errand);
    this.working ??= this.work().finally(() => {
      this.working = null;
    });
  }

  private async work(): Promise<void> {
    const { signal } = this.closing;
    const { restMs } = this.parts.settings;
    await pause(restMs, undefined, { signal }).catch(() => undefined);
    for (let [next] = this.waiting; next; [next] = this.waiting) {
      const [key, errand] = next;
      this.waiting.delete(key);
      const since = performance.now();
      try {
        await this.run(errand);
      } catch (err) {
        if (!signal.aborted) {
          this.parts.log.warn({ err, volume: errand.volumeId }, 'a volume was not looked through');
        }
      }
      // A folder that somebody fills all the time must not be read all the time.
      const restsMs = errand.kind === 'folder' ? performance.now() - since : 0;
      await pause(restsMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async run(errand: Errand): Promise<void> {
    const { store, volumes, readers } = this.parts;
    const volume = volumes.byId(errand.volumeId);
    if (!volume) {
      await this.forget(errand.volumeId);
      return;
    }
    const indexed = store.ensureVolume(volume.id);
    if (errand.kind === 'folder' && indexed.readAt !== null) {
      await this.readBelow(indexed, volume, this.nearestKnown(indexed.number, errand.folder));
      return;
    }
    await this.readAll(indexed, volume);
    await Promise.all(readers.map(reader => this.let(reader, volume)));
  }

  /** From the top down, level by level: where there is too much, it is the depth that is left out. */
  private async readAll(indexed: IndexedVolume, volume: Volume): Promise<void> {
    const { store, clock, settings } = this.parts;
    const { number } = indexed;
    const visited = new Set<string>();
    let room = settings.entriesPerVolume;
    let isCut = false;
    for (let level = [''], depth = 0; level.length > 0 && !isCut; depth++) {
      const next: string[] = [];
      for (const folder of level) {
        const read = await this.reader.read(number, volume, folder, room);
        visited.add(folder);
        isCut ||= read.entries > room;
        room -= Math.min(room, read.entries);
        next.push(...(read.folders ?? []).map(({ name }) => pathOf({ folder, name })));
        if (isCut) {
          break;
        }
      }
      level = next;
      isCut ||= level.length > 0 && (room === 0 || depth === DEEPEST);
    }
    for (const folder of store.folders(number).filter(each => !visited.has(each))) {
      await this.reader.removeBelow(number, folder);
    }
    store.wasRead(number, clock().toISOString(), isCut);
  }

  /** A folder, and what is new below it. */
  private async readBelow(
    { number }: IndexedVolume,
    volume: Volume,
    folder: string
  ): Promise<void> {
    const { store, settings } = this.parts;
    const todo = [folder];
    let room = settings.entriesPerVolume - store.count(number);
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const before = store.inFolder(number, next).length;
      const most = Math.max(0, room) + before;
      const { entries, folders } = await this.reader.read(number, volume, next, most);
      if (entries > most) {
        store.wasCut(number);
        return;
      }
      room -= entries - before;
      const below = (folders ?? []).filter(({ isNew }) => isNew);
      if (below.length > 0 && depthOf(next) >= DEEPEST) {
        store.wasCut(number);
      } else {
        todo.push(...below.map(({ name }) => pathOf({ folder: next, name })));
      }
    }
  }

  /** The folder itself where it is known, else the nearest one above. */
  private nearestKnown(number: number, folder: string): string {
    let at = folder;
    while (at !== '') {
      const cut = at.lastIndexOf('/');
      const above = at.slice(0, Math.max(0, cut));
      if (this.parts.store.entry(number, above, at.slice(cut + 1))?.isFolder) {
        return at;
      }
      at = above;
    }
    return '';
  }

  private async forget(volumeId: string): Promise<void> {
    const { store, readers } = this.parts;
    readers.forEach(reader => reader.forget(volumeId));
    const indexed = store.volume(volumeId);
    if (indexed) {
      await this.reader.removeBelow(indexed.number, '');
      store.removeVolume(indexed.number);
    }
  }

  private async let(reader: VolumeReader, volume: Volume): Promise<void> {
    await reader.refresh(volume).catch((err: unknown) => {
      this.parts.log.warn({ err, volume: volume.address }, `${reader.path} was not read`);
    });
  }
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}
