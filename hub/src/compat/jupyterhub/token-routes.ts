import type { Request } from 'express';
import { z } from 'zod';

import { scopesOf } from '../../accounts/scopes.js';
import type { AccountService } from '../../accounts/service.js';
import type { SessionService } from '../../accounts/sessions.js';
import type { TokenRow } from '../../accounts/token-store.js';
import type { ApiTokenWish, TokenService } from '../../accounts/tokens.js';
import type { Principal, User } from '../../accounts/types.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import { readAsJson } from '../../http/bodies.js';
import { clientOf } from '../../http/client.js';
import type { Callers } from './callers.js';
import type { HubApi } from './hub-api.js';
import { tokenIdOf, tokenModel } from './models.js';

const MAX_BODY_BYTES = 64 * 1024;
const LONGEST_SECONDS = 10 * 366 * 24 * 3600;

const TokenWish = z.strictObject({
  note: z.string().max(1000).nullish(),
  expires_in: z.number().int().min(1).max(LONGEST_SECONDS).nullish(),
  scopes: z.array(z.string().max(300)).max(200).nullish(),
  roles: z.array(z.string().max(100)).max(10).nullish(),
  auth: z.strictObject({ username: z.string().max(255), password: z.string().max(1024) }).optional()
});

/** Roles of old clients, as scopes. */
const ROLES = new Map([
  ['token', 'inherit'],
  ['user', 'self']
]);

function scopesWanted(wish: z.output<typeof TokenWish>): string[] {
  return [
    ...(wish.scopes ?? []),
    ...(wish.roles ?? []).map(role => {
      const scope = ROLES.get(role);
      if (scope === undefined) {
        throw new AppError('invalid-request', `No role ${role} for tokens; name scopes instead`);
      }
      return scope;
    })
  ];
}

/** A user's own tokens; with a name and a password instead of credentials, a first one. */
export function bindTokens(
  api: HubApi,
  callers: Callers,
  accounts: AccountService,
  sessions: SessionService,
  tokens: TokenService,
  clock: Clock
): void {
  const modelOf = (owner: User, token: TokenRow) =>
    tokenModel(
      owner,
      token,
      token.sessionId === null ? null : (sessions.byId(token.sessionId)?.publicId ?? null)
    );

  function find(owner: User, name: string): TokenRow {
    const id = tokenIdOf(name);
    const token = tokens.listFor(owner).find(candidate => candidate.id === id);
    if (!token) {
      throw new AppError('not-found', 'No such token');
    }
    return token;
  }

  /** Who asks for a token: known already, or by the password in the body. */
  async function asker(
    request: Request,
    known: Principal | null,
    auth: { username: string; password: string } | undefined
  ): Promise<Principal> {
    if (known || !auth) {
      return known ?? callers.principal(request);
    }
    const user = await accounts.verifyPassword(
      auth.username,
      auth.password,
      clientOf(request).address
    );
    return {
      user,
      via: 'token',
      tokenKind: null,
      tokenId: null,
      sessionId: null,
      scopes: scopesOf(user)
    };
  }

  api.on('get', '/users/:name/tokens', ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'read:tokens');
    response.json({ api_tokens: tokens.listFor(owner).map(token => modelOf(owner, token)) });
  });

  api.open('post', '/users/:name/tokens', async (request, response) => {
    const known = callers.hasCredentials(request) ? callers.principal(request) : null;
    await readAsJson(request, response, MAX_BODY_BYTES);
    const parsed = TokenWish.safeParse(request.body ?? {});
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new AppError('invalid-request', `${issue?.path.join('.')}: ${issue?.message}`);
    }
    const principal = await asker(request, known, parsed.data.auth);
    const owner = callers.target(principal, String(request.params['name']), 'tokens');
    if (owner.id !== principal.user.id) {
      // Whoever holds a token of Kim's is Kim: not even administrators become somebody else in silence.
      throw new AppError('not-allowed', 'Tokens are made by their owner only');
    }
    const wish: ApiTokenWish = {
      note: (parsed.data.note ?? 'Requested via api').replace(/\p{Cc}/gu, ' '),
      scopes: scopesWanted(parsed.data),
      expiresAt: parsed.data.expires_in
        ? new Date(clock().getTime() + parsed.data.expires_in * 1000)
        : null
    };
    const { token, row } = tokens.createApiToken(principal, wish);
    response.status(201).json({ ...modelOf(owner, row), token });
  });

  api.on('get', '/users/:name/tokens/:id', ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'read:tokens');
    response.json(modelOf(owner, find(owner, params['id'] ?? '')));
  });

  api.on('delete', '/users/:name/tokens/:id', async ({ principal, params, response }) => {
    const owner = callers.target(principal, params['name'] ?? '', 'tokens');
    await tokens.revoke(owner, find(owner, params['id'] ?? ''));
    response.status(204).end();
  });
}
