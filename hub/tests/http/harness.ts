import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';

import type { Express } from 'express';
import { pino } from 'pino';
import { monotonicFactory } from 'ulid';

import type { ServerState } from '../../contract/servers.js';
import { type Accounts, composeAccounts } from '../../src/accounts/compose.js';
import { bindAccounts } from '../../src/accounts/routes.js';
import { scopesOf } from '../../src/accounts/scopes.js';
import { hashSecret } from '../../src/accounts/secrets.js';
import type { User } from '../../src/accounts/types.js';
import { bindActivity } from '../../src/activity/routes.js';
import { ActivityService } from '../../src/activity/service.js';
import { buildApp } from '../../src/app.js';
import { jupyterhubRouter } from '../../src/compat/jupyterhub/routes.js';
import { composeHub } from '../../src/compose.js';
import type { Hub } from '../../src/hub.js';
import { type Config, loadConfig } from '../../src/config.js';
import { Api } from '../../src/http/api.js';
import { authenticateBy, stillHoldsBy } from '../../src/http/authenticate.js';
import type { Outbox } from '../../src/mail/outbox.js';
import type { Mounting } from '../../src/mounts/compose.js';
import type { MeasureDisks } from '../../src/room/ports.js';
import type { MailTransport } from '../../src/mail/ports.js';
import { NotificationService } from '../../src/notifications/service.js';
import { pageAccounts } from '../../src/pages/accounts.js';
import { pagesRouter } from '../../src/pages/routes.js';
import type { QueryRunner } from '../../src/databases/ports.js';
import { QueryProcesses } from '../../src/databases/query-processes.js';
import { prepareDataDirectory } from '../../src/data-directory.js';
import { Guide } from '../../src/guide/guide.js';
import { findInstallation } from '../../src/installation.js';
import { WorkerClient } from '../../src/files/worker-client.js';
import { soleDoor } from '../../src/testing/sole-door.js';
import { platformIdentity } from '../../src/identity.js';
import type { Finding } from '../../src/search/compose.js';
import { oauthClientId } from '../../src/servers/names.js';
import type { GroupService } from '../../src/groups/service.js';
import { GroupStore } from '../../src/groups/store.js';
import { GrantService } from '../../src/sharing/service.js';
import { Database } from '../../src/sqlite/database.js';
import { FakeEngine } from '../../src/testing/fake-engine.js';
import type { FilesWorkerProcess } from '../../src/testing/files-worker-process.js';
import { RecordingGateway } from '../../src/testing/recording-gateway.js';
import { queryProgram } from '../../src/testing/query-program.js';
import { type TemporaryFiles, temporaryFiles } from '../../src/testing/temporary-files.js';
import { AppLinksWorld } from './app-links-world.js';
import { Client } from './client.js';
import { FakeServers } from './fake-servers.js';
import { PASSWORD, PASSWORD_HASH } from './password.js';

export { PASSWORD };

/** Everything below the routes, to be used by the bindings of a test and looked at by its checks. */
export interface Parts extends Accounts {
  readonly config: Config;
  readonly database: Database;
  readonly activity: ActivityService;
  readonly notifications: NotificationService;
  /** Of a whole hub with mail; not started. */
  readonly outbox?: Outbox | null;
  readonly grants: GrantService;
  /** Of a whole hub. */
  readonly groups?: GroupService;
  readonly finding?: Finding;
  readonly gateway: RecordingGateway;
  readonly engine: FakeEngine;
  readonly servers: FakeServers;
  readonly temporary: TemporaryFiles;
  readonly clock: () => Date;
}

export interface HarnessOptions {
  /** Environment of the hub beside the defaults. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Binds further domains to the API. */
  readonly bind?: (api: Api, parts: Parts) => void;
  /**
   * Composes the hub as `main.ts` does, with every domain. `parts.servers` then only makes rows; what the hub does with
   * them is the real thing, over the fake engine.
   */
  readonly whole?: boolean;
  /** The mail server of a whole hub; default: none. */
  readonly mail?: MailTransport;
  /** Runs the SQL of a whole hub; default: the real thing. */
  readonly queryRunner?: QueryRunner;
  /** What a whole hub may mount; default: nothing. */
  readonly mounting?: Mounting;
  /** What a whole hub keeps things on; default: as much space as it likes. */
  readonly disks?: MeasureDisks;
  /** Has the files of a whole hub; stays the caller's. Default: real files in this process. */
  readonly worker?: FilesWorkerProcess;
}

export interface SignedInClient extends Client {
  readonly user: User;
}

/** The whole hub over HTTP, in memory, with fakes for servers, engine and gateway, and real files in a temporary directory. */
export class Harness {
  private origin = '';

  private constructor(
    readonly parts: Parts,
    private readonly server: Server,
    private readonly time: { offsetMs: number },
    /** Failures that were the hub's own fault. A test that expects none checks that it is empty. */
    readonly internalErrors: readonly unknown[]
  ) {}

  static async start(options: HarnessOptions = {}): Promise<Harness> {
    const temporary = options.worker ? filesOf(options.worker) : temporaryFiles();
    const time = { offsetMs: 0 };
    const internalErrors: unknown[] = [];
    const onError = (error: unknown) => void internalErrors.push(error);
    const composed = composeParts(temporary, time, options.environment ?? {});
    const hub = options.whole ? wholeHub(composed, options, onError) : null;
    const parts = hub ? { ...composed, ...hub, servers: composed.servers } : composed;
    const server = createServer(hub?.app ?? appOf(parts, options, onError));
    const harness = new Harness(parts, server, time, internalErrors);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    harness.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return harness;
  }

  async stop(): Promise<void> {
    await this.parts.finding?.indexer.close();
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    this.parts.database.close();
    this.parts.temporary.remove();
  }

  /** Answers a request that came in by another listener than ours. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.server.emit('request', request, response);
  }

  /** Directory of a user's volume `persistent`. */
  persistentOf(name: string): string {
    const found = this.parts.database
      .prepare<[string], { directory: string }>(
        `SELECT directory FROM volumes JOIN users ON users.id = owner_id
         WHERE volumes.name = 'persistent' AND users.name = ?`
      )
      .get(name) as { directory: string };
    return found.directory;
  }

  /** Somebody without credentials, as the gateway forwards him. */
  stranger(): Client {
    const client = new Client(this.origin, this.parts.config.hubPath);
    client.headers['x-forwarded-for'] = '198.51.100.7';
    client.headers['x-forwarded-proto'] = 'http';
    return client;
  }

  /** A script with a token, in the words of Jupyter's own clients. */
  bearer(token: string): Client {
    const client = this.stranger();
    client.headers['authorization'] = `token ${token}`;
    return client;
  }

  /** A server of somebody as a row, with the credentials that its container would have. */
  putServer(owner: User, state: ServerState, name = '') {
    return this.parts.servers.put(owner, state, this.parts.tokens, name);
  }

  /** A user, made unless there is one of this name. Password {@link PASSWORD}. */
  async user(name: string, { admin = false } = {}): Promise<User> {
    const { accounts, database } = this.parts;
    const present = accounts.findUser(name);
    if (present) {
      return present;
    }
    const user = await accounts.createUser({ name, admin, password: null });
    database.prepare('UPDATE users SET password_hash = ? WHERE id = ?').run(PASSWORD_HASH, user.id);
    return user;
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

  /**
   * What the given tables hold: equal before and after means that nothing changed. The last use of a token does not
   * count.
   */
  digest(tables: readonly string[] = TABLES): string {
    return tables
      .map(table => {
        const rows = this.rows(table);
        return `${table}: ${rows.length} ${hashSecret(JSON.stringify(rows))}`;
      })
      .join('\n');
  }

  /** The rows of a table as JSON knows them. */
  rows(table: string): object[] {
    return this.parts.database
      .prepare<[], object>(`SELECT * FROM ${table}`)
      .all()
      .map(row => ({ ...row, last_used_at: undefined }));
  }
}

/** Every table that a request may change, except the record of activity. */
export const TABLES: readonly string[] = [
  'users',
  'sessions',
  'oauth_clients',
  'tokens',
  'oauth_codes',
  'groups',
  'memberships',
  'grants',
  'links',
  'databases',
  'volumes',
  'uploads',
  'images',
  'servers',
  'server_containers',
  'server_container_mounts',
  'mount_choices',
  'mount_bases',
  'server_last_choices',
  'mount_stops',
  'read_only_volumes',
  'jobs',
  'job_attempts',
  'job_transitions',
  'tasks',
  'trash',
  'snapshots',
  'volume_sweeps',
  'volume_arrivals',
  'quota_levels',
  'events',
  'notifications',
  'notification_preferences',
  'announcements',
  'saved_images',
  'email_changes',
  'mail_outbox'
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
  const notifications = new NotificationService(database, activity, clock, monotonicFactory());
  const servers = new FakeServers(database, config.basePath, clock);
  const composed = composeAccounts({
    database,
    gateway,
    activity,
    clock,
    paths: config,
    tokens: {
      isServerLive: id => servers.isLive(id),
      oauthClientId,
      callbackOrigin: config.labOrigin ?? ''
    }
  });
  const grants = new GrantService(database, clock, new GroupStore(database));
  const engine = new FakeEngine();
  return {
    ...composed,
    config,
    database,
    activity,
    notifications,
    grants,
    gateway,
    engine,
    servers,
    temporary,
    clock
  };
}

/** Everything below the hub's path, as `main.ts` puts it together. */
function appOf(
  parts: Parts,
  options: HarnessOptions,
  onInternalError: (error: unknown) => void
): Express {
  const { config, accounts, sessions, tokens, activity, revocations, servers, clock } = parts;
  const log = { error: onInternalError };
  const site = {
    name: 'LabCommons',
    basePath: config.basePath,
    hubPath: config.hubPath,
    labOrigin: config.labOrigin,
    announcements: () => [],
    assets: assetsOf(parts)
  };
  const api = new Api(authenticateBy(sessions, tokens));
  bindAccounts(api, accounts, sessions, {
    limits: { servers: 3, runningJobs: 2, queuedJobs: 1000, links: null },
    features: ['servers', 'volumes', 'jobs'],
    groupsOf: userId => new GroupStore(parts.database).groupsOf(userId)
  });
  bindActivity(api, activity, revocations, stillHoldsBy(sessions, tokens));
  options.bind?.(api, parts);
  const jupyterhub = jupyterhubRouter({
    ...parts,
    servers,
    groups: new GroupStore(parts.database),
    paths: config,
    labOrigin: config.labOrigin,
    clock,
    log
  });
  const pages = pagesRouter({
    site,
    accounts: pageAccounts(accounts, sessions),
    email: {
      of: () => ({ address: null, confirmed: false, pending: null, sendsMail: false }),
      confirm: () => undefined
    },
    servers,
    apps: { wayInto: (_user, _session, wanted) => Promise.resolve(wanted) },
    appLinks: new AppLinksWorld().pages,
    guide: new Guide(findInstallation().docs, `${config.hubPath}guide`),
    log
  });
  return buildApp(config, site, { api: api.close(), jupyterhub, pages }, log);
}

function filesOf({ socketPath, dataDir }: FilesWorkerProcess): TemporaryFiles {
  return {
    files: new WorkerClient(soleDoor(socketPath)),
    directory: dataDir,
    remove: () => undefined
  };
}

function assetsOf({ temporary }: Parts) {
  return { directory: temporary.directory, script: 'assets/main.js', styles: [] };
}

function wholeHub(parts: Parts, options: HarnessOptions, onError: (error: unknown) => void): Hub {
  const log = pino({ level: 'silent' });
  log.error = onError as typeof log.error;
  const { uid, gid } = userInfo();
  const identity = options.worker
    ? platformIdentity({ getuid: () => uid, getgid: () => gid })
    : { uid, gid, isForeignToImages: false };
  prepareDataDirectory(parts.config, identity);
  return composeHub({
    ...parts,
    identity,
    files: parts.temporary.files,
    queryRunner: options.queryRunner ?? new QueryProcesses({ program: queryProgram, identity }),
    mounting: options.mounting ?? { table: null, possible: false },
    disks: options.disks ?? (async () => []),
    mail: options.mail ?? null,
    assets: assetsOf(parts),
    log,
    installation: findInstallation()
  });
}
