import type { ActivityRecorder } from '../activity/ports.js';
import type { Clock } from '../clock.js';
import type { GatewayLink } from '../gateway/ports.js';
import type { Database } from '../sqlite/database.js';
import { Attempts } from './attempts.js';
import type { CookiePaths } from './cookies.js';
import { OAuthService } from './oauth.js';
import { Passwords } from './passwords.js';
import { Revocations } from './revocations.js';
import { AccountService } from './service.js';
import { SessionService } from './sessions.js';
import { TokenStore } from './token-store.js';
import { TokenService, type TokenSettings } from './tokens.js';
import { UserStore } from './user-store.js';

/** What the accounts need of the rest of the hub. */
export interface AccountsNeeds {
  readonly database: Database;
  readonly gateway: GatewayLink;
  readonly activity: ActivityRecorder;
  readonly clock: Clock;
  readonly paths: CookiePaths;
  readonly tokens: TokenSettings;
}

/** The services of this domain, made for each other. */
export interface Accounts {
  readonly accounts: AccountService;
  readonly sessions: SessionService;
  readonly tokens: TokenService;
  readonly oauth: OAuthService;
  readonly revocations: Revocations;
}

export function composeAccounts(needs: AccountsNeeds): Accounts {
  const { database, gateway, clock } = needs;
  const users = new UserStore(database);
  const tokenStore = new TokenStore(database);
  const revocations = new Revocations(gateway);
  const sessions = new SessionService(
    database,
    users,
    tokenStore,
    gateway,
    revocations,
    needs.paths,
    clock
  );
  const tokens = new TokenService(database, tokenStore, users, revocations, needs.tokens, clock);
  const oauth = new OAuthService(
    database,
    tokenStore,
    users,
    sessions,
    gateway,
    needs.tokens.isServerLive,
    clock
  );
  const accounts = new AccountService(
    users,
    sessions,
    tokens,
    new Passwords(),
    new Attempts(),
    needs.activity,
    clock
  );
  return { accounts, sessions, tokens, oauth, revocations };
}
