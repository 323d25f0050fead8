import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { FACTS_KEY } from '../../hub/contract/quick-notebook.js';
import { IHub, IServerModel } from '../tokens.js';
import { formatRelative } from '../ui/moments.js';
import { CommandIDs } from './command-ids.js';
import { quickIcon } from './icons.js';
import { editedFacts, editOfAnother, factsOf } from './notebook-facts.js';
import { makeQuickNotebook } from './quick-notebook.js';

/** *Quick notebook*, and what such notebooks say of themselves. */
export const quickNotebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:quick-notebook',
  description: 'Makes and opens a notebook at once; tells who else saved one lately.',
  autoStart: true,
  requires: [IHub],
  optional: [IServerModel, INotebookTracker, ITranslator, ICommandPalette],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  server: IServerModel | null,
  notebooks: INotebookTracker | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own') return;
  const { user } = connection;
  const { commands, serviceManager } = app;
  const { contents, kernelspecs } = serviceManager;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const imageNow = () => server?.server?.image ?? '';

  commands.addCommand(CommandIDs.quickNotebook, {
    label: args => (args['isLauncher'] ? trans.__('Quick notebook') : trans.__('Quick Notebook')),
    caption: trans.__('A new notebook at once, in your folder for quick notebooks'),
    icon: quickIcon,
    describedBy: {
      args: { type: 'object', properties: { isLauncher: { type: 'boolean' } } }
    },
    execute: async () => {
      await Promise.all([server?.ready(), kernelspecs.ready]);
      const { specs } = kernelspecs;
      const now = new Date();
      const path = await makeQuickNotebook({
        contents,
        specs,
        server,
        user,
        image: imageNow(),
        now
      });
      return commands.execute('docmanager:open', {
        path,
        factory: 'Notebook',
        ...(specs && { kernel: { name: specs.default } })
      });
    }
  });
  palette?.addItem({ command: CommandIDs.quickNotebook, category: trans.__('LabCommons') });
  notebooks?.widgetAdded.connect((_tracker, panel) => void follow(panel));

  async function follow(panel: NotebookPanel): Promise<void> {
    const { context } = panel;
    await context.ready;
    if (panel.isDisposed) return;
    const metadata = () => context.model.metadata;
    tellOfAnother(panel, metadata());
    context.saveState.connect((_context, state) => {
      const facts = state === 'started' ? factsOf(metadata()) : null;
      if (facts) {
        const edited = editedFacts(facts, { user, image: imageNow(), now: new Date() });
        context.model.setMetadata(FACTS_KEY, edited);
      }
    });
  }

  /** Two who save the same notebook are told by the drive; this is said before either has worked in vain. */
  function tellOfAnother(panel: NotebookPanel, metadata: Readonly<Record<string, unknown>>): void {
    const now = new Date();
    const edit = editOfAnother(metadata, user, now);
    if (!edit) return;
    const { path } = panel.context;
    Notification.warning(
      trans.__(
        '%1 saved “%2” %3 and may still be at work. If you both save, the second one is asked what to keep.',
        edit.user,
        panel.title.label,
        formatRelative(edit.at, now, trans)
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Work in a copy'),
            displayType: 'accent',
            callback: () => void workInCopy(path)
          }
        ]
      }
    );
  }

  async function workInCopy(path: string): Promise<void> {
    try {
      const copy = await contents.copy(path, path.slice(0, path.lastIndexOf('/') + 1));
      await commands.execute('docmanager:open', { path: copy.path });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      Notification.error(trans.__('“%1” could not be copied: %2', path, reason), {
        autoClose: 10_000
      });
    }
  }
}
