import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';

import { connectionOf } from './connection.js';
import { IHub } from '../tokens.js';

/** Finds out from the page whether there is a hub, and whose server this is. */
export const hubPlugin: JupyterFrontEndPlugin<IHub> = {
  id: 'labcommons:hub-client',
  description: 'Connects this page to its LabCommons hub.',
  autoStart: true,
  provides: IHub,
  activate: () => ({
    connection: connectionOf(
      {
        hubPrefix: PageConfig.getOption('hubPrefix'),
        hubUser: PageConfig.getOption('hubUser'),
        hubServerUser: PageConfig.getOption('hubServerUser'),
        hubServerName: PageConfig.getOption('hubServerName'),
        token: PageConfig.getToken()
      },
      { origin: window.location.origin, fetch: window.fetch.bind(window) }
    )
  })
};
