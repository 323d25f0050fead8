import type { z } from 'zod';

import type { BatchItem } from '../../hub/contract/batch-read.js';
import { splitPlace, type VolumeFile } from '../../hub/contract/common.js';
import type { Entry, ListEntriesQuery } from '../../hub/contract/files.js';
import { isTaskOver, type Task, type TaskRequest } from '../../hub/contract/tasks.js';
import type { TrashItem } from '../../hub/contract/trash.js';
import type { Quota, Volume } from '../../hub/contract/volumes.js';
import { Refusal, Reply, type Asked, type FakeHub } from './fake-hub.js';
import { FakeUploads } from './fake-uploads.js';
import { idOf } from './ids.js';

const GIB = 1024 ** 3;

interface Stored {
  readonly kind: 'file' | 'directory';
  readonly text: string;
  readonly version: number;
  readonly modifiedAt: string;
}

type ListQuery = z.output<typeof ListEntriesQuery>;

/** The volumes of the fake hub, with files that are but texts in memory. */
export class FakeVolumes {
  readonly tasks = new Map<string, Task>();
  readonly requests: TaskRequest[] = [];
  readonly trash: TrashItem[] = [];
  quotas: Quota[] = [
    quota('Storage', 'Kept for good and backed up.', 6.1 * GIB, 10 * GIB),
    quota('Temporary', 'Without a limit; old files are removed.', 2.4 * GIB, null)
  ];
  readonly uploads: FakeUploads;
  /** What was asked to be downloaded, each to be had once. */
  readonly downloads: (readonly VolumeFile[])[] = [];
  /** By place: `Storage/kim/persistent/a.txt`. */
  private readonly files = new Map<string, Stored>();
  /** Names of long folders, by how they were asked for; until anything changes. */
  private readonly sorted = new Map<string, string[]>();
  /** When files are removed, by place. */
  readonly dates = new Map<string, string>();
  private next = 500;

  constructor(
    private readonly hub: FakeHub,
    readonly volumes: Volume[]
  ) {
    const { handlers } = hub;
    handlers.set('listVolumes', () => ({ items: this.volumes, nextCursor: null }));
    handlers.set('getVolume', ({ params }) => this.volume(params['volume'] ?? ''));
    handlers.set('listQuotas', () => ({ items: this.quotas }));
    handlers.set('createVolume', ({ body }) => this.create(body as Partial<Volume>));
    handlers.set('changeVolume', ({ params, body }) =>
      this.change(this.volume(params['volume'] ?? '').id, body as Partial<Volume>)
    );
    handlers.set('deleteVolume', ({ params }) => this.remove(params['volume'] ?? ''));
    handlers.set('listEntries', asked => this.list(asked));
    handlers.set('readFile', ({ params }) => {
      const stored = this.file(params['place'] ?? '');
      return new Reply(stored.kind === 'file' ? stored.text : 'PK', {
        ETag: `"${etagOf(stored)}"`
      });
    });
    handlers.set('readFiles', ({ body }) => {
      const { files } = body as { files: VolumeFile[] };
      return { items: files.map(each => this.batchItem(each)) };
    });
    this.uploads = new FakeUploads(
      hub,
      place => this.refuseReadOnly(place),
      (place, text) => void this.put(place, text)
    );
    handlers.set('createDownload', ({ body }) => {
      const { files } = body as { files: VolumeFile[] };
      for (const { volume, path } of files) this.entryOf([volume, path].filter(Boolean).join('/'));
      this.downloads.push(files);
      const url = `/hub/api/v1/downloads/${this.downloads.length - 1}`;
      return { url, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    });
    handlers.set('useDownload', ({ params }) => this.download(Number(params['ticket'])));
    handlers.set('writeFile', asked => this.write(asked));
    handlers.set('makeFolder', ({ params }) => {
      const place = params['place'] ?? '';
      this.refuseReadOnly(place);
      if (this.files.has(place)) throw new Refusal('already-exists', 'It exists already');
      return this.put(place, null);
    });
    handlers.set('renameEntry', ({ params, body }) => {
      const from = params['place'] ?? '';
      const to = `${splitPlace(from)?.volume}/${(body as VolumeFile).path}`;
      this.refuseReadOnly(from);
      if (this.files.has(to))
        throw new Refusal('already-exists', 'There is something of this name');
      this.move(from, to);
      return this.entryOf(to);
    });
    handlers.set('deleteFile', ({ params }) => this.discard(params['place'] ?? ''));
    handlers.set('submitTask', ({ body }) => this.submit(body as TaskRequest));
    handlers.set('listTasks', () => ({
      items: [...this.tasks.values()].filter(task => !isTaskOver(task.state)),
      nextCursor: null
    }));
    handlers.set('cancelTask', ({ params }) =>
      this.changeTask(params['id'] ?? '', { state: 'cancelled', endedAt: now() })
    );
    handlers.set('listTrash', ({ query }) => ({
      items: this.trash.filter(item => item.volume === query['volume']),
      nextCursor: null
    }));
    handlers.set('restoreFromTrash', ({ params }) => {
      const item = this.takeFromTrash(params['id'] ?? '');
      this.put(`${item.volume}/${item.path}`, 'restored');
      return { volume: item.volume, path: item.path };
    });
    handlers.set('deleteFromTrash', ({ params }) => void this.takeFromTrash(params['id'] ?? ''));
    handlers.set('emptyTrash', () => ({ items: this.trash.splice(0).length }));
  }

  /** Puts a text, or a folder for null, with the folders above it. */
  put(place: string, text: string | null): Entry {
    const above = place.split('/').slice(0, -1).join('/');
    if (splitPlace(above)?.path && !this.files.has(above)) this.put(above, null);
    this.sorted.clear();
    this.files.set(place, {
      kind: text === null ? 'directory' : 'file',
      text: text ?? '',
      version: (this.files.get(place)?.version ?? 0) + 1,
      modifiedAt: now()
    });
    return this.entryOf(place);
  }

  /** Everything that there is, for a search. */
  places(): { place: string; isFolder: boolean; text: string }[] {
    return [...this.files].map(([place, { kind, text }]) => ({
      place,
      isFolder: kind === 'directory',
      text
    }));
  }

  /** Another program removes it, which nobody is told of. */
  vanish(place: string): void {
    this.files.delete(place);
    this.sorted.clear();
  }

  textOf(place: string): string | null {
    return this.files.get(place)?.text ?? null;
  }

  changeTask(id: string, change: Partial<Task>): Task {
    const before = this.tasks.get(id);
    if (!before) throw new Refusal('not-found', 'There is no such task');
    return this.takeTask({ ...before, ...change, version: before.version + 1 });
  }

  change(id: string, change: Partial<Volume>): Volume {
    const at = this.volumes.findIndex(volume => volume.id === id);
    const before = this.volumes[at];
    if (!before) throw new Refusal('not-found', 'There is no such volume');
    const name = change.name ?? before.name;
    const after: Volume = {
      ...before,
      ...change,
      address: before.address.replace(/[^/]+$/, name),
      version: before.version + 1
    };
    this.volumes[at] = after;
    return this.told(after);
  }

  private create({ root = '', name = '', title, description = '' }: Partial<Volume>): Volume {
    const address = `${root}/kim/${name}`;
    if (this.volumes.some(volume => volume.address === address)) {
      throw new Refusal('already-exists', 'You have a volume of this name');
    }
    const volume = makeVolume((this.next += 1), address, {
      title: title ?? name,
      description,
      privileges: ['read', 'write', 'grant'],
      usage: { bytes: 0, files: 0 }
    });
    this.volumes.push(volume);
    return this.told(volume);
  }

  private remove(idOrAddress: string): void {
    const volume = this.volume(idOrAddress);
    this.volumes.splice(this.volumes.indexOf(volume), 1);
    this.hub.emit({ type: 'volumeDeleted', id: volume.id, version: volume.version + 1 });
  }

  private told(volume: Volume): Volume {
    this.hub.emit({ type: 'volume', id: volume.id, version: volume.version, body: volume });
    return volume;
  }

  private volume(idOrAddress: string): Volume {
    const found = this.volumes.find(
      ({ id, address }) => id === idOrAddress || address === idOrAddress
    );
    if (!found) throw new Refusal('not-found', 'There is no such volume');
    return found;
  }

  private list({ params, query }: Asked) {
    const place = params['place'] ?? '';
    const entry = this.entryOf(place);
    if (query['stat'] || entry.kind === 'file') return { entry, items: [], nextCursor: null };
    const { limit, cursor, sort, descending, hidden } = query as ListQuery;
    const key = JSON.stringify([place, sort, descending, hidden]);
    const names = this.sorted.get(key) ?? this.namesIn(place, { sort, descending, hidden });
    this.sorted.set(key, names);
    const from = cursor ? names.indexOf(cursor) + 1 : 0;
    const page = names.slice(from, from + limit);
    return {
      entry,
      items: page.map(name => this.entryOf(name)),
      nextCursor: from + limit < names.length ? (page.at(-1) ?? null) : null
    };
  }

  private namesIn(
    place: string,
    wish: Pick<ListQuery, 'sort' | 'descending' | 'hidden'>
  ): string[] {
    const sizeOf = (name: string) => Buffer.byteLength(this.files.get(name)?.text ?? '');
    const isBySize = wish.sort === 'sizeBytes';
    const names = [...this.files.keys()]
      .filter(key => key.startsWith(`${place}/`) && !key.slice(place.length + 1).includes('/'))
      .filter(key => wish.hidden || !key.slice(place.length + 1).startsWith('.'))
      .sort((a, b) => (isBySize && sizeOf(a) - sizeOf(b)) || (a < b ? -1 : 1));
    return wish.descending ? names.reverse() : names;
  }

  private write({ params, body, headers }: Asked): Entry {
    const place = params['place'] ?? '';
    this.refuseReadOnly(place);
    const before = this.files.get(place);
    if (headers['if-none-match'] === '*' && before) {
      throw new Refusal('already-exists', 'It exists already');
    }
    const wanted = headers['if-match'];
    if (wanted && (!before || wanted !== `"${etagOf(before)}"`)) {
      throw new Refusal('changed-meanwhile', 'It was changed by somebody else meanwhile');
    }
    return this.put(place, String(body));
  }

  private download(ticket: number): Reply {
    const files = this.downloads[ticket] ?? [];
    const [first] = files;
    if (!first) throw new Refusal('not-found', 'This download is over');
    const place = [first.volume, first.path].filter(Boolean).join('/');
    const { kind, name } = this.entryOf(place);
    const isOne = files.length === 1 && kind === 'file';
    const saved = isOne ? name : `${files.length === 1 ? name : 'files'}.zip`;
    return new Reply(isOne ? this.file(place).text : 'PK', {
      'Content-Disposition': `attachment; filename="${saved}"`
    });
  }

  private discard(place: string): void {
    this.refuseReadOnly(place);
    const entry = this.entryOf(place);
    const where = splitPlace(place);
    this.sorted.clear();
    for (const key of [...this.files.keys()]) {
      if (key === place || key.startsWith(`${place}/`)) this.files.delete(key);
    }
    this.trash.unshift({
      id: idOf((this.next += 1)),
      volume: where?.volume ?? '',
      path: where?.path ?? '',
      name: entry.name,
      kind: entry.kind,
      sizeBytes: entry.sizeBytes,
      discardedBy: 'kim',
      discardedAt: now(),
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString()
    });
  }

  private takeFromTrash(id: string): TrashItem {
    const at = this.trash.findIndex(item => item.id === id);
    const [item] = at < 0 ? [] : this.trash.splice(at, 1);
    if (!item) throw new Refusal('not-found', 'There is no such thing in the trash');
    return item;
  }

  /** A task stands still until the test lets it go on. */
  private submit(request: TaskRequest): Task {
    this.requests.push(request);
    return this.takeTask({
      id: idOf((this.next += 1)),
      kind: request.kind,
      state: 'running',
      cancelling: false,
      sources: request.sources,
      target: request.target,
      conflict: request.conflict,
      progress: {
        files: 0,
        filesTotal: null,
        bytes: 0,
        bytesTotal: null,
        bytesPerSecond: null,
        remainingSeconds: null
      },
      results: [],
      warnings: [],
      reason: null,
      createdAt: now(),
      startedAt: now(),
      endedAt: null,
      version: 1
    });
  }

  private takeTask(task: Task): Task {
    this.tasks.set(task.id, task);
    this.hub.emit({ type: 'task', id: task.id, version: task.version, body: task });
    return task;
  }

  private move(from: string, to: string): void {
    this.sorted.clear();
    for (const [key, stored] of [...this.files]) {
      if (key !== from && !key.startsWith(`${from}/`)) continue;
      this.files.delete(key);
      this.files.set(to + key.slice(from.length), stored);
    }
  }

  private file(place: string): Stored {
    const stored = this.files.get(place);
    if (!stored) throw new Refusal('not-found', 'There is no such file');
    return stored;
  }

  private batchItem({ volume, path }: VolumeFile): BatchItem {
    const text = this.textOf(`${volume}/${path}`);
    return {
      volume,
      path,
      outcome: text === null ? 'notFound' : 'found',
      encoding: text === null ? null : 'utf-8',
      content: text,
      sizeBytes: text?.length ?? null,
      etag: null
    };
  }

  private entryOf(place: string): Entry {
    const where = splitPlace(place);
    if (where?.path === '') {
      this.volume(where.volume);
      return {
        name: '',
        kind: 'directory',
        sizeBytes: 0,
        modifiedAt: now(),
        etag: 'root',
        expiresAt: null
      };
    }
    const stored = this.file(place);
    return {
      name: place.split('/').at(-1) ?? '',
      kind: stored.kind,
      sizeBytes: Buffer.byteLength(stored.text),
      modifiedAt: stored.modifiedAt,
      etag: etagOf(stored),
      expiresAt: this.dates.get(place) ?? null
    };
  }

  private refuseReadOnly(place: string): void {
    const volume = this.volume(splitPlace(place)?.volume ?? '');
    if (!volume.privileges.includes('write')) throw new Refusal('not-allowed', 'You may not write');
  }
}

/** A volume as the hub would tell it; whose it is, its address says. */
export function makeVolume(number: number, address: string, more: Partial<Volume> = {}): Volume {
  const parts = address.split('/');
  const name = parts.at(-1) ?? '';
  const isData = parts[0] === 'Data';
  return {
    id: idOf(number),
    address,
    kind: isData ? 'data' : 'user',
    root: parts[0] ?? '',
    owner: isData ? null : (parts[1] ?? null),
    name,
    title: name,
    description: '',
    privileges: ['read'],
    sharing: isData ? 'public' : 'private',
    isDefault: false,
    mountPath: isData ? name : address,
    usage: null,
    expiry: null,
    overQuota: false,
    version: 1,
    createdAt: '2026-01-01T00:00:00Z',
    ...more
  };
}

function quota(root: string, description: string, bytes: number, bytesLimit: number | null): Quota {
  return {
    root,
    title: root,
    description,
    mayCreate: true,
    bytes: Math.round(bytes),
    bytesLimit,
    files: 1_200,
    filesLimit: null,
    trashBytes: 0,
    countedAt: now(),
    readOnlyAt: null
  };
}

function etagOf(stored: Stored): string {
  return `${stored.version}-${stored.modifiedAt}`;
}

function now(): string {
  return new Date().toISOString();
}
