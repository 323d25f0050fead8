import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { VolumeFile } from '../../hub/contract/common.js';
import { makeFolder } from '../../hub/contract/files.js';
import type { UploadConflict } from '../../hub/contract/uploads.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError, problemText } from '../api/hub-error.js';
import type { ConflictChoice } from '../copy/conflict.js';
import type { Transfers } from '../copy/transfers.js';
import type { IServerModel } from '../tokens.js';
import type { FileClipboard } from './clipboard.js';
import { download } from './downloads.js';
import type { FileToUpload } from './dropped-files.js';
import type { VolumeListingActions } from './listing.js';
import { drivePathOf, placeOf } from './places.js';
import type { Uploads } from './uploads.js';

interface FileActionsOptions {
  readonly client: HubClient;
  readonly contents: Contents.IManager;
  readonly server: IServerModel;
  readonly transfers: Transfers;
  readonly uploads: Uploads;
  readonly clipboard: FileClipboard | null;
  readonly ask: (names: readonly string[], folder: string) => Promise<ConflictChoice | null>;
  readonly trans: TranslationBundle;
}

/** What the hub does for a file browser; failures are told in words. */
export class FileActions implements VolumeListingActions {
  constructor(private readonly options: FileActionsOptions) {}

  readonly transfer = (
    kind: 'copy' | 'move',
    paths: readonly string[],
    folderPath: string
  ): Promise<void> =>
    this.attempt(async () => {
      const folder = this.placeOf(folderPath);
      if (!folder || paths.length === 0) return;
      const places = paths.map(path => this.placeOf(path));
      const sources = places.filter(place => place !== null);
      if (sources.length < places.length) {
        return this.tell(
          this.options.trans.__(
            'Only what lies in a volume can be copied by the hub; upload or save the rest.'
          )
        );
      }
      const isRename = kind === 'move' && sources.every(source => source.volume === folder.volume);
      if (isRename) await this.renameAll(paths, folderPath);
      else await this.options.transfers.send(kind, sources, folder);
    });

  readonly paste = (folderPath: string): Promise<void> => {
    const taken = this.options.clipboard?.take();
    return taken ? this.transfer(taken.kind, taken.paths, folderPath) : Promise.resolve();
  };

  readonly upload = (files: readonly FileToUpload[], folderPath: string): Promise<void> =>
    this.attempt(async () => {
      const { client, transfers, uploads, ask } = this.options;
      const folder = this.placeOf(folderPath);
      if (!folder) {
        return this.tell(this.options.trans.__('Choose a volume first: files go into volumes.'));
      }
      const names = [...new Set(files.map(({ path }) => path.split('/')[0] ?? path))];
      const taken = await transfers.takenNames(names, folder);
      const choice = taken.length > 0 ? await ask(taken, PathExt.basename(folderPath)) : 'keepBoth';
      if (choice === null) return;
      const wanted =
        choice === 'skip'
          ? files.filter(({ path }) => !taken.includes(path.split('/')[0] ?? path))
          : files;
      const inFolder = (path: string) => [folder.path, path].filter(Boolean).join('/');
      const folders = new Set(wanted.map(({ path }) => PathExt.dirname(path)).filter(Boolean));
      for (const path of folders) {
        await client
          .call(makeFolder, {
            params: { place: `${folder.volume}/${inFolder(path)}` },
            body: { parents: true }
          })
          .catch(unlessThere);
      }
      const conflict: UploadConflict = choice === 'replace' ? 'replace' : 'keepBoth';
      for (const { file, path } of wanted) {
        uploads.add(file, { volume: folder.volume, path: inFolder(path) }, conflict);
      }
    });

  readonly download = (paths: readonly string[]): Promise<void> =>
    this.attempt(async () => {
      for (const path of paths) {
        const place = this.placeOf(path);
        if (place) await download(this.options.client, place);
      }
    });

  /** A rename inside a volume is done at once, and open documents follow it. */
  private async renameAll(paths: readonly string[], folderPath: string): Promise<void> {
    const { contents } = this.options;
    for (const path of paths) {
      const place = this.placeOf(path);
      const folder = this.placeOf(folderPath);
      if (!place || !folder) continue;
      const to = [folder.path, PathExt.basename(place.path)].filter(Boolean).join('/');
      await contents.rename(drivePathOf(place), drivePathOf({ volume: folder.volume, path: to }));
    }
  }

  private placeOf(path: string): VolumeFile | null {
    return placeOf(path, this.options);
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return;
      const isDrives = error instanceof ServerConnection.ResponseError;
      this.tell(isDrives ? error.message : problemText(error, this.options.trans));
    }
  }

  private tell(words: string): void {
    Notification.error(words, { autoClose: 10_000 });
  }
}

/** A folder that is there already is what was wanted. */
function unlessThere(error: unknown): void {
  if (!(error instanceof HubError && error.code === 'already-exists')) throw error;
}
