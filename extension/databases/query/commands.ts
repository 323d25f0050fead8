import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { Notification, WidgetTracker, type ICommandPalette } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { runIcon } from '@jupyterlab/ui-components';
import { Debouncer } from '@lumino/polling';

import type { HubClient } from '../../api/hub-client.js';
import { copyText } from '../../sharing/links/copy-text.js';
import type { IDatabasesModel, IHubEvents, IVolumeFiles, IVolumesModel } from '../../tokens.js';
import { attempt } from '../../ui/attempt.js';
import { NO_ARGS } from '../../ui/commands.js';
import { saveText } from '../../ui/save-text.js';
import { CommandIDs } from '../command-ids.js';
import { meantBy } from '../sections.js';
import type { DatabasesView } from '../view.js';
import type { ResultActions } from './components/ResultView.js';
import { readCsv } from './csv.js';
import type { QueryPage } from './page.js';
import { pythonFor } from './python.js';
import { Query, type Answered } from './query.js';
import { quoted } from './statements.js';

/** How many rows of a table are shown for a first look. */
const FIRST_ROWS = 100;
/** How long nobody types before what stands in an editor is kept for the next time. */
const SETTLE_MS = 500;

interface QueryCommandsOptions {
  readonly app: JupyterFrontEnd;
  readonly client: HubClient;
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly view: DatabasesView;
  readonly editors: IEditorServices;
  /** Null where nothing can be saved into volumes. */
  readonly volumes: IVolumesModel | null;
  readonly files: IVolumeFiles | null;
  readonly restorer: ILayoutRestorer | null;
  readonly palette: ICommandPalette | null;
  readonly trans: TranslationBundle;
}

/** Adds the tabs in which databases are queried, and what opens them. */
export function addQueryCommands(options: QueryCommandsOptions): void {
  const { app, client, model, events, view, editors, volumes, files, trans } = options;
  const { commands, shell } = app;
  const tracker = new WidgetTracker<QueryPage>({ namespace: 'labcommons-query' });

  const tellCut = () =>
    Notification.warning(
      trans.__(
        'There are too many rows for one CSV: the last line of the file says where it was cut.'
      ),
      { autoClose: false }
    );

  function actionsOf(id: string): ResultActions {
    const nameOf = () => `${model.find(id)?.name ?? 'rows'}.csv`;
    return {
      download: ({ sql }) =>
        void attempt(async () => {
          const { bytes, isCut } = await readCsv(client, id, sql);
          saveText(bytes, nameOf(), 'text/csv');
          if (isCut) tellCut();
        }, trans),
      save:
        volumes && files
          ? ({ sql }) =>
              void attempt(() => saveIntoVolume(id, sql, nameOf(), volumes, files), trans)
          : null,
      copyAsPython: answered => void attempt(() => copyAsPython(id, answered), trans)
    };
  }

  async function saveIntoVolume(
    id: string,
    sql: string,
    name: string,
    volumes: IVolumesModel,
    files: IVolumeFiles
  ): Promise<void> {
    const { askSaveCsv } = await import('./save/dialog.js');
    await volumes.ready();
    const saved = await askSaveCsv({
      client,
      database: id,
      sql,
      name,
      volumes: volumes.volumes,
      trans
    });
    if (!saved) return;
    const { place, isCut } = saved;
    files.tellArrived(place);
    Notification.success(trans.__('Saved as %1 in %2.', place.path, place.volume), {
      autoClose: 6_000
    });
    if (isCut) tellCut();
  }

  async function copyAsPython(id: string, { sql, maxRows }: Answered): Promise<void> {
    const database = model.find(id);
    if (!database) return;
    const isCopied = await copyText(pythonFor(database, sql, maxRows));
    if (isCopied) {
      Notification.success(trans.__('Python is on the clipboard: paste it into a notebook.'), {
        autoClose: 4_000
      });
    } else {
      Notification.error(trans.__('The browser does not let this page use the clipboard.'), {
        autoClose: 8_000
      });
    }
  }

  /** Loads the code of the page when the first one is opened. */
  async function pageOf(id: string, text: string): Promise<QueryPage> {
    const { QueryPage } = await import('./page.js');
    const present = tracker.find(page => page.databaseId === id);
    if (present) return present;
    model.open();
    const page = new QueryPage({
      id,
      model,
      events,
      query: new Query(client, id, () => void model.readSchema(id)),
      actions: actionsOf(id),
      editors,
      text,
      trans
    });
    await tracker.add(page);
    const keep = new Debouncer(() => {
      if (!page.isDisposed) void tracker.save(page);
    }, SETTLE_MS);
    page.textChanged.connect(() => void keep.invoke());
    page.disposed.connect(() => keep.dispose());
    shell.add(page, 'main', { type: 'Query' });
    return page;
  }

  /** Id of the database that is meant; an address is known once the list is read. */
  async function idMeant(args: { id?: unknown }): Promise<string | null> {
    if (typeof args.id !== 'string') return meantBy(view.active).id;
    await model.ready();
    return model.find(args.id)?.id ?? args.id;
  }
  const has = (args: { id?: unknown }) =>
    typeof args.id === 'string' || meantBy(view.active).id !== null;
  const ID = { type: 'string', description: 'Id or address of the database' } as const;

  commands.addCommand(CommandIDs.openDatabase, {
    label: trans.__('Query'),
    caption: trans.__('Query the database in a tab, with SQL'),
    isEnabled: has,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          id: ID,
          text: { type: 'string', description: 'What stands in the editor of a new tab' }
        }
      }
    },
    execute: async args => {
      const id = await idMeant(args);
      if (!id) return;
      const page = await pageOf(id, typeof args['text'] === 'string' ? args['text'] : '');
      shell.activateById(page.id);
      return page;
    }
  });
  const tableMeant = (args: { table?: unknown }) =>
    typeof args.table === 'string' ? args.table : meantBy(view.active).table;
  commands.addCommand(CommandIDs.selectRows, {
    label: trans.__('Select first %1 rows', FIRST_ROWS),
    caption: trans.__('Look at the first rows of the table, in the tab of its database'),
    isEnabled: args => has(args) && tableMeant(args) !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: { id: ID, table: { type: 'string', description: 'Name of a table or view' } }
      }
    },
    execute: async args => {
      const table = tableMeant(args);
      const id = await idMeant(args);
      if (!id || table === null) return;
      const page = await pageOf(id, '');
      shell.activateById(page.id);
      await page.runStatement(`SELECT * FROM ${quoted(table)} LIMIT ${FIRST_ROWS}`);
    }
  });
  commands.addCommand(CommandIDs.runQuery, {
    label: trans.__('Run the statement'),
    caption: trans.__(
      'Run what is selected in the tab of a database, or the statement at the cursor'
    ),
    icon: runIcon,
    isEnabled: () => tracker.currentWidget !== null,
    describedBy: NO_ARGS,
    execute: () => tracker.currentWidget?.run()
  });
  for (const command of [CommandIDs.openDatabase, CommandIDs.runQuery]) {
    options.palette?.addItem({ command, category: trans.__('Databases') });
  }

  void options.restorer?.restore(tracker, {
    command: CommandIDs.openDatabase,
    args: page => ({ id: page.databaseId, text: page.text }),
    name: page => page.databaseId
  });
}
