import { hubPlugin } from './api/plugin.js';
import { eventsPlugin } from './events/plugin.js';
import { jobPagePlugin } from './job-page/plugin.js';
import { jobSelectionPlugin, jobsModelPlugin, jobsPanelPlugin } from './jobs/plugins.js';
import { serverModelPlugin, serverStatusPlugin } from './server/plugins.js';
import { submitPlugin } from './submit/plugin.js';

export * from './tokens.js';

export default [
  hubPlugin,
  eventsPlugin,
  serverModelPlugin,
  serverStatusPlugin,
  jobsModelPlugin,
  jobSelectionPlugin,
  jobsPanelPlugin,
  jobPagePlugin,
  submitPlugin
];
