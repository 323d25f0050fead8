import {
  deleteServer,
  editServer,
  followServerStart,
  getServer,
  keepServer,
  listServers,
  startServer,
  stopServer
} from '../../contract/servers.js';
import type { Api } from '../http/api.js';
import { EventStream } from '../http/event-stream.js';
import type { ServerService } from './service.js';

const HEARTBEAT_MS = 8000;

export function bindServers(api: Api, servers: ServerService): void {
  api.on(listServers, async ({ principal }) => {
    await servers.measure(principal.user);
    return { items: servers.listFor(principal.user) };
  });
  api.on(getServer, async ({ principal, params }) => {
    await servers.measure(principal.user);
    return servers.get(principal.user, params.name);
  });
  api.on(editServer, ({ principal, params, body }) =>
    servers.choose(principal.user, params.name, body.image)
  );
  api.on(startServer, ({ principal, params }) => servers.start(principal.user, params.name));
  api.on(stopServer, ({ principal, params }) => servers.stop(principal.user, params.name));
  api.on(keepServer, ({ principal, params }) => servers.keep(principal.user, params.name));
  api.on(deleteServer, ({ principal, params }) => servers.remove(principal.user, params.name));
  api.stream(followServerStart, async ({ principal, params, response }) => {
    const steps = servers.progress(principal.user, params.name);
    const stream = new EventStream(response, HEARTBEAT_MS);
    for await (const step of steps) {
      stream.send(step);
    }
    stream.end();
  });
}
