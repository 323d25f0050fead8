import { hubPlugin } from './api/plugin.js';
import { appLinksPlugin } from './app-links/plugin.js';
import { cataloguePlugin } from './catalogue/plugin.js';
import { copyPlugin } from './copy/plugin.js';
import { volumeFilesPlugin } from './drive/plugin.js';
import { databasesModelPlugin, databasesPanelPlugin } from './databases/plugins.js';
import { eventsPlugin } from './events/plugin.js';
import { groupSelectionPlugin, groupsModelPlugin, groupsPanelPlugin } from './groups/plugins.js';
import { guidePlugin } from './guide/plugin.js';
import { homePlugin, launcherCardsPlugin, quickNotebookPlugin } from './home/plugins.js';
import { imagesPlugin } from './images/plugin.js';
import { jobPagePlugin } from './job-page/plugin.js';
import { jobSelectionPlugin, jobsModelPlugin, jobsPanelPlugin } from './jobs/plugins.js';
import { activityPlugin } from './notifications/activity-plugin.js';
import { notificationsModelPlugin, notificationsPlugin } from './notifications/plugins.js';
import { quotasPlugin } from './quotas/plugin.js';
import { previewPlugin } from './preview/plugin.js';
import { readmePlugin } from './readme/plugin.js';
import { searchPlugin } from './search/plugin.js';
import { serverMountsPlugin } from './server/mount-plugin.js';
import { serverModelPlugin, serverStatusPlugin } from './server/plugins.js';
import { serversPlugin } from './server/servers/plugin.js';
import { sharingPlugin } from './sharing/plugin.js';
import { snapshotsPlugin } from './snapshots/plugin.js';
import { submitPlugin } from './submit/plugin.js';
import { tasksModelPlugin } from './tasks/plugin.js';
import { volumesModelPlugin, volumesPanelPlugin } from './volumes/plugins.js';

export * from './tokens.js';

export default [
  hubPlugin,
  eventsPlugin,
  serverModelPlugin,
  serverStatusPlugin,
  serverMountsPlugin,
  serversPlugin,
  imagesPlugin,
  jobsModelPlugin,
  jobSelectionPlugin,
  jobsPanelPlugin,
  jobPagePlugin,
  submitPlugin,
  groupsModelPlugin,
  groupSelectionPlugin,
  groupsPanelPlugin,
  sharingPlugin,
  volumesModelPlugin,
  tasksModelPlugin,
  volumeFilesPlugin,
  readmePlugin,
  searchPlugin,
  cataloguePlugin,
  previewPlugin,
  volumesPanelPlugin,
  copyPlugin,
  snapshotsPlugin,
  quotasPlugin,
  databasesModelPlugin,
  databasesPanelPlugin,
  notificationsModelPlugin,
  notificationsPlugin,
  activityPlugin,
  guidePlugin,
  quickNotebookPlugin,
  homePlugin,
  launcherCardsPlugin,
  appLinksPlugin
];
