import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IHub, IHubEvents } from '../tokens.js';
import { HubEvents } from './hub-events.js';

/** The event stream; null where there is no hub. Connects once JupyterLab stands, not before. */
export const eventsPlugin: JupyterFrontEndPlugin<IHubEvents | null> = {
  id: 'labcommons:events',
  description: 'Hears what happens at the hub, over one connection for all tabs.',
  autoStart: true,
  requires: [IHub],
  provides: IHubEvents,
  activate: (app: JupyterFrontEnd, hub: IHub) => {
    const { connection } = hub;
    if (connection.kind !== 'own') return null;
    const events = new HubEvents({
      client: connection.client,
      name: `labcommons-events:${connection.hubPath}:${connection.user}`,
      world: {
        locks: navigator.locks ?? null,
        channel: typeof BroadcastChannel === 'undefined' ? null : name => new BroadcastChannel(name)
      }
    });
    void app.restored.then(() => events.start());
    return events;
  }
};
