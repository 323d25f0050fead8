import type { AccountService } from '../../accounts/service.js';
import type { SessionService } from '../../accounts/sessions.js';
import type { Principal } from '../../accounts/types.js';
import type { Callers } from './callers.js';
import type { HubApi } from './hub-api.js';
import { type HubPaths, type Model, tokenName, userModel } from './models.js';
import type { HubGroups, HubServers } from './ports.js';

const READS = [
  'read:users',
  'read:users:name',
  'read:users:groups',
  'read:users:activity',
  'read:servers',
  'read:roles:users',
  'admin:auth_state'
];

/** Bare, or any value but `0` and `false`. */
export function isFlagSet(value: unknown): boolean {
  return value !== undefined && value !== '0' && value !== 'false';
}

/** Who is calling, and what is known of a user. */
export function bindUsers(
  api: HubApi,
  callers: Callers,
  accounts: AccountService,
  sessions: SessionService,
  servers: HubServers,
  groups: HubGroups,
  paths: HubPaths
): void {
  function publicSessionId({ via, sessionId }: Principal): string | null {
    return via === 'token' && sessionId !== null
      ? (sessions.byId(sessionId)?.publicId ?? null)
      : null;
  }

  api.on('get', '/user', ({ principal, response }) => {
    const model: Model = userModel(
      principal,
      accounts.accountOf(principal.user),
      servers.listFor(principal.user),
      { paths, includeStopped: false, groups: groups.namesOf(principal.user.id) }
    );
    response.json({
      ...model,
      token_id: principal.tokenId === null ? null : tokenName(principal.tokenId),
      session_id: publicSessionId(principal),
      scopes: [...principal.scopes].sort()
    });
  });

  api.on('get', '/users/:name', ({ principal, params, request, response }) => {
    const user = callers.target(principal, params['name'] ?? '', ...READS);
    response.json(
      userModel(principal, accounts.accountOf(user), servers.listFor(user), {
        paths,
        groups: groups.namesOf(user.id),
        includeStopped: isFlagSet(request.query['include_stopped_servers'])
      })
    );
  });
}
