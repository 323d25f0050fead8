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
import type { IServerModel, IVolumesModel } from '../tokens.js';
import type { FileClipboard } from './clipboard.js';
import { download } from './downloads.js';
import type { FilesToUpload } from './dropped-files.js';
import type { VolumeListingActions } from './listing.js';
import { drivePathOf, placeOf } from './places.js';
import type { Uploads } from './uploads.js';

interface FileActionsOptions {
  readonly client: HubClient;
  readonly contents: Contents.IManager;
  readonly server: IServerModel;
  readonly volumes: IVolumesModel;
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
    wanted: 'copy' | 'move',
    paths: readonly string[],
    folderPath: string
  ): Promise<void> =>
    this.attempt(async () => {
      const folder = this.placeOf(folderPath);
      if (paths.length === 0) return;
      if (!folder) return this.tell(this.wordsForNoVolume(folderPath));
      const places = paths.map(path => this.placeOf(path));
      const sources = places.filter(place => place !== null);
      if (sources.length < places.length) {
        return this.tell(
          this.options.trans.__(
            'Only what lies in a volume can be copied by the hub; upload or save the rest.'
          )
        );
      }
      // What may only be read is copied.
      const kind =
        wanted === 'move' && sources.every(source => this.mayWrite(source)) ? 'move' : 'copy';
      const isRename = kind === 'move' && sources.every(source => source.volume === folder.volume);
      if (isRename) await this.renameAll(paths, folderPath);
      else await this.options.transfers.send(kind, sources, folder);
    });

  readonly paste = (folderPath: string): Promise<void> => {
    const taken = this.options.clipboard?.take();
    return taken ? this.transfer(taken.kind, taken.paths, folderPath) : Promise.resolve();
  };

  readonly refuses = (folderPath: string): boolean => {
    const place = this.placeOf(folderPath);
    const volume = place && this.options.volumes.find(place.volume);
    if (!volume || volume.privileges.includes('write')) return false;
    this.tell(
      this.options.trans.__(
        'You may only read “%1”. Copy what you need to a volume of your own with “Copy to…”.',
        volume.title || volume.name
      )
    );
    return true;
  };

  readonly upload = (what: FilesToUpload, folderPath: string): Promise<void> =>
    this.attempt(async () => {
      const { client, transfers, uploads, ask } = this.options;
      const folder = this.placeOf(folderPath);
      if (!folder) {
        return this.tell(this.wordsForNoVolume(folderPath));
      }
      const topOf = (path: string) => path.split('/')[0] ?? path;
      const { files, emptyFolders } = what;
      const names = [
        ...new Set([...files.map(({ path }) => topOf(path)), ...emptyFolders.map(topOf)])
      ];
      const taken = await transfers.takenNames(names, folder);
      const choice = taken.length > 0 ? await ask(taken, PathExt.basename(folderPath)) : 'keepBoth';
      if (choice === null) return;
      const wanted =
        choice === 'skip' ? files.filter(({ path }) => !taken.includes(topOf(path))) : files;
      const inFolder = (path: string) => [folder.path, path].filter(Boolean).join('/');
      const folders = new Set([
        ...wanted.map(({ path }) => PathExt.dirname(path)).filter(Boolean),
        ...emptyFolders
      ]);
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
      const places = paths.map(path => this.placeOf(path)).filter(place => place !== null);
      if (places.length > 0) await download(this.options.client, places);
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

  private mayWrite({ volume }: VolumeFile): boolean {
    return this.options.volumes.find(volume)?.privileges.includes('write') ?? false;
  }

  private wordsForNoVolume(folderPath: string): string {
    const { trans } = this.options;
    return trans.__(
      '“%1” lies in no volume: the hub cannot put anything there. Choose a folder in a volume, or download.',
      PathExt.basename(folderPath) || '/'
    );
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
