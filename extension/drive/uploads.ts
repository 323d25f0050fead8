import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { DetailedError, Upload } from 'tus-js-client';

import type { VolumeFile } from '../../hub/contract/common.js';
import { createUpload, type UploadConflict } from '../../hub/contract/uploads.js';
import type { HubClient } from '../api/hub-client.js';
import type { InterruptedUpload, UploadMemory } from './upload-memory.js';

/** What one request carries at most: enough to be fast, little enough to pass through any proxy. */
const CHUNK_BYTES = 64 * 1024 * 1024;
/** After these pauses it is tried again by itself; then when the hub is back. */
const RETRY_MS = [500, 1_000, 3_000, 5_000, 10_000];
/** More at once only make each other slower. */
const AT_ONCE = 3;

/** `lost`: the hub is out of reach; `interrupted`: its page was left, and the file has to be chosen again. */
export type UploadState = 'waiting' | 'running' | 'paused' | 'lost' | 'failed' | 'interrupted';

/** A file on its way to the hub. */
export interface UploadUnderWay {
  readonly id: number;
  /** Null when it is not known: the page where it was chosen was left. */
  readonly file: File | null;
  readonly target: VolumeFile;
  readonly conflict: UploadConflict;
  readonly state: UploadState;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  /** In words, why it failed or does not come on. */
  readonly reason: string | null;
}

/** Files on their way to the hub: several at once, each to be paused, resumed and given up. */
export class Uploads {
  constructor(
    private readonly client: HubClient,
    private readonly memory: UploadMemory,
    private readonly trans: TranslationBundle
  ) {}

  get all(): readonly UploadUnderWay[] {
    return [...this.byId.values()];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** A file is there, whole. */
  get arrived(): ISignal<this, VolumeFile> {
    return this._arrived;
  }

  /** Lists what a page that was left did not finish. What cannot be read now is listed another time. */
  async open(): Promise<void> {
    if (this.opened) return;
    this.opened = true;
    try {
      for (const upload of await this.memory.interrupted()) {
        const { target, conflict, sizeBytes, sentBytes } = upload;
        const isKnown = this.all.some(other => isSamePlace(other.target, target));
        if (isKnown) continue;
        const id = this.put({
          file: null,
          target,
          conflict,
          state: 'interrupted',
          sizeBytes,
          sentBytes
        });
        this.interrupted.set(id, upload);
      }
    } catch {
      this.opened = false;
    }
  }

  /** The same file for the same place as one that was interrupted goes on where that was. */
  add(file: File, target: VolumeFile, conflict: UploadConflict): void {
    for (const [id, upload] of this.interrupted) {
      if (this.memory.isOf(upload, file) && isSamePlace(upload.target, target)) this.forget(id);
    }
    this.put({ file, target, conflict, state: 'waiting', sizeBytes: file.size, sentBytes: 0 });
    this.startWaiting();
  }

  /** Goes on with an interrupted upload, if this is its file. */
  goOnWith(id: number, file: File): void {
    const upload = this.interrupted.get(id);
    if (!upload) return;
    if (this.memory.isOf(upload, file)) this.add(file, upload.target, upload.conflict);
    else {
      this.change(id, {
        reason: this.trans.__('That is another file, or it has changed since. Upload it anew.')
      });
    }
  }

  pause(id: number): void {
    void this.transports.get(id)?.abort();
    this.change(id, { state: 'paused', reason: null });
    this.startWaiting();
  }

  /** Goes on where it was. */
  resume(id: number): void {
    this.change(id, { state: 'waiting', reason: null });
    this.startWaiting();
  }

  /** The hub is back. */
  resumeLost(): void {
    for (const { id, state } of this.all) if (state === 'lost') this.resume(id);
  }

  /** Gives up; the hub forgets what has arrived. */
  async cancel(id: number): Promise<void> {
    const transport = this.transports.get(id);
    const interrupted = this.interrupted.get(id);
    this.forget(id);
    // The hub forgets an upload that nobody goes on with by itself, so a failure here loses nothing.
    await transport?.abort(true).catch(() => undefined);
    if (interrupted) await this.memory.giveUp(interrupted).catch(() => undefined);
  }

  private startWaiting(): void {
    const running = this.all.filter(({ state }) => state === 'running').length;
    for (const item of this.all
      .filter(({ state }) => state === 'waiting')
      .slice(0, Math.max(0, AT_ONCE - running))) {
      this.change(item.id, { state: 'running' });
      void this.run(item);
    }
  }

  private async run({ id, file, target, conflict }: UploadUnderWay): Promise<void> {
    const known = this.transports.get(id);
    if (known) return known.start();
    if (!file) return;
    const fingerprint = this.memory.fingerprintOf(file, target);
    const upload = new Upload(file, {
      endpoint: this.client.urlOf(createUpload, {}),
      headers: this.client.authorization,
      metadata: { volume: target.volume, path: target.path, conflict },
      fingerprint: () => Promise.resolve(fingerprint),
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: ({ originalResponse }) => {
        const isPassing = mayPass(originalResponse?.getStatus() ?? 0);
        if (isPassing) this.change(id, { reason: this.trans.__('Interrupted, trying again…') });
        return isPassing;
      },
      onProgress: sentBytes => this.change(id, { sentBytes, reason: null }),
      onError: error => {
        this.change(id, { state: isLost(error) ? 'lost' : 'failed', reason: this.wordsOf(error) });
        this.startWaiting();
      },
      onSuccess: () => {
        this.forget(id);
        this._arrived.emit(target);
      }
    });
    this.transports.set(id, upload);
    this.releases.set(id, this.memory.hold(fingerprint));
    // The same file for the same place, from before the page was left: it goes on.
    const [previous] = await upload.findPreviousUploads();
    if (previous) upload.resumeFromPreviousUpload(previous);
    if (this.byId.get(id)?.state === 'running') upload.start();
  }

  private put(item: Omit<UploadUnderWay, 'id' | 'reason'>): number {
    const id = (this.nextId += 1);
    this.byId.set(id, { ...item, id, reason: null });
    this._changed.emit();
    return id;
  }

  private change(id: number, change: Partial<UploadUnderWay>): void {
    const item = this.byId.get(id);
    if (!item) return;
    this.byId.set(id, { ...item, ...change });
    this._changed.emit();
  }

  private forget(id: number): void {
    this.byId.delete(id);
    this.transports.delete(id);
    this.interrupted.delete(id);
    this.releases.get(id)?.();
    this.releases.delete(id);
    this._changed.emit();
    this.startWaiting();
  }

  private wordsOf(error: Error): string {
    if (isLost(error)) return this.trans.__('The hub cannot be reached; goes on when it can.');
    const refused = this.trans.__('The hub refused it.');
    if (!(error instanceof DetailedError)) return error.message;
    try {
      const body = error.originalResponse?.getBody() ?? '';
      const problem = JSON.parse(body) as { title?: string; detail?: string };
      return problem.detail ?? problem.title ?? refused;
    } catch {
      return refused;
    }
  }

  private nextId = 0;
  private opened = false;
  private readonly byId = new Map<number, UploadUnderWay>();
  private readonly transports = new Map<number, Upload>();
  private readonly interrupted = new Map<number, InterruptedUpload>();
  private readonly releases = new Map<number, () => void>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _arrived = new Signal<this, VolumeFile>(this);
}

function isSamePlace(a: VolumeFile, b: VolumeFile): boolean {
  return a.volume === b.volume && a.path === b.path;
}

/** Whether nothing was answered, or only by a gateway without its hub. */
function isLost(error: Error): boolean {
  if (!(error instanceof DetailedError)) return false;
  const status = error.originalResponse?.getStatus() ?? 0;
  return [0, 502, 503, 504].includes(status);
}

/** Whether what went wrong may go well a little later: no answer, a busy hub, or an offset that it has to be asked for. */
function mayPass(status: number): boolean {
  return [0, 409, 423, 429, 500, 502, 503, 504].includes(status);
}

/** Name of the file that an upload becomes. */
export function targetName({ target }: UploadUnderWay): string {
  return PathExt.basename(target.path);
}
