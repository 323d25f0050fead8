import type { Config } from '../config.js';
import {
  OUR_CONFIG_PATH,
  OUR_JUPYTER_PATH,
  SETTINGS_DIRECTORY,
  WORKSPACE,
  WORKSPACES_DIRECTORY
} from './mounts.js';
import { escapeSegment } from './names.js';
import type { ServerCredentials } from './ports.js';

/** Port that a single-user server listens on inside its container. */
export const SERVER_PORT = 8888;

export interface EnvironmentWish {
  readonly ownerName: string;
  /** Empty for the default server. */
  readonly serverName: string;
  /** Path of the server, escaped, with slashes at both ends. */
  readonly prefix: string;
  /** Base URL of the hub as the container sees it. */
  readonly hubUrl: string;
  readonly memoryBytes: number;
  readonly cores: number;
  readonly idleSeconds: number;
  /** The image's own JUPYTER_PATH, kept behind ours. */
  readonly jupyterPath: string;
  /** The same of its JUPYTER_CONFIG_PATH. */
  readonly jupyterConfigPath: string;
  /** Where the home directory is ours to give; null where it is the image's. */
  readonly home: string | null;
}

/** How this hub is set up, as far as servers are told. */
export type ServerSettings = Pick<Config, 'basePath' | 'hubPath' | 'hubOrigin' | 'labOrigin'>;

/** What a single-user server is told, without its secrets: those differ with every container. */
export function serverEnvironment(
  wish: EnvironmentWish,
  site: ServerSettings
): Record<string, string> {
  const api = `${wish.hubUrl}${site.hubPath}api`;
  const labOrigin = site.labOrigin ?? site.hubOrigin ?? '';
  const hubOrigin = site.hubOrigin ?? '';
  // A server reports what happened in it several times within the idle limit, or it would be stopped in between.
  const activityInterval = Math.max(10, Math.min(300, Math.floor(wish.idleSeconds / 4)));
  return {
    JUPYTERHUB_SERVICE_URL: `http://0.0.0.0:${SERVER_PORT}${wish.prefix}`,
    JUPYTERHUB_SERVICE_PREFIX: wish.prefix,
    JUPYTERHUB_API_URL: api,
    JUPYTERHUB_ACTIVITY_URL: `${api}/users/${escapeSegment(wish.ownerName)}/activity`,
    JUPYTERHUB_ACTIVITY_INTERVAL: String(activityInterval),
    JUPYTERHUB_USER: wish.ownerName,
    JUPYTERHUB_SERVER_NAME: wish.serverName,
    JUPYTERHUB_BASE_URL: site.basePath,
    JUPYTERHUB_HOST: labOrigin === hubOrigin ? '' : hubOrigin,
    JUPYTERHUB_PUBLIC_URL: labOrigin && `${labOrigin}${wish.prefix}`,
    JUPYTERHUB_PUBLIC_HUB_URL: hubOrigin && `${hubOrigin}${site.hubPath}`,
    JUPYTERHUB_OAUTH_CLIENT_ALLOWED_SCOPES: '[]',
    JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED: '0',
    JUPYTERHUB_ROOT_DIR: WORKSPACE,
    // The file browser opens where the user's own work is, not among the roots.
    JUPYTERHUB_DEFAULT_URL: `/lab/tree/Storage/${escapeSegment(wish.ownerName)}/persistent`,
    JUPYTER_PATH: [OUR_JUPYTER_PATH, wish.jupyterPath].filter(Boolean).join(':'),
    JUPYTER_CONFIG_PATH: [OUR_CONFIG_PATH, wish.jupyterConfigPath].filter(Boolean).join(':'),
    JUPYTERLAB_SETTINGS_DIR: SETTINGS_DIRECTORY,
    JUPYTERLAB_WORKSPACES_DIR: WORKSPACES_DIRECTORY,
    MEM_LIMIT: String(wish.memoryBytes),
    CPU_LIMIT: String(wish.cores),
    ...(wish.home === null ? {} : { HOME: wish.home })
  };
}

/** The secrets of one container. */
export function credentialsEnvironment(credentials: ServerCredentials): Record<string, string> {
  const scopes = JSON.stringify(credentials.accessScopes);
  return {
    JUPYTERHUB_API_TOKEN: credentials.token,
    JPY_API_TOKEN: credentials.token,
    JUPYTERHUB_CLIENT_ID: credentials.clientId,
    JUPYTERHUB_OAUTH_CALLBACK_URL: credentials.redirectUri,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: scopes,
    JUPYTERHUB_OAUTH_SCOPES: scopes
  };
}
