import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { DetailedError, Upload } from 'tus-js-client';

import type { VolumeFile } from '../../hub/contract/common.js';
import { createUpload, type UploadConflict } from '../../hub/contract/uploads.js';
import type { HubClient } from '../api/hub-client.js';

/** What one request carries at most: enough to be fast, little enough to pass through any proxy. */
const CHUNK_BYTES = 64 * 1024 * 1024;
/** After these pauses it is tried again by itself; then the user is asked to. */
const RETRY_MS = [500, 1_000, 3_000, 5_000, 10_000, 30_000];
/** More at once only make each other slower. */
const AT_ONCE = 3;

export type UploadState = 'waiting' | 'running' | 'paused' | 'failed';

/** A file on its way to the hub. */
export interface UploadUnderWay {
  readonly id: number;
  readonly file: File;
  readonly target: VolumeFile;
  readonly conflict: UploadConflict;
  readonly state: UploadState;
  readonly sentBytes: number;
  /** In words, why it failed. */
  readonly reason: string | null;
}

/** Files on their way to the hub: several at once, each to be paused, resumed and given up. */
export class Uploads {
  constructor(
    private readonly client: HubClient,
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

  add(file: File, target: VolumeFile, conflict: UploadConflict): void {
    const id = (this.nextId += 1);
    const item: UploadUnderWay = {
      id,
      file,
      target,
      conflict,
      state: 'waiting',
      sentBytes: 0,
      reason: null
    };
    this.byId.set(id, item);
    this._changed.emit();
    this.startWaiting();
  }

  pause(id: number): void {
    void this.transports.get(id)?.abort();
    this.put(id, { state: 'paused' });
    this.startWaiting();
  }

  /** Goes on where it was. */
  resume(id: number): void {
    this.put(id, { state: 'waiting', reason: null });
    this.startWaiting();
  }

  /** Gives up; the hub forgets what has arrived. */
  async cancel(id: number): Promise<void> {
    const transport = this.transports.get(id);
    this.forget(id);
    // The hub forgets an upload that nobody goes on with by itself, so a failure here loses nothing.
    await transport?.abort(true).catch(() => undefined);
  }

  private startWaiting(): void {
    const running = this.all.filter(({ state }) => state === 'running').length;
    for (const item of this.all
      .filter(({ state }) => state === 'waiting')
      .slice(0, AT_ONCE - running)) {
      this.put(item.id, { state: 'running' });
      void this.run(item);
    }
  }

  private async run(item: UploadUnderWay): Promise<void> {
    const { id, file, target, conflict } = item;
    const known = this.transports.get(id);
    if (known) return known.start();
    const metadata = { volume: target.volume, path: target.path, conflict };
    const upload = new Upload(file, {
      endpoint: this.client.urlOf(createUpload, {}),
      headers: this.client.authorization,
      metadata,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onShouldRetry: ({ originalResponse }) => mayPass(originalResponse?.getStatus() ?? 0),
      onProgress: sentBytes => this.put(id, { sentBytes }),
      onError: error => {
        this.put(id, { state: 'failed', reason: this.wordsOf(error) });
        this.startWaiting();
      },
      onSuccess: () => {
        this.forget(id);
        this._arrived.emit(target);
      }
    });
    this.transports.set(id, upload);
    // The same file for the same place, from before the page was left: it goes on.
    const previous = (await upload.findPreviousUploads()).find(
      past => past.metadata['volume'] === target.volume && past.metadata['path'] === target.path
    );
    if (previous) upload.resumeFromPreviousUpload(previous);
    if (this.byId.get(id)?.state === 'running') upload.start();
  }

  private put(id: number, change: Partial<UploadUnderWay>): void {
    const item = this.byId.get(id);
    if (!item) return;
    this.byId.set(id, { ...item, ...change });
    this._changed.emit();
  }

  private forget(id: number): void {
    this.byId.delete(id);
    this.transports.delete(id);
    this._changed.emit();
    this.startWaiting();
  }

  private wordsOf(error: Error): string {
    const response = error instanceof DetailedError ? error.originalResponse : null;
    if (!response) return this.trans.__('The hub cannot be reached.');
    try {
      const problem = JSON.parse(response.getBody()) as { title?: string; detail?: string };
      return problem.detail ?? problem.title ?? this.trans.__('The hub refused it.');
    } catch {
      return this.trans.__('The hub refused it.');
    }
  }

  private nextId = 0;
  private readonly byId = new Map<number, UploadUnderWay>();
  private readonly transports = new Map<number, Upload>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _arrived = new Signal<this, VolumeFile>(this);
}

/** Whether what went wrong may go well a little later: no answer, a busy hub, or an offset that it has to be asked for. */
function mayPass(status: number): boolean {
  return [0, 409, 423, 429, 500, 502, 503, 504].includes(status);
}

/** Name of the file that an upload becomes. */
export function targetName({ target }: UploadUnderWay): string {
  return PathExt.basename(target.path);
}
