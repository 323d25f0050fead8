import express, { type Express, type Router } from 'express';
import type { Logger } from 'pino';

import { API_PATH } from '../contract/endpoint.js';
import type { Config } from './config.js';
import { healthRouter } from './http/health.js';
import { problemHandler } from './http/problem-handler.js';
import { requestId } from './http/request-id.js';
import { type Site, useSite } from './pages/site.js';

/** The faces of the hub, each bound to its services already. */
export interface Faces {
  /** The platform's own API, below `api/v1`. */
  readonly api: Router;
  /** JupyterHub's API, below `api`. */
  readonly jupyterhub: Router;
  /** What visitors without an account see through links, below `l`; left out where there are none. */
  readonly links?: Router;
  /** Everything else below the hub's path. */
  readonly pages: Router;
}

/** Builds the hub's application; it never listens. */
export function buildApp(
  config: Pick<Config, 'hubPath'>,
  site: Site,
  faces: Faces,
  log: Pick<Logger, 'error'>
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  useSite(app, site);
  app.use(requestId);
  app.use(config.hubPath, healthRouter());
  app.use(`${config.hubPath}${API_PATH}`, faces.api, problemHandler(log));
  app.use(`${config.hubPath}api`, faces.jupyterhub);
  if (faces.links) {
    app.use(`${config.hubPath}l`, faces.links);
  }
  app.use(config.hubPath, faces.pages);
  app.use((_request, response) => {
    response.redirect(302, config.hubPath);
  });
  app.use(problemHandler(log));
  return app;
}
