import { PageConfig, URLExt } from '@jupyterlab/coreutils';

import { serverLinkPath, serverPagePath } from '../../hub/contract/server-choice.js';
import type { HubPages } from './restart/Progress.js';

/** Address of a page of the hub, which may be on another host than JupyterLab. */
export function hubPage(hubPath: string, path: string): string {
  const origin = PageConfig.getOption('hubHost') || window.location.origin;
  return URLExt.join(origin, hubPath, path);
}

/** Pages on a server; those that lead on to it come back to where the user is now. */
export function pagesOf(hubPath: string, user: string, name: string): HubPages {
  const { pathname, search } = window.location;
  const next = `?next=${encodeURIComponent(pathname + search)}`;
  return {
    start: hubPage(hubPath, serverPagePath('spawn', user, name)) + next,
    progress: hubPage(hubPath, serverPagePath('spawn-pending', user, name)) + next,
    options: hubPage(hubPath, `options/${encodeURIComponent(name)}`) + next,
    home: hubPage(hubPath, 'home')
  };
}

/** A link that opens a server, and starts it where needed. */
export function serverLink(hubPath: string, user: string, name: string): string {
  return hubPage(hubPath, serverLinkPath(user, name));
}
