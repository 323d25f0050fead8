import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Database } from '../../hub/contract/databases.js';
import type { IDatabasesModel, IHubEvents } from '../tokens.js';
import { NO_ARGS, byId, commandsOn, renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { askDatabase } from './dialog.js';
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

  const add = commandsOn<Database, DatabaseAction>({
    commands,
    trans,
    describedBy: DATABASE_ARGS,
    meant: byId(model, () => meantBy(view.active).id),
    askToChoose: trans.__('Choose a database first.'),
    whyNot: (action, database) => {
      const isOnline = events.state.kind !== 'offline';
      return whyNot(action, database, { user: model.user, isOnline, trans });
    },
    nameOf: ({ name }) => name
  });

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
    describedBy: NO_ARGS,
    execute: async () => {
      await model.ready();
      const made = await askDatabase(new DatabaseForm(model, null, trans), trans);
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
    run: database => askDatabase(new DatabaseForm(model, database, trans), trans)
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

  renewCommands(commands, CommandIDs, [model.changed, view.changed, events.stateChanged]);
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
