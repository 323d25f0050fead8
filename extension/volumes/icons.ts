import { LabIcon } from '@jupyterlab/ui-components';

import type { Volume } from '../../hub/contract/volumes.js';

function icon(name: string, drawing: string): LabIcon {
  return new LabIcon({
    name: `labcommons:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161">${drawing}</g></svg>`
  });
}

/** The Volumes panel in the side bar: drawers of a cabinet. */
export const volumesIcon = icon(
  'volumes',
  '<path fill-rule="evenodd" d="M3 1.500h10a1 1 0 0 1 1 1V7H2V2.500a1 1 0 0 1 1-1zm3 2.200v1.400h4V3.700z"/><path fill-rule="evenodd" d="M2 8.200h12v5.300a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1zm4 2.200v1.400h4v-1.400z"/>'
);

const own = icon(
  'volume',
  '<path fill-rule="evenodd" d="M2.500 3h11a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm.5 1.500v4h10v-4zm0 5.500v1.500h10V10zm7 .2h2v1.100h-2z"/>'
);

const shared = icon(
  'volume-shared',
  '<path d="M1.500 4a1 1 0 0 1 1-1h11a1 1 0 0 1 1 1v3.200a4 4 0 0 0-1.500-.8V4.500H3v4h4.200A4 4 0 0 0 6.400 10H3v1.500h3.200q0 .8.4 1.500H2.500a1 1 0 0 1-1-1z"/><circle cx="9.300" cy="10" r="1.700"/><circle cx="13.200" cy="10" r="1.700"/><path d="M6.800 15c0-1.700 1-2.700 2.500-2.700.8 0 1.400.3 1.900.8.5-.5 1.200-.8 2-.8 1.500 0 2.500 1 2.500 2.700z"/>'
);

const data = icon(
  'volume-data',
  '<path d="M8 1.500c3.300 0 6 .9 6 2.200S11.300 6 8 6 2 5 2 3.700s2.700-2.200 6-2.200z"/><path d="M2 5.600C3.200 6.700 5.500 7.300 8 7.300s4.800-.6 6-1.700v2.600c0 1.200-2.700 2.200-6 2.200s-6-1-6-2.200z"/><path d="M2 10c1.200 1.100 3.500 1.700 6 1.700s4.800-.6 6-1.700v2.500c0 1.200-2.700 2.200-6 2.200s-6-1-6-2.200z"/>'
);

/** What a volume is, and whether others have access: shapes, not colours, tell it. */
export function iconOf(volume: Volume): LabIcon {
  if (volume.kind === 'data') return data;
  return volume.sharing === 'private' ? own : shared;
}
