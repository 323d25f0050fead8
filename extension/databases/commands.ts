import { Clipboard, Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Database } from '../../hub/contract/databases.js';
import { problemText } from '../api/hub-error.js';
import type { IDatabasesModel, IHubEvents } from '../tokens.js';
import { CommandIDs } from './command-ids.js';
import { DatabaseDialog } from './dialog.js';
import { DatabaseForm } from './form.js';
import { whyNot, type DatabaseAction } from './may-do.js';
import { insideWords } from './inside-words.js';
import { meantBy } from './sections.js';
import type { DatabasesView } from './view.js';

/** JSON Schema of the arguments of every command on one database. */
const DATABASE_ARGS = {
  args: {
    type: 'object',
    properties: {
      id: {
        type: 'string',
        description: 'Id or address of the database; without it, the one chosen last in the panel'
      }
    }
  }
} as const;

interface DatabaseCommandsOptions {
  readonly commands: CommandRegistry;
  readonly model: IDatabasesModel;
  readonly events: IHubEvents;
  readonly view: DatabasesView;
  readonly trans: TranslationBundle;
  /** Brings a database in sight in the panel. */
  readonly reveal: (id: string) => void;
}

/** Adds what can be done with databases, but for querying and filling them. */
export function addDatabaseCommands(options: DatabaseCommandsOptions): void {
  const { commands, model, events, view, trans } = options;

  const databaseOf = (args: { id?: unknown }): Database | null => {
    const id = typeof args.id === 'string' ? args.id : meantBy(view.active).id;
    return id ? model.find(id) : null;
  };
  const add = (
    id: string,
    command: {
      action: DatabaseAction;
      label: string;
      caption: string;
      run: (database: Database) => void | Promise<void>;
    }
  ) => {
    const against = (args: object) => {
      const database = databaseOf(args);
      if (!database) return trans.__('Choose a database first.');
      const isOnline = events.state.kind !== 'offline';
      return whyNot(command.action, database, { user: model.user, isOnline, trans });
    };
    commands.addCommand(id, {
      label: command.label,
      caption: args => against(args) ?? command.caption,
      isEnabled: args => against(args) === null,
      describedBy: DATABASE_ARGS,
      execute: async args => {
        const database = databaseOf(args);
        if (!database) return;
        try {
          await command.run(database);
        } catch (error) {
          Notification.error(trans.__('“%1”: %2', database.name, problemText(error, trans)), {
            autoClose: 10_000
          });
        }
      }
    });
  };

  const againstNew = (): string | null => {
    if (events.state.kind === 'offline') {
      return trans.__('The hub cannot be reached at the moment.');
    }
    return model.limits?.mostPerUser === 0
      ? trans.__('The administrators of this hub have not switched databases on.')
      : null;
  };
  commands.addCommand(CommandIDs.newDatabase, {
    label: trans.__('New database…'),
    caption: () => againstNew() ?? trans.__('Make an empty database of yours'),
    isEnabled: () => againstNew() === null,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      await model.ready();
      const made = await launch(new DatabaseDialog(new DatabaseForm(model, null, trans), trans));
      if (!made) return;
      options.reveal(made.id);
      if (commands.hasCommand(CommandIDs.openDatabase)) {
        await commands.execute(CommandIDs.openDatabase, { id: made.id });
      }
    }
  });
  add(CommandIDs.editDatabase, {
    action: 'edit',
    label: trans.__('Rename or describe…'),
    caption: trans.__('Give the database another name or description'),
    run: async database => {
      await launch(new DatabaseDialog(new DatabaseForm(model, database, trans), trans));
    }
  });
  add(CommandIDs.copyDatabaseAddress, {
    action: 'open',
    label: trans.__('Copy address'),
    caption: trans.__('Copy the address of the database, as the API and others know it'),
    run: database => Clipboard.copyToSystem(database.address)
  });
  add(CommandIDs.deleteDatabase, {
    action: 'delete',
    label: trans.__('Delete database…'),
    caption: trans.__('Delete the database with everything in it'),
    run: database => remove(database, model, trans)
  });

  const notify = () => {
    for (const id of Object.values(CommandIDs)) {
      if (commands.hasCommand(id)) commands.notifyCommandChanged(id);
    }
  };
  model.changed.connect(notify);
  view.changed.connect(notify);
  events.stateChanged.connect(notify);
}

/** @returns the database as the hub has it now; null when the user gave up */
async function launch(dialog: DatabaseDialog): Promise<Database | null> {
  await dialog.launch();
  return dialog.saved;
}

async function remove(
  database: Database,
  model: IDatabasesModel,
  trans: TranslationBundle
): Promise<void> {
  const schema = await model.readSchema(database.id);
  const who =
    database.sharing === 'private' ? '' : trans.__('Those whom you share it with lose it as well.');
  const answer = await showDialog({
    title: trans.__('Delete “%1”?', database.name),
    body: [insideWords(schema, trans), trans.__('Nobody can bring it back.'), who]
      .filter(Boolean)
      .join(' '),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep database') }),
      Dialog.warnButton({ label: trans.__('Delete database') })
    ],
    defaultButton: 0
  });
  if (answer.button.accept) await model.remove(database.id);
}
