import { API_PATH } from '../../hub/contract/endpoint.js';
import { HubClient } from './hub-client.js';

/** Where this page stands towards a hub. */
export type HubConnection =
  | { readonly kind: 'none' }
  | { readonly kind: 'visitor'; readonly owner: string }
  | {
      readonly kind: 'own';
      readonly user: string;
      /** Name of this server in the API; `default` for the default one. */
      readonly server: string;
      readonly client: HubClient;
      /** Path of the hub's pages, with a slash at its end. */
      readonly hubPath: string;
    };

/** What JupyterLab's page says about the hub, by the names that a single-user server gives. */
export interface PageFacts {
  readonly hubPrefix: string;
  readonly hubUser: string;
  readonly hubServerUser: string;
  readonly hubServerName: string;
  readonly token: string;
}

/**
 * Reads the connection off the page. The API is always asked on the page's own origin: with a hub on another host, the
 * lab host serves the API for bearer tokens.
 */
export function connectionOf(
  page: PageFacts,
  world: { origin: string; fetch: typeof fetch }
): HubConnection {
  if (!page.hubPrefix) return { kind: 'none' };
  if (page.hubServerUser && page.hubUser && page.hubServerUser !== page.hubUser) {
    return { kind: 'visitor', owner: page.hubServerUser };
  }
  const hubPath = page.hubPrefix.replace(/\/*$/, '/');
  return {
    kind: 'own',
    user: page.hubUser,
    server: page.hubServerName || 'default',
    hubPath,
    client: new HubClient({
      baseUrl: new URL(hubPath + API_PATH, world.origin).href,
      token: page.token,
      fetch: world.fetch
    })
  };
}
