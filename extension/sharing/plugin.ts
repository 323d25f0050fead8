import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, InputDialog, Notification } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { listVolumes } from '../../hub/contract/volumes.js';
import { problemText } from '../api/hub-error.js';
import { readAll } from '../api/read-all.js';
import { IGroupsModel, IHub, IHubEvents, IJobSelection, IVolumeFiles } from '../tokens.js';
import { renewCommands } from '../ui/commands.js';
import { CommandIDs } from './command-ids.js';
import { ShareDialog } from './dialog.js';
import { addLinkCommands } from './links/commands.js';
import { addSharingPage } from './page-commands.js';
import { ShareForm } from './share-form.js';
import { readThing, type ThingRef } from './shared-thing.js';

/** The dialog that shares a volume, a database or the results of a job, links to files, and the tab of what reaches the user. */
export const sharingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:sharing',
  description: 'Shows who reaches what, and changes it; makes links for people without an account.',
  autoStart: true,
  requires: [IHub],
  optional: [
    IHubEvents,
    IGroupsModel,
    IJobSelection,
    IVolumeFiles,
    IFileBrowserFactory,
    ITranslator,
    ICommandPalette
  ],
  activate
};

/** Rows that carry the id of what they are about. */
const ROWS = {
  volume: 'labcommons-VolumesPanel-item',
  database: 'labcommons-DatabasesPanel-database'
} as const;

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  groups: IGroupsModel | null,
  jobs: IJobSelection | null,
  files: IVolumeFiles | null,
  browsers: IFileBrowserFactory | null,
  translator: ITranslator | null,
  palette: ICommandPalette | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { client } = connection;
  const { commands } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');

  const thingMeant = (args: Record<string, unknown>): ThingRef | null => {
    if (typeof args['job'] === 'string') return { kind: 'job', id: args['job'] };
    if (typeof args['image'] === 'string') return { kind: 'image', id: args['image'] };
    if (typeof args['database'] === 'string') return { kind: 'database', id: args['database'] };
    if (args['from'] === 'job') {
      return jobs?.current ? { kind: 'job', id: jobs.current } : null;
    }
    if (typeof args['volume'] === 'string') return { kind: 'volume', id: args['volume'] };
    const kind = args['from'] === 'database' ? 'database' : 'volume';
    const row =
      args['from'] === 'row' || kind === 'database'
        ? app.contextMenuHitTest(node => node.classList.contains(ROWS[kind]))
        : undefined;
    const id = row?.dataset['id'];
    return id ? { kind, id } : null;
  };

  commands.addCommand(CommandIDs.share, {
    label: args => (args['from'] === 'job' ? trans.__('Share results…') : trans.__('Share…')),
    caption: args =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : args['from'] === 'job' || 'job' in args
          ? trans.__('See who may look at the job and its results, give and withdraw it')
          : args['from'] === 'database' || 'database' in args
            ? trans.__('See who has access to the database, give and withdraw it')
            : trans.__('See who has access to the volume, give and withdraw it'),
    isEnabled: () => events.state.kind !== 'offline',
    describedBy: {
      args: {
        type: 'object',
        properties: {
          volume: {
            type: 'string',
            description: 'Id or address of a volume; without it, the volume is asked for'
          },
          database: { type: 'string', description: 'Id or address of a database' },
          job: { type: 'string', description: 'Id of a job, to share its results' },
          image: { type: 'string', description: 'Id of an image that the user saved' },
          from: {
            type: 'string',
            enum: ['row', 'database', 'job'],
            description:
              'That the row of a volume or of a database was right-clicked, which is then meant, or the job chosen last'
          }
        }
      }
    },
    execute: async args => {
      try {
        const thing = thingMeant(args) ?? (args['from'] === 'job' ? null : await askWhich());
        if (thing) await share(thing);
      } catch (error) {
        Notification.error(trans.__('Share: %1', problemText(error, trans)), { autoClose: 10_000 });
      }
    }
  });
  palette?.addItem({ command: CommandIDs.share, category: trans.__('Volumes') });
  palette?.addItem({
    command: CommandIDs.share,
    args: { from: 'job' },
    category: trans.__('Jobs')
  });
  renewCommands(commands, CommandIDs, [events.stateChanged]);
  addLinkCommands({ commands, client, events, files, browsers, palette, trans });
  addSharingPage({ app, client, events, groups, palette, trans });

  async function share(ref: ThingRef): Promise<void> {
    groups?.open();
    const thing = await readThing(client, ref);
    const form = new ShareForm({
      client,
      events: events as IHubEvents,
      thing: { kind: thing.kind, id: thing.id },
      groups: () => groups?.groups ?? [],
      trans
    });
    const dialog = new ShareDialog(form, thing, trans);
    await dialog.launch();
    dialog.dispose();
  }

  async function askWhich(): Promise<ThingRef | null> {
    const volumes = await readAll(wish => client.call(listVolumes, { query: wish }));
    const mayShare = volumes.filter(({ privileges }) => privileges.includes('grant'));
    const answer = await InputDialog.getItem({
      title: trans.__('Share which volume?'),
      items: mayShare.map(({ address }) => address),
      okLabel: trans.__('Choose')
    });
    const chosen = mayShare.find(({ address }) => address === answer.value);
    return chosen ? { kind: 'volume', id: chosen.id } : null;
  }
}
