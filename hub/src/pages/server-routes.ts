import type { Request, Router } from 'express';

import type { Server } from '../../contract/servers.js';
import { AppError } from '../errors.js';
import { escapeSegment, toPublicName, toRowName } from '../servers/names.js';
import { safeNext } from './next-path.js';
import type { PageAccounts, PageServers } from './ports.js';
import { readForm } from './sign-in-routes.js';
import type { Site } from './site.js';
import { forVisitors, only, rawPath, type Visit } from './visit.js';

interface Place {
  readonly owner: string;
  /** Empty for the default server. */
  readonly server: string;
}

/** Path of a page about one server, `spawn` or `spawn-pending`, that goes on to `next`. */
export function serverPage(
  site: Site,
  page: 'spawn' | 'spawn-pending',
  place: Place,
  next: string
): string {
  const segments = [place.owner, place.server].filter(Boolean).map(escapeSegment);
  const query = next === '' ? '' : `?next=${encodeURIComponent(next)}`;
  return `${site.hubPath}${page}/${segments.join('/')}${query}`;
}

/** Address of a path of a server, on the Lab pages' own origin where there is one. */
export function labAddress(site: Site, path: string): string {
  return path.startsWith(`${site.basePath}user/`) ? `${site.labOrigin ?? ''}${path}` : path;
}

/** Scripts cannot forge this: true for a click on our own pages, a typed address or a bookmark. */
function isOwnNavigation(request: Request): boolean {
  const from = request.get('Sec-Fetch-Site');
  return request.method === 'GET' && (from === 'same-origin' || from === 'none');
}

/** The pages that start a server and show its start. */
export function bindServerPages(
  router: Router,
  accounts: PageAccounts,
  servers: PageServers
): void {
  function placeOf({ request, visitor }: Visit): Place {
    const { user, server } = request.params as { user?: string; server?: string };
    return { owner: user ?? visitor.name, server: server === 'default' ? '' : (server ?? '') };
  }

  /** The server, or null when its owner has none of this name yet. Somebody else's must exist and be accessible. */
  function lookUp(visit: Visit, place: Place): Server | null {
    const server = servers.find(visit.visitor, place.owner, place.server);
    if (!server && visit.visitor.name !== place.owner) {
      throw new AppError('not-found', 'There is no such server');
    }
    return server;
  }

  async function start(visit: Visit, place: Place, next: string): Promise<void> {
    if (visit.visitor.name !== place.owner) {
      throw new AppError('not-allowed', `Only ${place.owner} can start this server`);
    }
    await servers.start(visit.visitor, place.server);
    visit.response.redirect(303, serverPage(visit.site, 'spawn-pending', place, next));
  }

  function ask(visit: Visit, place: Place, next: string, server: Server | null): void {
    const isOwn = visit.visitor.name === place.owner;
    const plan = servers.plan(visit.visitor, place.server);
    visit.show({
      page: 'start-server',
      title: isOwn ? 'Start your server' : `${place.owner}’s server`,
      data: {
        heading: isOwn ? 'Start your server?' : `${place.owner}’s server is not running`,
        explanation: isOwn
          ? `It will run ${plan.image} on ${plan.domain}. What you installed and your layout are still there.`
          : `Only ${place.owner} can start it.`,
        form: isOwn
          ? {
              action: serverPage(visit.site, 'spawn', place, ''),
              xsrf: accounts.xsrfToken(visit.request, visit.response),
              next
            }
          : null,
        logTail: server?.state === 'failed' ? server.logTail : null
      }
    });
  }

  const spawn = forVisitors(accounts, async visit => {
    const place = placeOf(visit);
    const next = safeNext(visit.request.query['next'], '');
    const server = lookUp(visit, place);
    if (server?.state === 'running') {
      visit.response.redirect(
        302,
        labAddress(visit.site, next || (server.url ?? visit.site.hubPath))
      );
    } else if (server?.state === 'starting' || server?.state === 'stopping') {
      visit.response.redirect(302, serverPage(visit.site, 'spawn-pending', place, next));
    } else if (isOwnNavigation(visit.request) && visit.visitor.name === place.owner) {
      await start(visit, place, next);
    } else {
      ask(visit, place, next, server);
    }
  });

  const startOnRequest = forVisitors(accounts, async visit => {
    const body = visit.request.body as { _xsrf?: string; next?: string } | undefined;
    accounts.checkForm(visit.request, body?._xsrf);
    const place = placeOf(visit);
    const server = lookUp(visit, place);
    const next = safeNext(body?.next, '');
    if (server?.state === 'running') {
      visit.response.redirect(
        303,
        labAddress(visit.site, next || (server.url ?? visit.site.hubPath))
      );
    } else {
      await start(visit, place, next);
    }
  });

  const pending = forVisitors(accounts, visit => {
    const place = placeOf(visit);
    const next = safeNext(visit.request.query['next'], '');
    const server = lookUp(visit, place);
    if (server?.state === 'running') {
      visit.response.redirect(
        302,
        labAddress(visit.site, next || (server.url ?? visit.site.hubPath))
      );
    } else if (!server || server.state === 'stopped') {
      ask(visit, place, next, server);
    } else if (visit.visitor.name !== place.owner) {
      visit.response.set('Refresh', '3');
      visit.show({
        page: 'problem',
        title: `${place.owner}’s server`,
        data: {
          heading: `${place.owner}’s server is ${server.state}`,
          explanation: 'This page looks again every few seconds.'
        }
      });
    } else {
      visit.show({
        page: 'start-progress',
        title: 'Starting your server',
        data: {
          xsrf: accounts.xsrfToken(visit.request, visit.response),
          server,
          next,
          labOrigin: visit.site.labOrigin ?? ''
        }
      });
    }
  });

  const options = forVisitors(accounts, visit => {
    const { server: asked = 'default' } = visit.request.params as { server?: string };
    const isNew = visit.request.path === '/new-server';
    const name = toRowName(asked);
    if (!isNew && name !== '' && !servers.find(visit.visitor, visit.visitor.name, name)) {
      throw new AppError('not-found', 'There is no such server');
    }
    visit.show({
      page: 'server-options',
      title: isNew ? 'New server' : 'Server options',
      data: {
        xsrf: accounts.xsrfToken(visit.request, visit.response),
        user: { name: visit.visitor.name },
        server: isNew ? null : toPublicName(name),
        next: safeNext(visit.request.query['next'], '')
      }
    });
  });
  const optionPages = ['/options', '/options/:server', '/new-server'];
  router.get(optionPages, options);
  router.all(optionPages, only('GET', 'HEAD'));

  for (const place of ['', '/:user', '/:user/:server']) {
    router.get(`/spawn${place}`, spawn);
    router.post(`/spawn${place}`, readForm, startOnRequest);
    router.all(`/spawn${place}`, only('GET', 'HEAD', 'POST'));
    router.get(`/spawn-pending${place}`, pending);
    router.all(`/spawn-pending${place}`, only('GET', 'HEAD'));
  }

  router.get(
    ['/user-redirect', '/user-redirect/', '/user-redirect/*path'],
    forVisitors(accounts, visit => {
      const owner = visit.visitor.name;
      const own = `${visit.site.basePath}user/${escapeSegment(owner)}/`;
      const rest = rawPath(visit.request).slice(`${visit.site.hubPath}user-redirect`.length);
      const { path = [] } = visit.request.params as { path?: string[] };
      const [first = ''] = path;
      const server = first !== '' && servers.find(visit.visitor, owner, first) ? first : '';
      visit.response.redirect(
        302,
        serverPage(visit.site, 'spawn', { owner, server }, own + rest.replace(/^\//, ''))
      );
    })
  );
}
