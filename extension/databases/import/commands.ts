import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { VolumeFile } from '../../../hub/contract/common.js';
import type { Database } from '../../../hub/contract/databases.js';
import { readFile } from '../../../hub/contract/files.js';
import type { HubClient } from '../../api/hub-client.js';
import { chooseFiles } from '../../drive/choose-files.js';
import type { IDatabasesModel, IHubEvents, IVolumeFiles } from '../../tokens.js';
import { byId } from '../../ui/commands.js';
import { CommandIDs } from '../command-ids.js';
import { whyNot } from '../may-do.js';
import { meantBy } from '../sections.js';
import type { DatabasesView } from '../view.js';
import { askImport } from './dialog.js';
import type { CsvSource } from './form.js';

interface ImportCommandOptions {
  readonly app: JupyterFrontEnd;
  readonly client: HubClient;
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly view: DatabasesView;
  /** Null where files of volumes cannot be read. */
  readonly files: IVolumeFiles | null;
  readonly browsers: IFileBrowserFactory | null;
  readonly trans: TranslationBundle;
  /** Brings a database in sight in the panel. */
  readonly reveal: (id: string) => void;
}

/** Adds *Import CSV as a table…*: of a file of the desktop into a database, or of a file in a volume into any. */
export function addImportCommand(options: ImportCommandOptions): void {
  const { app, client, model, events, view, files, browsers, trans } = options;

  const databaseOf = byId(model, () => meantBy(view.active).id);
  /** The file that is chosen in a file browser, where it is in a volume. */
  const placeMeant = (): VolumeFile | null => {
    const [item] = browsers?.tracker.currentWidget?.selectedItems() ?? [];
    return item && item.type !== 'directory' && files ? files.placeOf(item.path) : null;
  };
  const against = (args: { id?: unknown; from?: unknown }): string | null => {
    const isOnline = events.state.kind !== 'offline';
    if (args.from === 'file') {
      if (!isOnline) return trans.__('The hub cannot be reached at the moment.');
      return placeMeant() ? null : trans.__('Only a file in a volume can be imported from here.');
    }
    const database = databaseOf(args);
    if (!database) return trans.__('Choose a database first.');
    return whyNot('write', database, { user: model.user, isOnline, trans });
  };

  app.commands.addCommand(CommandIDs.importTable, {
    label: trans.__('Import CSV as a table…'),
    caption: args =>
      against(args) ??
      (args['from'] === 'file'
        ? trans.__('Make a table of this file in a database')
        : trans.__('Make a table of a file of your desktop')),
    isEnabled: args => against(args) === null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          id: {
            type: 'string',
            description: 'Id or address of the database; without it, the one chosen last'
          },
          from: {
            type: 'string',
            enum: ['file'],
            description: 'That the file chosen in a file browser is meant'
          }
        }
      }
    },
    execute: async args => {
      if (args['from'] === 'file') {
        const place = placeMeant();
        if (place) await ofVolume(place);
        return;
      }
      const database = databaseOf(args);
      if (!database) return;
      chooseFiles({ single: true }, ([file]) => {
        if (file) void ask({ name: file.name, read: () => Promise.resolve(file) }, [database]);
      });
    }
  });

  async function ofVolume({ volume, path }: VolumeFile): Promise<void> {
    await model.ready();
    const [first, ...others] = model.databases
      .filter(({ privileges }) => privileges.includes('write'))
      .sort((a, b) => a.address.localeCompare(b.address));
    if (!first) {
      Notification.info(trans.__('You have no database to write to: make one first.'), {
        autoClose: 8_000,
        actions: [
          {
            label: trans.__('New database…'),
            callback: () => void app.commands.execute(CommandIDs.newDatabase)
          }
        ]
      });
      return;
    }
    const read = async (signal: AbortSignal) => {
      const response = await client.open(readFile, { place: `${volume}/${path}` }, { signal });
      return response.blob();
    };
    await ask({ name: PathExt.basename(path), read }, [first, ...others]);
  }

  async function ask(
    source: CsvSource,
    databases: readonly [Database, ...Database[]]
  ): Promise<void> {
    const imported = await askImport({ client, source, databases, trans });
    if (!imported) return;
    const { database, table } = imported;
    options.reveal(database.id);
    Notification.success(
      trans._n(
        'Table “%2” of “%3”: %1 row',
        'Table “%2” of “%3”: %4 rows',
        table.rows,
        table.table,
        database.address,
        table.rows.toLocaleString()
      ),
      {
        autoClose: 8_000,
        actions: [
          {
            label: trans.__('Show rows'),
            callback: () =>
              void app.commands.execute(CommandIDs.selectRows, {
                id: database.id,
                table: table.table
              })
          }
        ]
      }
    );
  }
}
