import { Router } from 'express';
import type { Logger } from 'pino';

import type { Accounts } from '../../accounts/compose.js';
import type { ActivityRecorder } from '../../activity/ports.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import { covers } from '../../accounts/scopes.js';
import { stillHoldsBy } from '../../http/authenticate.js';
import { bindActivityReports } from './activity-routes.js';
import { bindAuthorize } from './authorize-routes.js';
import { Callers } from './callers.js';
import { hubApiFailures } from './failures.js';
import { HubApi } from './hub-api.js';
import type { HubPaths } from './models.js';
import { bindOAuthToken } from './oauth-token-routes.js';
import type { HubGroups, HubServers } from './ports.js';
import { bindServers } from './server-routes.js';
import { bindTokens } from './token-routes.js';
import { bindUsers } from './user-routes.js';
import { JUPYTERHUB_VERSION } from './version.js';

export interface JupyterHubDeps extends Pick<
  Accounts,
  'accounts' | 'sessions' | 'tokens' | 'oauth'
> {
  readonly servers: HubServers;
  readonly groups: HubGroups;
  readonly activity: ActivityRecorder;
  readonly paths: HubPaths;
  /** Origin of the Lab pages where it is not the hub's own. */
  readonly labOrigin: string | undefined;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}

/**
 * What single-user servers and clients of JupyterHub's API ask of a hub. To be mounted at `{hubPath}api`, after the
 * platform's own API. The app must have been given its site (`useSite`), for the pages of the authorization.
 */
export function jupyterhubRouter(deps: JupyterHubDeps): Router {
  const {
    accounts,
    sessions,
    tokens,
    oauth,
    servers,
    groups,
    activity,
    paths,
    labOrigin,
    clock,
    log
  } = deps;
  const router = Router({ caseSensitive: true, strict: true });
  router.use((_request, response, next) => {
    response.set('X-JupyterHub-Version', JUPYTERHUB_VERSION);
    next();
  });
  bindAuthorize(router, { oauth, sessions, activity, hubPath: paths.hubPath, labOrigin, log });
  bindOAuthToken(router, oauth);

  const callers = new Callers(accounts, sessions, tokens);
  const api = new HubApi(callers);
  api.open('get', '/', (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*').json({ version: JUPYTERHUB_VERSION });
  });
  api.on('get', '/info', ({ principal, response }) => {
    if (!covers(principal.scopes, 'read:hub')) {
      throw new AppError('not-allowed', 'Action is not authorized with current scopes');
    }
    response.json({
      version: JUPYTERHUB_VERSION,
      python: '',
      sys_executable: '',
      spawner: { class: 'labcommons.ContainerSpawner', version: JUPYTERHUB_VERSION },
      authenticator: { class: 'labcommons.Accounts', version: JUPYTERHUB_VERSION }
    });
  });
  bindUsers(api, callers, accounts, sessions, servers, groups, paths);
  bindActivityReports(api, callers, accounts, servers, clock);
  bindServers(api, callers, servers, paths, stillHoldsBy(sessions, tokens));
  bindTokens(api, callers, accounts, sessions, tokens, clock);
  api.close();

  router.use(api.router);
  router.use(hubApiFailures(log));
  return router;
}
