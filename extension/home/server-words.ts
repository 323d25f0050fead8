import type { TranslationBundle } from '@jupyterlab/translation';

import type { Server, ServerState } from '../../hub/contract/servers.js';

/** What people call a server. */
export function serverTitle(server: Server, trans: TranslationBundle): string {
  return server.name === 'default' && server.displayName === server.name
    ? trans.__('JupyterLab')
    : server.displayName;
}

export function serverStateWords(state: ServerState, trans: TranslationBundle): string {
  const words: Record<ServerState, string> = {
    starting: trans.__('Starting'),
    running: trans.__('Running'),
    stopping: trans.__('Stopping'),
    stopped: trans.__('Stopped'),
    failed: trans.__('Failed')
  };
  return words[state];
}
