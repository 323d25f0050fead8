import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type Router } from 'express';

import { type Accounts, composeAccounts } from '../../src/accounts/compose.js';
import { bindAccounts } from '../../src/accounts/routes.js';
import { scopesOf } from '../../src/accounts/scopes.js';
import type { User } from '../../src/accounts/types.js';
import { bindActivity } from '../../src/activity/routes.js';
import { ActivityService } from '../../src/activity/service.js';
import { type Config, loadConfig } from '../../src/config.js';
import { Api } from '../../src/http/api.js';
import { authenticateBy } from '../../src/http/authenticate.js';
import { healthRouter } from '../../src/http/health.js';
import { problemHandler } from '../../src/http/problem-handler.js';
import { requestId } from '../../src/http/request-id.js';
import { oauthClientId } from '../../src/servers/names.js';
import { GrantService } from '../../src/sharing/service.js';
import { Database } from '../../src/sqlite/database.js';
import { FakeEngine } from '../../src/testing/fake-engine.js';
import { RecordingGateway } from '../../src/testing/recording-gateway.js';
import { type TemporaryFiles, temporaryFiles } from '../../src/testing/temporary-files.js';
import { Client } from './client.js';

export const PASSWORD = 'correct horse battery';

/** Everything below the routes, to be used by the bindings of a test and looked at by its checks. */
export interface Parts extends Accounts {
  readonly config: Config;
  readonly database: Database;
  readonly activity: ActivityService;
  readonly grants: GrantService;
  readonly gateway: RecordingGateway;
  readonly engine: FakeEngine;
  readonly temporary: TemporaryFiles;
  readonly clock: () => Date;
}

export interface HarnessOptions {
  /** Environment of the hub beside the defaults. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Binds further domains to the API. */
  readonly bind?: (api: Api, parts: Parts) => void;
  /** Further routers below the hub's path, before the API. */
  readonly routers?: (
    parts: Parts
  ) => readonly { readonly path: string; readonly router: Router }[];
}

export interface SignedInClient extends Client {
  readonly user: User;
}

/** The whole hub over HTTP, in memory, with fakes for the engine and the gateway and real files in a temporary directory. */
export class Harness {
  /** Failures that were the hub's own fault. A test that expects none checks that it is empty. */
  readonly internalErrors: unknown[] = [];
  private origin = '';

  private constructor(
    readonly parts: Parts,
    private readonly server: Server,
    private readonly time: { offsetMs: number }
  ) {}

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const temporary = temporaryFiles();
    const time = { offsetMs: 0 };
    const parts = composeParts(temporary, time, options.environment ?? {});
    const app = express();
    const server = createServer(app);
    const harness = new Harness(parts, server, time);
    buildApp(app, parts, options, error => harness.internalErrors.push(error));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    harness.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return harness;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    this.parts.database.close();
    this.parts.temporary.remove();
  }

  /** Somebody without credentials, as the gateway forwards him. */
  stranger(): Client {
    const client = new Client(this.origin, this.parts.config.hubPath);
    client.headers['x-forwarded-for'] = '198.51.100.7';
    client.headers['x-forwarded-proto'] = 'http';
    return client;
  }

  /** A user, made unless there is one of this name. Password {@link PASSWORD}. */
  async user(name: string, { admin = false } = {}): Promise<User> {
    const { accounts } = this.parts;
    return accounts.findUser(name) ?? accounts.createUser({ name, admin, password: PASSWORD });
  }

  /** The script of a hub page: session cookie and its token, as a browser of today sends them. */
  async signedIn(name: string, options: { admin?: boolean } = {}): Promise<SignedInClient> {
    const user = await this.user(name, options);
    const client = Object.assign(this.stranger(), { user });
    const { cookies } = await this.parts.sessions.signIn(user, {
      address: '198.51.100.7',
      userAgent: 'test',
      secure: false
    });
    client.keep(cookies);
    const xsrf = this.parts.sessions.fromRequest({
      headers: { cookie: client.cookieHeader() }
    })?.xsrf;
    Object.assign(client.headers, {
      'x-xsrftoken': xsrf ?? '',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty'
    });
    return client;
  }

  /** A script with an API token of the user that reaches everything he may do. */
  async withToken(name: string, options: { admin?: boolean } = {}): Promise<SignedInClient> {
    const user = await this.user(name, options);
    const client = Object.assign(this.stranger(), { user });
    client.headers['authorization'] = `Bearer ${this.apiToken(user)}`;
    return client;
  }

  apiToken(user: User, scopes: readonly string[] = [], expiresAt: Date | null = null): string {
    const by = {
      user,
      via: 'session' as const,
      tokenKind: null,
      tokenId: null,
      sessionId: null,
      scopes: scopesOf(user)
    };
    return this.parts.tokens.createApiToken(by, { note: 'test', scopes, expiresAt }).token;
  }

  /** Turns the clock. */
  advance(ms: number): void {
    this.time.offsetMs += ms;
  }

  /** What the given tables hold, as text: equal before and after means that nothing changed. */
  digest(tables: readonly string[] = TABLES): string {
    return tables
      .map(table => JSON.stringify(this.parts.database.prepare(`SELECT * FROM ${table}`).all()))
      .join('\n');
  }
}

/** Every table that a request may change, except the record of activity. */
export const TABLES: readonly string[] = [
  'users',
  'sessions',
  'oauth_clients',
  'tokens',
  'oauth_codes',
  'grants',
  'volumes',
  'images',
  'servers',
  'jobs',
  'job_attempts',
  'job_transitions',
  'events'
];

function composeParts(
  temporary: TemporaryFiles,
  time: { offsetMs: number },
  environment: Readonly<Record<string, string>>
): Parts {
  const { config } = loadConfig({ LABCOMMONS_DATA: temporary.directory, ...environment });
  const database = new Database(':memory:');
  const clock = () => new Date(Date.now() + time.offsetMs);
  const gateway = new RecordingGateway();
  const activity = new ActivityService(database, clock);
  const liveServer = database.prepare<[string]>(
    `SELECT 1 FROM servers WHERE id = ? AND state IN ('starting', 'running', 'stopping')`
  );
  const composed = composeAccounts({
    database,
    gateway,
    activity,
    clock,
    paths: config,
    tokens: {
      isServerLive: id => liveServer.get(id) !== undefined,
      oauthClientId,
      callbackOrigin: ''
    }
  });
  const grants = new GrantService(database, clock);
  const engine = new FakeEngine();
  return { ...composed, config, database, activity, grants, gateway, engine, temporary, clock };
}

function buildApp(
  app: express.Application,
  parts: Parts,
  options: HarnessOptions,
  onInternalError: (error: unknown) => void
): void {
  const { config, accounts, sessions, tokens, activity, revocations } = parts;
  app.disable('x-powered-by');
  app.use(requestId);
  app.use(config.hubPath, healthRouter());
  const api = new Api(authenticateBy(sessions, tokens));
  bindAccounts(api, accounts, sessions, {
    limits: { servers: 3, runningJobs: 2, queuedJobs: 1000 },
    features: ['servers', 'volumes', 'jobs']
  });
  bindActivity(api, activity, revocations, ({ sessionId, tokenId }) =>
    tokenId === null ? sessionId !== null && sessions.isLive(sessionId) : tokens.isLive(tokenId)
  );
  options.bind?.(api, parts);
  for (const { path, router } of options.routers?.(parts) ?? []) {
    app.use(`${config.hubPath}${path}`, router);
  }
  app.use(`${config.hubPath}api/v1`, api.close());
  app.use(problemHandler({ error: onInternalError }));
}
