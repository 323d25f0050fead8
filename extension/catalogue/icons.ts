import { LabIcon } from '@jupyterlab/ui-components';

/** Data sets: a table with something marked in it. */
export const dataSetIcon = new LabIcon({
  name: 'labcommons:data-sets',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M1.500 2h13v3.200h-13z"/><path d="M1.500 6.400h3.600v3.200H1.500zM6.300 6.400h8.200v3.200H6.300z" opacity=".6"/><path d="M1.500 10.800h3.600V14H1.500zM6.300 10.800h8.200V14H6.300z" opacity=".6"/></g></svg>'
});
