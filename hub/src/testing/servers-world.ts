import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { monotonicFactory } from 'ulid';

import type { Server } from '../../contract/servers.js';
import { composeAccounts, type Accounts } from '../accounts/compose.js';
import type { User } from '../accounts/types.js';
import { ActivityService } from '../activity/service.js';
import type { ContainerEngine } from '../compute/engine.js';
import { DomainService } from '../compute/domains.js';
import { ImageService } from '../compute/images.js';
import { ImageStore } from '../compute/store.js';
import { type Config, loadConfig } from '../config.js';
import { AppError } from '../errors.js';
import type { GatewayLink } from '../gateway/ports.js';
import { LayerSizes } from '../room/layer-sizes.js';
import type { ServerFiles } from '../servers/directories.js';
import { NotificationService } from '../notifications/service.js';
import { oauthClientId } from '../servers/names.js';
import type { ServerParts } from '../servers/parts.js';
import { ServerService } from '../servers/service.js';
import { Database } from '../sqlite/database.js';
import type { MountPlan } from '../volumes/types.js';
import { FakeEngine } from './fake-engine.js';
import { plainMounts } from './plain-mounts.js';
import { RecordingGateway } from './recording-gateway.js';
import { type TemporaryFiles, temporaryFiles } from './temporary-files.js';

export const PROBED = {
  python: '/opt/conda/bin/python3',
  pythonVersion: '3.12.1',
  nbclient: '0.10.0',
  jupyterhub: '5.5.1',
  jupyterlab: '4.4.0',
  kernels: [{ name: 'python3', displayName: 'Python 3', language: 'python' }],
  jupyterPath: '',
  jupyterConfigPath: '',
  uid: 1000,
  gid: 100,
  home: '/home/jovyan'
};

/** Something that answers readiness paths as a single-user server does, or as `answer` says. */
export async function singleUserAnswers() {
  const answer = {
    status: 200,
    headers: { 'X-JupyterHub-Version': '5.5.1' } as Record<string, string>
  };
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, answer.headers).end('{"version":"2.21.0"}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  return {
    answer,
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    close
  };
}
type SingleUser = Awaited<ReturnType<typeof singleUserAnswers>>;

/** What one process of the hub sees of the world outside; a test may put something between. */
export interface Outside {
  readonly engine: ContainerEngine;
  readonly gateway: Pick<GatewayLink, 'addRoute' | 'closeRoute' | 'removeRoute'>;
  readonly files: ServerFiles;
}

/**
 * Servers with everything real but the engine, the gateway and the single-user server: those are fakes that outlive the
 * service, so that a test can throw it away in the middle of something and build the next one.
 */
export class ServersWorld {
  readonly engine = new FakeEngine();
  readonly gateway = new RecordingGateway();
  readonly database = new Database(':memory:');
  readonly config: Config;
  readonly accounts: Accounts;
  readonly logged: unknown[] = [];
  readonly volumes: MountPlan[] = [];
  /** Why nothing new may start; null when it may. */
  closed: string | null = null;
  readonly layers = new LayerSizes();
  /** Servers whose kernels compute. */
  readonly computing = new Set<string>();
  services: ServerService;
  private offsetMs = 0;
  readonly notifications: NotificationService;
  readonly activity: ActivityService;
  private readonly older: ServerService[] = [];

  private constructor(
    readonly singleUser: SingleUser,
    private readonly temporary: TemporaryFiles,
    settings: Record<string, string>
  ) {
    this.config = loadConfig({ LABCOMMONS_DATA: temporary.directory, ...settings }).config;
    this.engine.address = singleUser.address;
    this.engine.images.set(this.config.images[0]?.reference ?? '', 'sha256:1');
    this.engine.probe = () => ({
      exitCode: 0,
      output: `--- labcommons probe ---\n${JSON.stringify(PROBED)}`
    });
    this.activity = new ActivityService(this.database, this.clock);
    this.notifications = new NotificationService(
      this.database,
      this.activity,
      this.clock,
      monotonicFactory()
    );
    this.accounts = composeAccounts({
      database: this.database,
      gateway: this.gateway,
      activity: this.activity,
      clock: this.clock,
      paths: this.config,
      tokens: {
        isServerLive: id => this.services.isLive(id),
        oauthClientId,
        callbackOrigin: ''
      }
    });
    this.services = this.build(this.outside);
  }

  static async open(settings: Record<string, string> = {}): Promise<ServersWorld> {
    return new ServersWorld(await singleUserAnswers(), temporaryFiles(), settings);
  }

  async close(): Promise<void> {
    for (const services of [...this.older, this.services]) {
      // Those that were frozen never come to an end.
      void services.close();
    }
    await this.singleUser.close();
    this.temporary.remove();
  }

  readonly clock = (): Date => new Date(Date.now() + this.offsetMs);

  advance(milliseconds: number): void {
    this.offsetMs += milliseconds;
  }

  get outside(): Outside {
    return { engine: this.engine, gateway: this.gateway, files: this.temporary.files };
  }

  /** The next process of the hub on the same database and engine; the one before is simply forgotten. */
  replace(outside: Outside = this.outside): ServerService {
    this.older.push(this.services);
    this.services = this.build(outside);
    return this.services;
  }

  /** A user with one volume. */
  async user(name: string): Promise<User> {
    const user =
      this.accounts.accounts.findUser(name) ??
      (await this.accounts.accounts.createUser({ name, admin: false, password: null }));
    return user;
  }

  /** Events of a user, oldest first. */
  events(user: User): { type: string; body?: Pick<Server, 'state' | 'queue'> }[] {
    return this.database
      .prepare<[string], { event: string }>(
        'SELECT event FROM events WHERE user_id = ? ORDER BY seq'
      )
      .all(user.id)
      .map(({ event }) => JSON.parse(event) as { type: string; body?: Server });
  }

  private build(outside: Outside): ServerService {
    const { config, clock } = this;
    const note = (entry: unknown) => void this.logged.push(entry);
    mkdirSync(config.paths.servers, { recursive: true });
    mkdirSync(config.paths.profiles, { recursive: true });
    const images = new ImageService(config, new ImageStore(this.database), outside.engine, clock);
    const domains = new DomainService(config, { mayUse: () => true }, () => 0);
    const parts: ServerParts = {
      database: this.database,
      ...outside,
      tokens: this.accounts.tokens,
      users: this.accounts.accounts,
      volumes: { ensureDefaults: async () => undefined },
      mounts: plainMounts(() => this.volumes),
      images,
      domains,
      catalogue: {
        domains: user => domains.list(user),
        images: ids => images.list(ids)
      },
      serversPerUser: config.serversPerUser,
      events: this.activity,
      activity: this.activity,
      notifier: this.notifications,
      site: {
        ...config,
        extensionDirectory: '/srv/labextension',
        configDirectory: '/srv/jupyter-config',
        idiesDirectory: join(config.dataDir, 'idies'),
        identity: { uid: 1000, gid: 100, isForeignToImages: false }
      },
      room: {
        whyClosed: () => this.closed,
        mustBeOpen: () => {
          if (this.closed !== null) {
            throw new AppError('maintenance', this.closed);
          }
        }
      },
      layers: this.layers,
      clock,
      logger: { info: note, warn: note, error: note },
      isComputing: async row => this.computing.has(row.id)
    };
    return new ServerService(parts);
  }
}
