import { Notification, type ICommandPalette } from '@jupyterlab/apputils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import { linkIcon } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';

import { getMe } from '../../../hub/contract/accounts.js';
import type { VolumeFile } from '../../../hub/contract/common.js';
import type { HubClient } from '../../api/hub-client.js';
import type { IHubEvents, IVolumeFiles } from '../../tokens.js';
import { tellFailure } from '../../ui/attempt.js';
import { CommandIDs } from '../command-ids.js';
import { LinkDialog } from './link-dialog.js';
import { LinkForm, type LinkSubject } from './link-form.js';

interface LinkCommandsOptions {
  readonly commands: CommandRegistry;
  readonly client: HubClient;
  readonly events: IHubEvents;
  readonly files: IVolumeFiles | null;
  readonly browsers: IFileBrowserFactory | null;
  readonly palette: ICommandPalette | null;
  readonly trans: TranslationBundle;
}

/** Adds *Share link…* of files and folders in volumes, in every file browser. */
export function addLinkCommands(options: LinkCommandsOptions): void {
  const { commands, client, events, files, browsers, palette, trans } = options;

  const fileMeant = (args: Record<string, unknown>): VolumeFile | null => {
    const { volume, path } = args;
    if (typeof volume === 'string') return { volume, path: typeof path === 'string' ? path : '' };
    const chosen = browsers?.tracker.currentWidget?.selectedItems();
    const items = chosen ? [...chosen] : [];
    const [item] = items;
    const place = items.length === 1 && item ? (files?.placeOf(item.path) ?? null) : null;
    return place?.path ? place : null;
  };

  commands.addCommand(CommandIDs.shareLink, {
    label: trans.__('Share link…'),
    caption: () =>
      events.state.kind === 'offline'
        ? trans.__('The hub cannot be reached at the moment.')
        : trans.__('Make a link through which anybody reads it, without an account'),
    icon: args => (args['isPalette'] ? undefined : linkIcon),
    isEnabled: args => events.state.kind !== 'offline' && fileMeant(args) !== null,
    isVisible: args => fileMeant(args) !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          volume: { type: 'string', description: 'Id or address of a volume' },
          path: { type: 'string', description: 'A file or folder in it' }
        }
      }
    },
    execute: async args => {
      const file = fileMeant(args);
      if (!file) return;
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      await askForLink(client, { kind: 'new', file }, name, trans);
    }
  });
  palette?.addItem({
    command: CommandIDs.shareLink,
    args: { isPalette: true },
    category: trans.__('Volumes')
  });
}

/** Shows the dialog of a link that is to be made or changed. */
export async function askForLink(
  client: HubClient,
  subject: LinkSubject,
  name: string,
  trans: TranslationBundle
): Promise<void> {
  try {
    const { links: times } = (await client.call(getMe)).limits;
    if (!times) {
      Notification.info(trans.__('Links are switched off on this hub.'), { autoClose: 8_000 });
      return;
    }
    const form = new LinkForm({ client, subject, times, now: () => new Date(), trans });
    const dialog = new LinkDialog(form, name, trans);
    await dialog.launch();
    dialog.dispose();
  } catch (error) {
    tellFailure(error, trans);
  }
}
