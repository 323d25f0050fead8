import { LabIcon } from '@jupyterlab/ui-components';

/** The Home tab: a house. */
export const homeIcon = new LabIcon({
  name: 'labcommons:home',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M8 1.500 1 7.700l.9 1 .9-.8V14h4v-4h2.400v4h4V7.900l.9.8.9-1z"/></svg>'
});

/** A notebook at once: a page and a flash. */
export const quickIcon = new LabIcon({
  name: 'labcommons:quick-notebook',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M3 1.500h7.500V6H9V3H4.500v10H7v1.500H3z"/><path d="M11.700 7 7.800 11.500h2.500L9.300 15l4.200-5h-2.600z"/></g></svg>'
});
