import { LabIcon } from '@jupyterlab/ui-components';

import type { JobState } from '../../hub/contract/jobs.js';

/** Wraps drawings on a 16 × 16 grid; `currentColor` lets the style sheet say what colour a state has. */
function icon(name: string, drawing: string): LabIcon {
  return new LabIcon({
    name: `labcommons:${name}`,
    svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${drawing}</svg>`
  });
}

const RING = '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"';

/** A question that the guide answers. */
export const guideIcon = new LabIcon({
  name: 'labcommons:guide',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.2a5.3 5.3 0 1 1 0 10.6A5.3 5.3 0 0 1 8 2.7z"/><path d="M7.4 9.6V9c0-.9.5-1.3 1-1.7.5-.3.8-.6.8-1.1 0-.6-.5-1-1.2-1-.7 0-1.2.4-1.3 1.2H5.4C5.5 4.900 6.500 4 8 4c1.500 0 2.500.9 2.500 2.100 0 1-.6 1.500-1.200 1.900-.500.400-.7.600-.7 1.100v.5zM7.300 10.500h1.400v1.400H7.300z"/></g></svg>'
});

/** The Jobs panel in the side bar: a queue with its head at work. */
export const jobsIcon = new LabIcon({
  name: 'labcommons:jobs',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M1.5 2.5v5l4-2.5z"/><rect x="7" y="4" width="7.5" height="2" rx=".5"/><rect x="1.5" y="8.5" width="13" height="1.8" rx=".5" opacity=".75"/><rect x="1.5" y="12" width="13" height="1.8" rx=".5" opacity=".5"/></g></svg>'
});

/** Handing a notebook over: a page and an arrow that leaves it. */
export const submitIcon = new LabIcon({
  name: 'labcommons:submit',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3" fill="#616161"><path d="M2.5 1.5h7v5H8v-3.500H4v10h4v-2h1.500v3.500h-7z"/><path d="M10.700 5.200 15 9l-4.300 3.800V10H6V8h4.700z"/></g></svg>'
});

/** An invitation: a letter. */
export const invitationIcon = new LabIcon({
  name: 'labcommons:invitation',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g class="jp-icon3 jp-icon-selectable" fill="#616161"><path d="M1.500 3h13L8 8.200z"/><path d="M1 4.600v8.400h14V4.600L8 10.200z"/></g></svg>'
});

/** A science domain, open to all: a globe. */
export const domainIcon = new LabIcon({
  name: 'labcommons:science-domain',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><g fill="none"><g class="jp-icon3" stroke="#616161" stroke-width="1.300"><circle cx="8" cy="8" r="6.300"/><ellipse cx="8" cy="8" rx="2.800" ry="6.300"/><path d="M2.300 5.700h11.400M2.300 10.300h11.400"/></g></g></svg>'
});

const running = icon(
  'state-running',
  `${RING} opacity=".35"/><path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" class="labcommons-spin"/>`
);

const waiting = icon(
  'state-waiting',
  `${RING} stroke-dasharray="2.2 1.570"/><path d="M8 4.800V8l2.200 1.400" fill="none" stroke="currentColor" stroke-width="1.400" stroke-linecap="round"/>`
);

const held = icon(
  'state-held',
  `${RING}/><path d="M6.300 5.500v5M9.700 5.500v5" stroke="currentColor" stroke-width="1.600" stroke-linecap="round"/>`
);

const succeeded = icon(
  'state-succeeded',
  '<path d="M2.800 8.600 6.300 12l7-8" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
);

const failed = icon(
  'state-failed',
  '<circle cx="8" cy="8" r="6.750" fill="currentColor"/><path d="m5.600 5.600 4.800 4.800m0-4.800-4.800 4.800" stroke="var(--jp-layout-color1, #fff)" stroke-width="1.600" stroke-linecap="round"/>'
);

const timedOut = icon(
  'state-timed-out',
  '<circle cx="8" cy="8" r="6.750" fill="currentColor"/><path d="M8 4.300V8.300l2.400 1.500" fill="none" stroke="var(--jp-layout-color1, #fff)" stroke-width="1.500" stroke-linecap="round"/>'
);

const cancelled = icon(
  'state-cancelled',
  `${RING}/><path d="m4 12 8-8" stroke="currentColor" stroke-width="1.500"/>`
);

const lost = icon(
  'state-lost',
  '<path d="M8 1.500 15 14H1z" fill="currentColor"/><path d="M8 6v3.800M8 11.500v.6" stroke="var(--jp-layout-color1, #fff)" stroke-width="1.500" stroke-linecap="round"/>'
);

/** The picture of each state; shapes differ, so that none is told by its colour alone. */
export const STATE_ICONS: Record<JobState, LabIcon> = {
  held,
  queued: waiting,
  starting: running,
  running,
  finishing: running,
  succeeded,
  failed,
  timedOut,
  cancelled,
  lost
};
