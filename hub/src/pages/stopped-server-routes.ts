import { setTimeout as wait } from 'node:timers/promises';

import type { Request, Response, Router } from 'express';

import { AppError } from '../errors.js';
import type { PageAccounts, PageServers } from './ports.js';
import { labAddress, serverPage } from './server-routes.js';
import { forVisitors, rawPath, type Visit } from './visit.js';

const MOST_REDIRECTS = 4;

/** Whether a program asks, which understands a message and not a page. */
function isForProgram(request: Request): boolean {
  return (
    !['GET', 'HEAD'].includes(request.method) ||
    request.path.split('/').includes('api') ||
    (request.get('Sec-Fetch-Mode') ?? 'navigate') !== 'navigate' ||
    request.accepts(['html', 'json']) === 'json'
  );
}

function notRunning(response: Response): void {
  // JupyterLab reads 424 as "the server is gone" and offers to start it again.
  response.status(424).json({ message: 'This server is not running', status: 424 });
}

const PATHS = ['/user/:owner', '/user/:owner/', '/user/:owner/*path'];

/** Programs that ask for a server without a route learn the same whoever they are: before any check of the visitor. */
export function bindStoppedServersForPrograms(router: Router): void {
  router.all(PATHS, (request, response, next) => {
    if (isForProgram(request)) {
      notRunning(response);
    } else {
      next();
    }
  });
}

/**
 * `{hub}user/…`: where the gateway sends requests to servers for which it has no route, so that the sign-in is at hand.
 */
export function bindStoppedServers(
  router: Router,
  accounts: PageAccounts,
  servers: PageServers
): void {
  async function goBack(visit: Visit, path: string): Promise<void> {
    const url = new URL(path, 'http://hub.invalid');
    const redirects = Number(url.searchParams.get('redirects') ?? '0') || 0;
    if (redirects >= MOST_REDIRECTS) {
      visit.show({
        page: 'problem',
        title: 'Server not reachable',
        status: 503,
        data: {
          heading: 'The server runs, but does not answer',
          explanation:
            'Wait a moment and try again. If that does not help, stop and start it on the home page.',
          link: { href: visit.site.hubPath + 'home', label: 'Go to Home' }
        }
      });
      return;
    }
    await wait(100 * 2 ** redirects);
    url.searchParams.set('redirects', String(redirects + 1));
    visit.response.redirect(302, labAddress(visit.site, `${url.pathname}${url.search}`));
  }

  const page = forVisitors(accounts, async visit => {
    const { owner, path } = visit.request.params as unknown as { owner: string; path?: string[] };
    const wanted = visit.site.basePath + rawPath(visit.request).slice(visit.site.hubPath.length);
    const first = path?.[0] ?? '';
    const named = first === '' ? null : servers.find(visit.visitor, owner, first);
    const server = named ?? servers.find(visit.visitor, owner, '');
    const place = { owner, server: named ? first : '' };
    if (!server && visit.visitor.name !== owner) {
      throw new AppError('not-found', 'There is no such server');
    }
    if (server?.state === 'running') {
      await goBack(visit, wanted);
    } else if (server && server.state !== 'stopped') {
      visit.response.redirect(303, serverPage(visit.site, 'spawn-pending', place, wanted));
    } else {
      const isOwn = visit.visitor.name === owner;
      visit.show({
        page: 'start-server',
        title: 'Server not running',
        status: 424,
        data: {
          heading: isOwn ? 'Your server is not running' : `${owner}’s server is not running`,
          explanation: isOwn
            ? 'Start it to go on where you left off: your files, what you installed and your layout are still there.'
            : `Only ${owner} can start it.`,
          form: isOwn
            ? {
                action: serverPage(visit.site, 'spawn', place, ''),
                xsrf: accounts.xsrfToken(visit.request, visit.response),
                next: wanted
              }
            : null,
          logTail: null
        }
      });
    }
  });
  router.get(PATHS, page);
}
