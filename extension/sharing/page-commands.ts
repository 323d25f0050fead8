import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification, showDialog, type ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Grant } from '../../hub/contract/grants.js';
import type { Link } from '../../hub/contract/links.js';
import type { HubClient } from '../api/hub-client.js';
import { CommandIDs as DatabaseCommands } from '../databases/command-ids.js';
import { CommandIDs as GroupCommands } from '../groups/command-ids.js';
import { CommandIDs as JobCommands } from '../jobs/command-ids.js';
import type { IGroupsModel, IHubEvents } from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { CommandIDs as VolumeCommands } from '../volumes/command-ids.js';
import { CommandIDs } from './command-ids.js';
import { askForLink } from './links/commands.js';
import { copyText } from './links/copy-text.js';
import { LinksModel } from './links/links-model.js';
import { PARTS, SharingPage, type Part } from './page.js';
import { ReachModel } from './reach/reach-model.js';

interface SharingPageParts {
  readonly app: JupyterFrontEnd;
  readonly client: HubClient;
  readonly events: IHubEvents;
  readonly groups: IGroupsModel | null;
  readonly palette: ICommandPalette | null;
  readonly trans: TranslationBundle;
}

/** Adds the tab of what reaches the user and of his links. */
export function addSharingPage(parts: SharingPageParts): void {
  const { app, client, events, groups, palette, trans } = parts;
  const { commands, shell } = app;
  let present: SharingPage | null = null;

  function pageOf(): SharingPage {
    if (present && !present.isDisposed) return present;
    const reach = new ReachModel(client, events);
    const links = new LinksModel(client, events);
    const page = new SharingPage({
      reach,
      links,
      events,
      trans,
      reachActions: {
        open: grant => openerOf(grant),
        end: grant => endOf(reach, grant),
        loadMore: () => void attempt(() => reach.loadMore(), trans)
      },
      linkActions: {
        copy: link => void copy(link),
        change: link => void askForLink(client, { kind: 'made', link }, link.name, trans),
        revoke: link => void revoke(links, link)
      }
    });
    shell.add(page, 'main', { type: 'Shared' });
    // Whether a group can be left is known once the groups are.
    const onGroups = () => page.content.update();
    groups?.changed.connect(onGroups);
    page.disposed.connect(() => groups?.changed.disconnect(onGroups));
    groups?.open();
    present = page;
    return page;
  }

  function run(id: string, args: Record<string, string>): (() => void) | null {
    return commands.hasCommand(id) ? () => void commands.execute(id, args) : null;
  }

  function openerOf({ resource }: Grant): (() => void) | null {
    switch (resource.kind) {
      case 'job':
        return run(JobCommands.openJob, { id: resource.id });
      case 'database':
        return run(DatabaseCommands.openDatabase, { id: resource.id });
      case 'volume':
        return run(VolumeCommands.openVolume, { id: resource.id });
      default:
        return null;
    }
  }

  function endOf(reach: ReachModel, grant: Grant) {
    const { subject } = grant;
    if (subject.kind === 'user') {
      return { label: trans.__('Give up…'), run: () => void giveUp(reach, grant) };
    }
    const group = { id: subject.id };
    if (subject.kind !== 'group' || !commands.isEnabled(GroupCommands.leaveGroup, group)) {
      return null;
    }
    const leave = async () => {
      await commands.execute(GroupCommands.leaveGroup, group);
      await reach.read();
    };
    return { label: trans.__('Leave group…'), run: () => void leave() };
  }

  async function giveUp(reach: ReachModel, grant: Grant): Promise<void> {
    const { button } = await showDialog({
      title: trans.__('Give up “%1”?', grant.resource.name),
      body: trans.__(
        'You lose at once what was shared with you in person, and only %1 can give it back.',
        grant.resource.owner?.displayName || trans.__('an administrator')
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Keep access') }),
        Dialog.warnButton({ label: trans.__('Give up') })
      ]
    });
    if (button.accept) await attempt(() => reach.giveUp(grant), trans);
  }

  async function copy({ url }: Link): Promise<void> {
    if (url && (await copyText(url))) {
      Notification.success(trans.__('The link is on the clipboard.'), { autoClose: 3_000 });
    } else if (url) {
      Notification.info(url, { autoClose: false });
    }
  }

  async function revoke(links: LinksModel, link: Link): Promise<void> {
    const { button } = await showDialog({
      title: trans.__('Revoke the link to “%1”?', link.name),
      body: trans.__('It stops working at once, for everybody who has it, and cannot be had back.'),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Revoke') })
      ]
    });
    if (button.accept) await attempt(() => links.revoke(link.id), trans);
  }

  commands.addCommand(CommandIDs.show, {
    label: args => (args['part'] === 'links' ? trans.__('My links') : trans.__('Shared with me')),
    caption: args =>
      args['part'] === 'links'
        ? trans.__('The links that you have made: copy, change and revoke them')
        : trans.__('What you reach, and through whom'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          part: { type: 'string', enum: [...PARTS], description: 'Which part of the tab to show' }
        }
      }
    },
    execute: args => {
      const page = pageOf();
      const part: Part = args['part'] === 'links' ? 'links' : 'reach';
      page.choose(part);
      shell.activateById(page.id);
    }
  });
  for (const part of PARTS) {
    palette?.addItem({ command: CommandIDs.show, args: { part }, category: trans.__('Volumes') });
  }
}
