import { Notification, showDialog, Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { listEntries } from '../../hub/contract/files.js';
import type { Snapshot } from '../../hub/contract/snapshots.js';
import type { TaskConflict } from '../../hub/contract/tasks.js';
import type { HubClient } from '../api/hub-client.js';
import { HubError } from '../api/hub-error.js';
import { askConflict } from '../copy/conflict.js';
import { Destination } from '../copy/destination.js';
import { DestinationDialog } from '../copy/dialog.js';
import { download } from '../drive/downloads.js';
import type { IVolumesModel } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { formatAbsolute } from '../ui/moments.js';
import type { EarlierVersions } from './model.js';
import { nameOf, parentOf } from './versions.js';

interface VersionActionsOptions {
  readonly client: HubClient;
  readonly versions: EarlierVersions;
  readonly volumes: IVolumesModel;
  readonly trans: TranslationBundle;
}

/** What can be done with what lies in a snapshot. Whatever goes wrong is told. */
export class VersionActions {
  constructor(private readonly options: VersionActionsOptions) {}

  /** Puts something back where it was; asks when something is there. */
  restore(path: string): Promise<void> {
    return this.telling(async () => {
      const { versions, trans } = this.options;
      const name = nameOf(path, versions.volume.title);
      let conflict: TaskConflict = 'fail';
      if (await this.isThere(path)) {
        const above = nameOf(parentOf(path), versions.volume.title);
        const choice = await askConflict([name], above, trans);
        if (choice === null || choice === 'skip') return;
        conflict = choice;
      }
      await versions.restore(path, conflict);
      Notification.info(trans.__('“%1” is being restored', name), { autoClose: 6_000 });
    });
  }

  /** Copies something to a folder of one's choice. */
  copy(path: string): Promise<void> {
    return this.telling(async () => {
      const { client, versions, volumes, trans } = this.options;
      const { address, title } = versions.volume;
      const destination = new Destination({
        client,
        volumes,
        tasks: {
          submit: ({ target, conflict }) =>
            versions.restore(path, conflict ?? 'fail', target ?? undefined)
        },
        kind: 'copy',
        // Its place in the snapshot is not its place in the volume: it may go there, too.
        sources: [{ volume: `snapshot of ${address}`, path }],
        trans
      });
      const name = nameOf(path, title);
      const dialog = new DestinationDialog(destination, trans.__('“%1”', name), trans);
      await dialog.launch();
      dialog.dispose();
    });
  }

  /** Saves a file, or a folder as a zip, on the user's own disk. */
  download(snapshot: Snapshot, path: string): Promise<void> {
    const { client, versions } = this.options;
    const { address } = versions.volume;
    return this.telling(() => download(client, [{ volume: address, path }], snapshot.id));
  }

  make(): Promise<void> {
    return this.telling(() => this.options.versions.make());
  }

  /** Asks first: nobody can bring it back. */
  remove(snapshot: Snapshot): Promise<void> {
    return this.telling(async () => {
      const { versions, trans } = this.options;
      const answer = await showDialog({
        title: trans.__('Delete the snapshot of %1?', formatAbsolute(new Date(snapshot.takenAt))),
        body: trans.__(
          'What is only in this snapshot is gone then. The volume and the other snapshots stay as they are.'
        ),
        buttons: [
          Dialog.cancelButton({ label: trans.__('Cancel') }),
          Dialog.warnButton({ label: trans.__('Delete snapshot') })
        ],
        defaultButton: 0
      });
      if (answer.button.accept) await versions.remove(snapshot);
    });
  }

  private async isThere(path: string): Promise<boolean> {
    const { client, versions } = this.options;
    try {
      const place = `${versions.volume.address}/${path}`;
      await client.call(listEntries, { params: { place }, query: { stat: 'true' } });
      return true;
    } catch (error) {
      if (error instanceof HubError && error.code === 'not-found') return false;
      throw error;
    }
  }

  private async telling(act: () => Promise<void>): Promise<void> {
    await attempt(act, this.options.trans);
  }
}
