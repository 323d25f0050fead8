import type { Server } from '../../../contract/servers.js';
import { covers } from '../../accounts/scopes.js';
import type { TokenRow } from '../../accounts/token-store.js';
import { effectiveScopes } from '../../accounts/scopes.js';
import type { Principal, User } from '../../accounts/types.js';
import type { Account } from '../../accounts/user-store.js';
import { escapeSegment, serverPrefix, toRowName } from '../../servers/names.js';

/** Documents as JupyterHub sends them. */
export type Model = Record<string, unknown>;

/** Where the hub lives; both begin and end with a slash. */
export interface HubPaths {
  readonly basePath: string;
  readonly hubPath: string;
}

const PENDING: Partial<Record<Server['state'], string>> = { starting: 'spawn', stopping: 'stop' };

function isActive({ state }: Server): boolean {
  return state !== 'stopped' && state !== 'failed';
}

export function serverModel(owner: User, server: Server, paths: HubPaths): Model {
  const name = toRowName(server.name);
  const api = `${paths.hubPath}api/users/${escapeSegment(owner.name)}`;
  return {
    name,
    full_name: `${owner.name}/${name}`,
    display_name: server.displayName === server.name ? '' : server.displayName,
    last_activity: server.lastActivityAt,
    started: isActive(server) ? server.startedAt : null,
    pending: PENDING[server.state] ?? null,
    ready: server.state === 'running',
    stopped: !isActive(server),
    url: serverPrefix(paths.basePath, owner.name, name),
    full_url: null,
    progress_url: `${api}/${name === '' ? 'server' : `servers/${escapeSegment(name)}`}/progress`,
    full_progress_url: null,
    user_options: optionsOf(server),
    state: {}
  };
}

/** What a server is set to: as `POST` takes it. */
function optionsOf({ pending, domain, image, volumes }: Server): Model {
  return { ...(pending ?? { domain, image, volumes }) };
}

function initialsOf(displayName: string): string {
  const words = displayName.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map(word => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

/** Which fields a scope on a user opens. */
const FIELDS: readonly (readonly [scope: string, fields: readonly string[]])[] = [
  [
    'read:users',
    ['admin', 'roles', 'groups', 'server', 'pending', 'created', 'last_activity', 'user_info']
  ],
  ['read:users:name', ['admin', 'user_info']],
  ['read:users:groups', ['groups']],
  ['read:users:activity', ['last_activity']],
  ['read:servers', ['servers']],
  ['admin:auth_state', ['auth_state']]
];

/** A user as this caller may see him. `includeStopped` lists servers that do not run, too. */
export function userModel(
  principal: Principal,
  account: Account,
  servers: readonly Server[],
  options: {
    readonly paths: HubPaths;
    readonly includeStopped: boolean;
    /** Names of those that have accepted him. */
    readonly groups: readonly string[];
  }
): Model {
  const main = servers.find(server => toRowName(server.name) === '');
  const shown = servers.filter(server => options.includeStopped || isActive(server));
  const whole: Model = {
    admin: account.admin,
    roles: account.admin ? ['admin', 'user'] : ['user'],
    groups: [...options.groups],
    server:
      main?.state === 'running' ? serverPrefix(options.paths.basePath, account.name, '') : null,
    pending: (main && PENDING[main.state]) ?? null,
    created: account.createdAt,
    last_activity: account.lastActivityAt,
    user_info: {
      name: account.name,
      display_name: account.displayName,
      initials: initialsOf(account.displayName),
      avatar_url: null,
      color: null
    },
    servers: Object.fromEntries(
      shown.map(server => [toRowName(server.name), serverModel(account, server, options.paths)])
    ),
    auth_state: null
  };
  const visible = new Set(
    FIELDS.flatMap(([scope, fields]) =>
      covers(principal.scopes, `${scope}!user=${account.name}`) ? fields : []
    )
  );
  return {
    kind: 'user',
    name: account.name,
    ...Object.fromEntries(Object.entries(whole).filter(([field]) => visible.has(field)))
  };
}

/** `a12` is how tokens are named. */
export function tokenName(id: number): string {
  return `a${id}`;
}

/** @returns null for what is no name of a token */
export function tokenIdOf(name: string): number | null {
  const digits = /^a(\d{1,15})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function tokenModel(owner: User, token: TokenRow, publicSessionId: string | null): Model {
  return {
    user: owner.name,
    id: tokenName(token.id),
    kind: 'api_token',
    roles: [],
    scopes: [...effectiveScopes(token.scopes, owner)].sort(),
    created: token.createdAt,
    last_activity: token.lastUsedAt,
    expires_at: token.expiresAt,
    note: token.note,
    session_id: publicSessionId,
    oauth_client: token.oauthClientId === null ? 'JupyterHub' : token.note
  };
}
