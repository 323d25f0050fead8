import { eventsPlugin } from './events/plugin.js';
import { hubPlugin } from './hub/plugin.js';
import { jobSelectionPlugin, jobsModelPlugin, jobsPanelPlugin } from './jobs/plugins.js';

export * from './tokens.js';

export default [hubPlugin, eventsPlugin, jobsModelPlugin, jobSelectionPlugin, jobsPanelPlugin];
