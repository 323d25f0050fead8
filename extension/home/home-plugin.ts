import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { IRecentsManager } from '@jupyterlab/docmanager';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { listApplications } from '../../hub/contract/applications.js';
import { serverPagePath } from '../../hub/contract/server-choice.js';
import type { Server } from '../../hub/contract/servers.js';
import { hubPage } from '../server/hub-pages.js';
import { ServersModel } from '../server/servers/model.js';
import {
  IGroupsModel,
  IHub,
  IHubEvents,
  IJobsModel,
  IServerModel,
  IVolumesModel
} from '../tokens.js';
import { attempt } from '../ui/attempt.js';
import { NO_ARGS } from '../ui/commands.js';
import { asksForDocument, isFreeForHome } from './at-start.js';
import { CommandIDs } from './command-ids.js';
import { homeIcon } from './icons.js';
import { HomeModel } from './model.js';
import { HomePage } from './page.js';

/** The Home tab: activities, servers, recent notebooks, running jobs. */
export const homePlugin: JupyterFrontEndPlugin<void> = {
  id: 'labcommons:home',
  description: 'The tab where work begins.',
  autoStart: true,
  requires: [IHub],
  optional: [
    IHubEvents,
    IServerModel,
    IVolumesModel,
    IGroupsModel,
    IJobsModel,
    IRecentsManager,
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    ISettingRegistry
  ],
  activate
};

function activate(
  app: JupyterFrontEnd,
  hub: IHub,
  events: IHubEvents | null,
  here: IServerModel | null,
  volumes: IVolumesModel | null,
  groups: IGroupsModel | null,
  jobs: IJobsModel | null,
  recents: IRecentsManager | null,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  settings: ISettingRegistry | null
): void {
  const { connection } = hub;
  if (connection.kind !== 'own' || !events) return;
  const { client, user, hubPath } = connection;
  const { commands, shell } = app;
  const trans = (translator ?? nullTranslator).load('labcommons');
  const servers = () => new ServersModel(client, events);
  const applications = async () => (await client.call(listApplications)).items;
  const model = new HomeModel({ servers, applications, here, volumes, groups, jobs, recents });
  const tracker = new WidgetTracker<HomePage>({ namespace: 'labcommons-home' });

  async function page(): Promise<HomePage> {
    const present = tracker.find(each => !each.isDisposed);
    if (present) return present;
    const made = new HomePage({
      user,
      model,
      events: events as IHubEvents,
      has: command => commands.hasCommand(command),
      execute: (command, args) => void attempt(() => commands.execute(command, args), trans),
      addressOf,
      hubAddressOf: url => new URL(url, hubPage(hubPath, '')).href,
      trans
    });
    await tracker.add(made);
    shell.add(made, 'main', { type: 'Home' });
    return made;
  }

  /** A running server itself, else the page that starts it. */
  function addressOf({ name, state, url }: Server): string {
    if (state === 'running' && url) return new URL(url, location.origin).href;
    return hubPage(hubPath, serverPagePath('spawn', user, name));
  }

  commands.addCommand(CommandIDs.home, {
    label: trans.__('Home'),
    caption: trans.__('Your activities, servers, notebooks and jobs'),
    icon: homeIcon,
    describedBy: NO_ARGS,
    execute: async () => shell.activateById((await page()).id)
  });
  palette?.addItem({ command: CommandIDs.home, category: trans.__('LabCommons') });
  void restorer?.restore(tracker, { command: CommandIDs.home, name: () => 'home' });

  void openAtStart();

  async function openAtStart(): Promise<void> {
    // Settings that cannot be read leave the default: it opens.
    const wish = await settings?.load(homePlugin.id).catch(() => null);
    if (wish?.composite['openAtStart'] === false) return;
    const { contents } = app.serviceManager;
    const [isAsked] = await Promise.all([
      asksForDocument(PageConfig.getOption('treePath'), contents),
      app.restored
    ]);
    if (!isAsked && isFreeForHome(shell)) await commands.execute(CommandIDs.home);
  }
}
