export { homePlugin } from './home-plugin.js';
export { launcherCardsPlugin } from './launcher-plugin.js';
export { quickNotebookPlugin } from './quick-plugin.js';
