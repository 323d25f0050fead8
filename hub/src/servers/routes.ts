import { getServerOptions } from '../../contract/server-options.js';
import {
  createServer,
  deleteServer,
  editServer,
  followServerStart,
  getServer,
  keepServer,
  listServers,
  restartServer,
  startServer,
  stopServer
} from '../../contract/servers.js';
import { deleteSiteServer, listSiteServers, stopSiteServer } from '../../contract/site-servers.js';
import type { Api } from '../http/api.js';
import { EventStream } from '../http/event-stream.js';
import type { ServerService } from './service.js';

const HEARTBEAT_MS = 8000;

export function bindServers(api: Api, servers: ServerService): void {
  api.on(listServers, async ({ principal }) => {
    await servers.measure(principal.user);
    const { user } = principal;
    return { items: servers.listFor(user), limit: servers.settings.limit(user) };
  });
  api.on(getServer, async ({ principal, params }) => {
    await servers.measure(principal.user);
    return servers.get(principal.user, params.name);
  });
  api.on(createServer, ({ principal, body }) => servers.settings.create(principal.user, body));
  api.on(getServerOptions, ({ principal }) => servers.settings.options(principal.user));
  api.on(editServer, ({ principal, params, body }) =>
    servers.settings.edit(principal.user, params.name, body)
  );
  api.on(startServer, ({ principal, params }) => servers.start(principal.user, params.name));
  api.on(restartServer, ({ principal, params }) => servers.restart(principal.user, params.name));
  api.on(stopServer, ({ principal, params }) => servers.stop(principal.user, params.name));
  api.on(keepServer, ({ principal, params }) => servers.keep(principal.user, params.name));
  api.on(deleteServer, ({ principal, params }) => servers.remove(principal.user, params.name));
  api.on(listSiteServers, ({ principal, query }) => servers.site.list(principal.user, query));
  api.on(stopSiteServer, ({ principal, params, body }) =>
    servers.site.stop(principal.user, params.id, body.reason)
  );
  api.on(deleteSiteServer, ({ principal, params }) =>
    servers.site.remove(principal.user, params.id)
  );
  api.stream(followServerStart, async ({ principal, params, response }) => {
    const steps = servers.progress(principal.user, params.name);
    const stream = new EventStream(response, HEARTBEAT_MS);
    for await (const step of steps) {
      stream.send(step);
    }
    stream.end();
  });
}
