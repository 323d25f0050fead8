import { Upload, defaultOptions } from 'tus-js-client';

import type { VolumeFile } from '../../hub/contract/common.js';
import { UploadConflict, getUpload } from '../../hub/contract/uploads.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError } from '../api/hub-error.js';

/** An upload that a page which is no longer open has begun. */
export interface InterruptedUpload {
  /** Where the browser remembers it. */
  readonly key: string;
  readonly url: string;
  readonly target: VolumeFile;
  readonly conflict: UploadConflict;
  readonly sizeBytes: number;
  readonly sentBytes: number;
}

/** What this browser remembers of a user's unfinished uploads, so that they outlive the page. */
export class UploadMemory {
  constructor(
    private readonly client: HubClient,
    private readonly user: string,
    /** Null where the browser has none. */
    private readonly locks: LockManager | null
  ) {}

  /** By this the same file for the same place is known again. */
  fingerprintOf(file: File, target: VolumeFile): string {
    const place = `${target.volume}/${target.path}`;
    return [`labcommons-${this.user}`, place, file.size, file.lastModified].join('|');
  }

  /** Tells other pages of this browser that an upload is in good hands. @returns what ends that */
  hold(fingerprint: string): () => void {
    let release: () => void = () => undefined;
    void this.locks?.request(
      lockOf(fingerprint),
      () => new Promise<void>(resolve => (release = resolve))
    );
    return () => release();
  }

  /** Uploads that nobody goes on with at present, as far as the hub has them. */
  async interrupted(): Promise<InterruptedUpload[]> {
    const held = new Set((await this.locks?.query())?.held?.map(({ name }) => name));
    const remembered = (await defaultOptions.urlStorage.findAllUploads()).filter(
      ({ urlStorageKey }) =>
        urlStorageKey.startsWith(`tus::labcommons-${this.user}|`) &&
        !held.has(lockOf(urlStorageKey.split('::')[1] ?? ''))
    );
    const found: InterruptedUpload[] = [];
    for (const { urlStorageKey: key, uploadUrl: url, metadata } of remembered) {
      const { volume, path } = metadata;
      if (!url || !volume || !path) continue;
      const known = await this.lookUp(url);
      if (!known) {
        await this.forget(key);
        continue;
      }
      found.push({
        key,
        url,
        target: { volume, path },
        conflict: UploadConflict.catch('keepBoth').parse(metadata['conflict']),
        sizeBytes: known.lengthBytes,
        sentBytes: known.offsetBytes
      });
    }
    return found;
  }

  /** Whether a file is the one that an upload was begun with, unchanged since. */
  isOf(upload: InterruptedUpload, file: File): boolean {
    return upload.key.startsWith(`tus::${this.fingerprintOf(file, upload.target)}::`);
  }

  /** Has the hub forget it as well. */
  async giveUp({ key, url }: InterruptedUpload): Promise<void> {
    await this.forget(key);
    await Upload.terminate(url, { headers: this.client.authorization, retryDelays: null });
  }

  private forget(key: string): Promise<void> {
    return defaultOptions.urlStorage.removeUpload(key);
  }

  private async lookUp(url: string) {
    const id = url.slice(url.lastIndexOf('/') + 1);
    try {
      const upload = await this.client.call(getUpload, { params: { upload: id } });
      return upload.isComplete ? null : upload;
    } catch (error) {
      if (error instanceof HubError && error.code === 'not-found') return null;
      throw error;
    }
  }
}

function lockOf(fingerprint: string): string {
  return `labcommons:upload:${fingerprint}`;
}
