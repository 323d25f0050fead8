import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';

import { PROBLEMS } from '../../contract/problem.js';
import { AppError } from '../errors.js';
import { showError } from './error-pages.js';
import { pageHeaders } from './page-headers.js';
import type { PageAccounts, PageServers } from './ports.js';
import { bindServerPages, labAddress } from './server-routes.js';
import { bindSignIn } from './sign-in-routes.js';
import type { Site } from './site.js';
import { bindStoppedServers } from './stopped-server-routes.js';
import { logo } from './views/logo.js';
import { forVisitors } from './visit.js';

export interface PagesDeps {
  readonly site: Site;
  readonly accounts: PageAccounts;
  readonly servers: PageServers;
  /** Lets only real navigations through: what no script of another page can send. */
  readonly guard: RequestHandler;
  /** Told of errors that are ours. */
  readonly report: (error: unknown) => void;
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

function bindHome(router: Router, { accounts, servers }: PagesDeps): void {
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
          announcement: site.announcement,
          labOrigin: site.labOrigin ?? ''
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
  const { site, accounts, servers } = deps;
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/assets', assets(site));
  router.use((_request, response, next) => {
    response.set(pageHeaders(site.labOrigin));
    next();
  });
  router.get('/health', (_request, response) => {
    response.status(200).end();
  });
  router.get('/logo', (_request, response) => {
    response.set('Cache-Control', 'max-age=86400').type('svg').send(logo(64).text);
  });
  router.use(slashes(site));
  bindStoppedServers(router, accounts, servers);
  router.use(deps.guard);
  bindSignIn(router, accounts);
  bindHome(router, deps);
  bindServerPages(router, accounts, servers);
  router.get('/error/:code', (request, response) => {
    showError(response, Number(request.params['code']), accounts.visitorOf(request));
  });
  router.use((request, response) => {
    showError(response, 404, accounts.visitorOf(request));
  });
  router.use(failures(deps));
  return router;
}

function failures({ accounts, report }: PagesDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const visitor = accounts.visitorOf(request);
    if (error instanceof AppError) {
      showError(response, PROBLEMS[error.code].status, visitor, error.message);
    } else if (error instanceof URIError) {
      showError(response, 400, visitor);
    } else {
      report(error);
      showError(response, 500, visitor);
    }
  };
}
