import type { VolumeFile } from '../../hub/contract/common.js';
import type { Entry } from '../../hub/contract/files.js';
import type { Snapshot } from '../../hub/contract/snapshots.js';
import type { Task } from '../../hub/contract/tasks.js';
import { Refusal, Reply, type FakeHub } from './fake-hub.js';
import type { FakeVolumes } from './fake-volumes.js';
import { idOf } from './ids.js';

/** What a snapshot holds: texts by path, null for a folder. */
type Content = Readonly<Record<string, string | null>>;

interface Restored {
  readonly snapshot: string;
  readonly path: string;
  readonly conflict: string;
  readonly target?: { readonly volume: string; readonly path: string };
}

/** Snapshots of the fake hub. */
export class FakeSnapshots {
  /** Everything that was asked to be restored. */
  readonly restored: Restored[] = [];
  /** While true, lists are refused. */
  fails = false;
  private readonly kept: { snapshot: Snapshot; content: Content; at: string }[] = [];
  private next = 900;

  constructor(
    private readonly hub: FakeHub,
    private readonly files: FakeVolumes
  ) {
    const { handlers } = hub;
    handlers.set('listSnapshots', ({ query }) => {
      if (this.fails) throw new Refusal('files-unavailable', 'The files worker does not answer');
      const { address } = this.volume(String(query['volume']));
      const path = query['path'] === undefined ? null : String(query['path']);
      const items = this.kept
        .filter(({ snapshot }) => snapshot.volume === address)
        .map(({ snapshot, content, at }) => ({
          ...snapshot,
          entry: path === null ? null : entryOf(content, path, at)
        }));
      const isKept = address.startsWith('Storage/');
      const schedule = { everyHours: 24, keepLast: 3, keepDays: 14, keepWeeks: 8 };
      return { items, nextCursor: null, schedule: isKept ? schedule : null };
    });
    handlers.set('makeSnapshot', ({ body }) => {
      const { id, address } = this.volume((body as { volume: string }).volume);
      const made = this.take(address, 0, {}, { cause: 'asked', state: 'making' });
      hub.emit({ type: 'snapshots', id });
      return made;
    });
    handlers.set('deleteSnapshot', ({ params }) => {
      const at = this.kept.findIndex(({ snapshot }) => snapshot.id === params['id']);
      this.kept.splice(at, 1);
    });
    handlers.set('listSnapshotEntries', asked => {
      const { content, at } = this.contentOf(asked.params['id']);
      const path = String(asked.query['path']);
      const entry = entryOf(content, path, at);
      if (!entry) throw new Refusal('not-found', 'There is nothing at this path');
      const prefix = path === '' ? '' : `${path}/`;
      const items = Object.keys(content)
        .filter(name => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'))
        .filter(name => name !== path)
        .map(name => entryOf(content, name, at));
      return { entry, items, nextCursor: null };
    });
    const [forVolumes, ofVolumes] = ['createDownload', 'useDownload'].map(id => handlers.get(id));
    handlers.set('createDownload', asked => {
      const { files, snapshot } = asked.body as { files: VolumeFile[]; snapshot?: string };
      if (snapshot === undefined) return forVolumes?.(asked);
      const path = encodeURIComponent(`${snapshot} ${files[0]?.path}`);
      const expiresAt = new Date(Date.now() + 60_000).toISOString();
      return { url: `/hub/api/v1/downloads/${path}`, expiresAt };
    });
    handlers.set('useDownload', asked => {
      const [id = '', path] = (asked.params['ticket'] ?? '').split(' ');
      if (path === undefined) return ofVolumes?.(asked);
      const text = this.contentOf(id).content[path] ?? 'PK';
      const name = path.slice(path.lastIndexOf('/') + 1);
      return new Reply(text, { 'Content-Disposition': `attachment; filename="${name}"` });
    });
    handlers.set('restoreSnapshot', ({ params, body }) => {
      this.restored.push({ snapshot: params['id'] ?? '', ...(body as Omit<Restored, 'snapshot'>) });
      return this.task();
    });
  }

  /** The newest one is taken last. */
  take(volume: string, hoursAgo: number, content: Content, more: Partial<Snapshot> = {}): Snapshot {
    const at = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
    const texts = Object.values(content).filter(text => text !== null);
    const snapshot: Snapshot = {
      id: idOf((this.next += 1)),
      volume,
      state: 'whole',
      cause: 'schedule',
      takenAt: at,
      files: texts.length,
      bytes: texts.join('').length,
      addedBytes: texts.length * 4096,
      warnings: [],
      entry: null,
      ...more
    };
    this.kept.unshift({ snapshot, content, at });
    return snapshot;
  }

  /** Ends the making of all that are being made. */
  finish(): void {
    for (const one of this.kept) one.snapshot = { ...one.snapshot, state: 'whole' };
    for (const { id } of this.files.volumes) this.hub.emit({ type: 'snapshots', id });
  }

  private volume(idOrAddress: string) {
    const found = this.files.volumes.find(
      ({ id, address }) => id === idOrAddress || address === idOrAddress
    );
    if (!found) throw new Refusal('not-found', 'There is no such volume');
    return found;
  }

  private contentOf(id: string | undefined) {
    const found = this.kept.find(({ snapshot }) => snapshot.id === id);
    if (!found) throw new Refusal('not-found', 'There is no such snapshot');
    return found;
  }

  private task(): Task {
    const now = new Date().toISOString();
    const counted = { files: 1, filesTotal: 1, bytes: 1, bytesTotal: 1 };
    return {
      id: idOf((this.next += 1)),
      kind: 'copy',
      state: 'succeeded',
      cancelling: false,
      sources: [],
      target: null,
      conflict: 'fail',
      progress: { ...counted, bytesPerSecond: null, remainingSeconds: null },
      results: [],
      warnings: [],
      reason: null,
      createdAt: now,
      startedAt: now,
      endedAt: now,
      version: 1
    };
  }
}

function entryOf(content: Content, path: string, at: string): Entry | null {
  const text = path === '' ? null : content[path];
  if (text === undefined) return null;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    kind: text === null ? 'directory' : 'file',
    sizeBytes: text?.length ?? 0,
    modifiedAt: at,
    etag: `${path}-${text?.length ?? 0}`,
    expiresAt: null
  };
}
