import { createServer, request as send, type IncomingHttpHeaders } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import express from 'express';

import type { Server } from '../../contract/servers.js';
import { Attempts } from '../../src/accounts/attempts.js';
import { Passwords } from '../../src/accounts/passwords.js';
import { Revocations } from '../../src/accounts/revocations.js';
import { AccountService } from '../../src/accounts/service.js';
import { SessionService } from '../../src/accounts/sessions.js';
import { TokenStore } from '../../src/accounts/token-store.js';
import { TokenService } from '../../src/accounts/tokens.js';
import type { User } from '../../src/accounts/types.js';
import { UserStore } from '../../src/accounts/user-store.js';
import { systemClock } from '../../src/clock.js';
import { type AppError } from '../../src/errors.js';
import { requestId } from '../../src/http/request-id.js';
import { pageAccounts } from '../../src/pages/accounts.js';
import type { PageServers } from '../../src/pages/ports.js';
import { Guide } from '../../src/guide/guide.js';
import { findInstallation } from '../../src/installation.js';
import { pagesRouter } from '../../src/pages/routes.js';
import { type Announced, useSite } from '../../src/pages/site.js';
import { serverPrefix, toPublicName } from '../../src/servers/names.js';
import { Database } from '../../src/sqlite/database.js';
import { AppLinksWorld } from './app-links-world.js';
import { PASSWORD, PASSWORD_HASH } from './password.js';

export { PASSWORD };

/** Servers of the pages' tests: rows in a map, started by a call, ended by the test. */
export class FakeServers implements PageServers {
  readonly rows = new Map<string, Server>();
  readonly starts: string[] = [];
  refusal: AppError | null = null;

  constructor(private readonly basePath: string) {}

  put(owner: string, name: string, part: Partial<Server> = {}): Server {
    const server: Server = {
      id: '01JD0000000000000000000000',
      name: toPublicName(name),
      displayName: part.name ?? toPublicName(name),
      kind: 'lab',
      state: 'running',
      reason: null,
      logTail: null,
      domain: 'Small',
      image: 'Scientific Python',
      volumes: 'default',
      pending: null,
      queue: null,
      url: part.state === undefined || part.state === 'running' ? this.url(owner, name) : null,
      createdAt: '2026-01-01T08:00:00.000Z',
      startedAt: null,
      lastActivityAt: null,
      idleStopAt: null,
      endsAt: null,
      layer: { usedBytes: null, limitBytes: null },
      memory: { usedBytes: null, limitBytes: 4 * 1024 ** 3 },
      mounts: [],
      liveMounts: false,
      version: 1,
      ...part
    };
    this.rows.set(`${owner}/${name}`, server);
    return server;
  }

  listFor(user: User): Server[] {
    return [...this.rows].filter(([key]) => key.startsWith(`${user.name}/`)).map(([, row]) => row);
  }

  find(visitor: User, ownerName: string, serverName: string): Server | null {
    const row = this.rows.get(`${ownerName}/${serverName}`);
    return row && (visitor.admin || visitor.name === ownerName) ? row : null;
  }

  start(owner: User, serverName: string): Promise<Server> {
    if (this.refusal) {
      return Promise.reject(this.refusal);
    }
    this.starts.push(`${owner.name}/${serverName}`);
    return Promise.resolve(this.put(owner.name, serverName, { state: 'starting' }));
  }

  plan() {
    return { domain: 'Small', image: 'Scientific Python', memoryBytes: 4 * 1024 ** 3, cores: 1 };
  }

  private url(owner: string, name: string): string {
    return serverPrefix(this.basePath, owner, name);
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a browser sends when somebody types an address, or follows a link of our own pages. */
export const TYPED = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document'
};
export const CLICKED = { ...TYPED, 'sec-fetch-site': 'same-origin' };
export const FROM_ELSEWHERE = { ...TYPED, 'sec-fetch-site': 'cross-site' };

/** A browser as far as the hub cares: keeps cookies, sends paths as they are, follows nothing. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly port: number,
    readonly hubPath: string
  ) {}

  get(path: string, headers: Record<string, string> = TYPED, method = 'GET'): Promise<Answer> {
    return this.request(method, path, headers);
  }

  /** @param headers - beside and instead of what a browser sends; an empty one is left out */
  post(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {}
  ): Promise<Answer> {
    const body = new URLSearchParams(form).toString();
    return this.request(
      'POST',
      path,
      {
        ...CLICKED,
        origin: `http://127.0.0.1:${this.port}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers
      },
      body
    );
  }

  /** The token that stands in the form of a page. */
  async xsrf(path = `${this.hubPath}login`): Promise<string> {
    const { text } = await this.get(path);
    return /name="_xsrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
  }

  async signIn(username: string): Promise<Answer> {
    const _xsrf = await this.xsrf();
    return this.post(`${this.hubPath}login`, { username, password: PASSWORD, _xsrf });
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  private request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const outgoing = send(
        {
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: {
            accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
            'x-forwarded-for': '192.0.2.7',
            ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
            ...(cookie && { cookie }),
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) })
          }
        },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            this.keep(response.headers['set-cookie'] ?? []);
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
          response.on('error', reject);
        }
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  private keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (attributes.some(attribute => /^\s*max-age=0$/i.test(attribute))) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
  }
}

export interface PagesHub {
  readonly servers: FakeServers;
  /** What links find and do. */
  readonly linked: AppLinksWorld;
  readonly accounts: AccountService;
  /** Errors that reached the log. */
  readonly logged: unknown[];
  browser(): Browser;
  close(): Promise<void>;
}

/** The pages over HTTP: accounts are real on a database in memory, servers are fake. Users: kim, ana, and admin `root`. */
export async function startPages(
  options: {
    basePath?: string;
    labOrigin?: string;
    announcements?: readonly Announced[];
    assets?: string;
  } = {}
): Promise<PagesHub> {
  const basePath = options.basePath ?? '/';
  const hubPath = `${basePath}hub/`;
  const database = new Database(':memory:');
  const users = new UserStore(database);
  const tokens = new TokenStore(database);
  const gateway = {
    openSession: () => Promise.resolve(),
    closeSessions: () => Promise.resolve(),
    revokeTokens: () => Promise.resolve()
  };
  const revocations = new Revocations(gateway);
  const paths = { basePath, hubPath };
  const sessions = new SessionService(
    database,
    users,
    tokens,
    gateway,
    revocations,
    paths,
    systemClock
  );
  const tokenService = new TokenService(
    database,
    tokens,
    users,
    revocations,
    { isServerLive: () => true, oauthClientId: (owner, name) => owner + name, callbackOrigin: '' },
    systemClock
  );
  const accounts = new AccountService(
    users,
    sessions,
    tokenService,
    new Passwords(),
    new Attempts(),
    { record: () => undefined },
    systemClock
  );
  for (const name of ['kim', 'ana', 'root']) {
    const user = await accounts.createUser({ name, admin: name === 'root', password: null });
    users.setPassword(user.id, PASSWORD_HASH);
  }

  const directory = mkdtempSync(join(tmpdir(), 'labcommons-pages-'));
  writeFileSync(join(directory, 'main-abc.js'), 'void 0;');
  const servers = new FakeServers(basePath);
  const linked = new AppLinksWorld();
  const logged: unknown[] = [];
  const site = {
    name: 'LabCommons',
    ...paths,
    labOrigin: options.labOrigin,
    announcements: () => options.announcements ?? [],
    assets: { directory, script: 'assets/main-abc.js', styles: ['assets/main-abc.css'] }
  };
  const app = express();
  useSite(app, site);
  app.use(requestId);
  app.use(
    hubPath,
    pagesRouter({
      site,
      accounts: pageAccounts(accounts, sessions),
      email: {
        of: () => ({ address: null, confirmed: false, pending: null, sendsMail: false }),
        confirm: () => undefined
      },
      servers,
      apps: { wayInto: (_user, _session, wanted) => Promise.resolve(wanted) },
      appLinks: linked.pages,
      guide: new Guide(findInstallation().docs, `${hubPath}guide`),
      log: { error: (error: unknown) => void logged.push(error) }
    })
  );
  const listener = createServer({ maxHeaderSize: 40 * 1024 }, app).listen(0, '127.0.0.1');
  await new Promise(resolve => listener.once('listening', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    servers,
    linked,
    accounts,
    logged,
    browser: () => new Browser(port, hubPath),
    async close() {
      await new Promise(resolve => listener.close(resolve));
      listener.closeAllConnections();
      database.close();
      rmSync(directory, { recursive: true });
    }
  };
}
