import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Logger } from 'pino';

import { PROBLEMS } from '../../contract/problem.js';
import { type AppEntrances, bindAppEntrance } from '../apps/routes.js';
import { type AppLinkPages, bindAppLinks, programsFor } from '../app-links/routes.js';
import type { Guide } from '../guide/guide.js';
import { bindGuide, guidePictures } from '../guide/routes.js';
import { appErrorOf } from '../http/problem-handler.js';
import { requireProvenance } from '../http/provenance.js';
import { requestIdOf } from '../http/request-id.js';
import { bindAdminPages } from './admin-routes.js';
import { bindEmailPages } from './email-routes.js';
import { showError } from './error-pages.js';
import { pageHeaders } from './page-headers.js';
import type { PageAccounts, PageServers, PageEmail } from './ports.js';
import { bindServerPages, labAddress } from './server-routes.js';
import { bindSignIn } from './sign-in-routes.js';
import type { Site } from './site.js';
import { bindStoppedServers, bindStoppedServersForPrograms } from './stopped-server-routes.js';
import { logo } from './views/logo.js';
import { forVisitors, only } from './visit.js';

export interface PagesDeps {
  readonly site: Site;
  readonly accounts: PageAccounts;
  readonly servers: PageServers;
  readonly apps: AppEntrances;
  readonly email: PageEmail;
  readonly appLinks: AppLinkPages;
  readonly guide: Guide;
  readonly log: Pick<Logger, 'error'>;
}

/** Files whose names carry a hash of their content: they may be kept for ever. */
function assets(site: Site): RequestHandler {
  return express.static(site.assets.directory, {
    immutable: true,
    maxAge: '365d',
    index: false,
    redirect: false,
    setHeaders: response => {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    }
  });
}

/** `/hub` means `/hub/`. Elsewhere a slash too many is taken away. */
function slashes(site: Site): RequestHandler {
  return (request, response, next) => {
    const [path = '', query] = request.originalUrl.split(/\?(.*)/s);
    const rest = query === undefined ? '' : `?${query}`;
    if (`${path}/` === site.hubPath) {
      response.redirect(301, site.hubPath + rest);
    } else if (/[^/]\/$/.test(request.path) && !/^\/user(-redirect)?\//.test(request.path)) {
      response.redirect(301, path.replace(/\/$/, '') + rest);
    } else {
      next();
    }
  };
}

function bindHome(router: Router, { accounts, servers, appLinks }: PagesDeps): void {
  router.get(
    '/',
    forVisitors(accounts, ({ visitor, site, response }) => {
      const own = servers.find(visitor, visitor.name, '');
      const url = own?.state === 'running' ? own.url : null;
      response.redirect(302, url ? labAddress(site, url) : `${site.hubPath}home`);
    })
  );
  router.get(
    '/home',
    forVisitors(accounts, async ({ visitor, site, request, response, show }) => {
      show({
        page: 'home',
        title: 'Home',
        data: {
          xsrf: accounts.xsrfToken(request, response),
          user: { name: visitor.name, displayName: visitor.displayName },
          servers: await servers.listFor(visitor),
          plan: servers.plan(visitor),
          labOrigin: site.labOrigin ?? '',
          programs: programsFor(visitor, site, appLinks)
        }
      });
    })
  );
  router.get(
    '/token',
    forVisitors(accounts, ({ visitor, request, response, show }) => {
      show({
        page: 'tokens',
        title: 'Keys and password',
        data: {
          xsrf: accounts.xsrfToken(request, response),
          user: { name: visitor.name }
        }
      });
    })
  );
}

/** Every page of the hub; to be mounted at the hub's path, after the APIs. */
export function pagesRouter(deps: PagesDeps): Router {
  const { site, accounts, servers, guide } = deps;
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/assets', assets(site));
  router.use((_request, response, next) => {
    response.set(pageHeaders(site.labOrigin));
    next();
  });
  router.get('/logo', (_request, response) => {
    response.set('Cache-Control', 'max-age=86400').type('svg').send(logo(64).text);
  });
  router.get('/guide/pictures/:file', guidePictures(guide));
  router.use(slashes(site));
  bindStoppedServersForPrograms(router);
  router.use((request, _response, next) => {
    requireProvenance(request, 'page');
    next();
  });
  bindStoppedServers(router, accounts, servers);
  bindAppEntrance(router, accounts, deps.apps);
  bindSignIn(router, accounts);
  bindHome(router, deps);
  bindServerPages(router, accounts, servers);
  bindAppLinks(router, accounts, deps.appLinks);
  bindEmailPages(router, accounts, deps.email);
  bindAdminPages(router, accounts);
  bindGuide(router, guide, accounts);
  router.all(['/', '/home', '/token'], only('GET', 'HEAD'));
  router.get('/error/:code', (request, response) => {
    showError(response, Number(request.params['code']), accounts.visitorOf(request));
  });
  router.use((request, response) => {
    showError(response, 404, accounts.visitorOf(request));
  });
  router.use(failures(deps));
  return router;
}

/** Failures as pages: never a bare document, never a stack. */
function failures({ accounts, log }: PagesDeps): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = appErrorOf(thrown);
    const visitor = accounts.visitorOf(request);
    const { status } = PROBLEMS[error.code];
    if (error.code === 'internal') {
      const requestId = requestIdOf(response);
      log.error({ err: error.cause ?? error, requestId, path: request.path }, 'page failed');
      showError(response, status, visitor, `It was written to the log as ${requestId}.`);
    } else {
      showError(response, status, visitor, error.message);
    }
  };
}
