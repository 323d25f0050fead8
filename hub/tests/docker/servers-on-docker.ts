import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import { ulid } from 'ulid';

import { type Accounts, composeAccounts } from '../../src/accounts/compose.js';
import type { User } from '../../src/accounts/types.js';
import { ActivityService } from '../../src/activity/service.js';
import { composeCompute } from '../../src/compute/compose.js';
import type { SavedImages } from '../../src/compute/saved/service.js';
import type { ContainerEngine } from '../../src/compute/engine.js';
import { type Config, loadConfig } from '../../src/config.js';
import { LocalFiles } from '../../src/files-worker/local-files.js';
import type { PlatformIdentity } from '../../src/identity.js';
import { composeMounts, type Mounting } from '../../src/mounts/compose.js';
import type { MountService } from '../../src/mounts/service.js';
import { GroupStore } from '../../src/groups/store.js';
import { NotificationService } from '../../src/notifications/service.js';
import { makeIdiesDirectory } from '../../src/servers/idies.js';
import { serverCatalogue } from '../../src/servers/catalogue.js';
import { containerName } from '../../src/servers/launcher.js';
import { oauthClientId } from '../../src/servers/names.js';
import { ServerService } from '../../src/servers/service.js';
import { GrantService } from '../../src/sharing/service.js';
import { Database } from '../../src/sqlite/database.js';
import { RecordingGateway } from '../../src/testing/recording-gateway.js';
import { until } from '../../src/testing/until.js';
import { mountPlans } from '../../src/volumes/mount-plans.js';
import type { MountPlan, Privilege, Volume } from '../../src/volumes/types.js';
import type { RealEngine } from './real-engine.js';

const START_MS = 90_000;
/** More of the settings file about the one image and the one domain. */
export interface ServerSettings {
  readonly image?: object;
  readonly domain?: object;
}

const NO_MOUNTING: Mounting = { table: null, possible: false };

/** Servers on a real engine with a stock image; the hub's API, as far as a single-user server asks it, stands in for the rest. */
export class ServersOnDocker {
  readonly database = new Database(':memory:');
  readonly gateway = new RecordingGateway();
  readonly logged: unknown[] = [];
  readonly config: Config;
  readonly accounts: Accounts;
  services: ServerService;
  mounts: MountService;
  /** Volumes of others, and what users may do with them. */
  readonly shared = new Map<string, { volume: Volume; privileges: Privilege[] }>();
  private readonly activity: ActivityService;
  private readonly replaced: ServerService[] = [];
  private readonly inside: HttpServer;

  private constructor(
    private readonly real: Pick<RealEngine, 'docker' | 'directory'>,
    private readonly engine: ContainerEngine,
    private readonly identity: PlatformIdentity,
    private mounting: Mounting,
    image: string,
    settings: ServerSettings
  ) {
    const { directory } = real;
    const configFile = join(directory, 'config.yaml');
    writeFileSync(
      configFile,
      JSON.stringify({
        images: [{ id: 'test', title: 'Test', reference: image, ...settings.image }],
        domains: [
          {
            id: 'small',
            title: 'Small',
            images: ['test'],
            memoryBytes: 2 ** 30,
            ...settings.domain
          }
        ]
      })
    );
    this.config = loadConfig({ LABCOMMONS_DATA: directory, LABCOMMONS_CONFIG: configFile }).config;
    const { servers, profiles, volumes } = this.config.paths;
    const config = join(directory, 'jupyter-config');
    [servers, profiles, volumes, this.extension, config].forEach(path =>
      mkdirSync(path, { recursive: true })
    );
    writeFileSync(join(this.extension, 'package.json'), '{"name": "labcommons"}');
    makeIdiesDirectory(join(directory, 'idies'));
    this.own();
    this.activity = new ActivityService(this.database, this.clock);
    this.accounts = composeAccounts({
      database: this.database,
      gateway: this.gateway,
      activity: this.activity,
      clock: this.clock,
      paths: this.config,
      tokens: { isServerLive: id => this.services.isLive(id), oauthClientId, callbackOrigin: '' }
    });
    [this.services, this.mounts] = this.build();
    this.inside = createServer((request, response) => {
      const token = /^(?:token|bearer) (.*)$/i.exec(request.headers.authorization ?? '')?.[1];
      const caller = token === undefined ? null : this.accounts.tokens.principalOf(token);
      request.resume();
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('X-JupyterHub-Version', '5.5.1');
      if (request.url?.startsWith('/hub/api/user') && !request.url.includes('/activity')) {
        response.statusCode = caller ? 200 : 403;
        response.end(
          JSON.stringify({ name: caller?.user.name, scopes: [...(caller?.scopes ?? [])] })
        );
      } else {
        response.end('{"version": "5.5.1"}');
      }
    });
  }

  static async open(
    real: RealEngine,
    options: {
      image: string;
      identity?: PlatformIdentity;
      /** Default: volumes are part of the container. */
      mounting?: (servers: string) => Promise<Mounting>;
      settings?: ServerSettings;
    }
  ): Promise<ServersOnDocker> {
    const { engine, identity } = real;
    const servers = join(real.directory, 'servers');
    mkdirSync(servers);
    const mounting = (await options.mounting?.(servers)) ?? NO_MOUNTING;
    const world = new ServersOnDocker(
      real,
      engine,
      options.identity ?? identity,
      mounting,
      options.image,
      options.settings ?? {}
    );
    const { host, port } = engine.insideAddress();
    await new Promise<void>(resolve => world.inside.listen(port, host, resolve));
    return world;
  }

  async close(): Promise<void> {
    for (const services of [...this.replaced, this.services]) {
      await services.close();
    }
    this.inside.closeAllConnections();
    await new Promise(resolve => this.inside.close(resolve));
  }

  private offsetMs = 0;

  readonly clock = (): Date => new Date(Date.now() + this.offsetMs);

  advance(milliseconds: number): void {
    this.offsetMs += milliseconds;
  }

  /** A user with the volume `Storage/<name>/persistent`. */
  user(name: string): Promise<User> {
    return this.accounts.accounts.createUser({ name, admin: false, password: null });
  }

  /** The next process of the hub; the one before leaves everything as it is. */
  async replace(): Promise<ServerService> {
    await this.services.close();
    return this.afterKill(this.mounting);
  }

  /** The next process of the hub; the one before was killed. @param mounting - what the next one may mount */
  afterKill(mounting: Mounting): ServerService {
    this.replaced.push(this.services);
    this.mounting = mounting;
    [this.services, this.mounts] = this.build();
    return this.services;
  }

  /** Starts a server and waits until it runs. */
  async run(user: User, name = ''): Promise<{ id: string; url: string; token: string }> {
    const { id } = await this.services.start(user, name);
    await until(
      'the server to run',
      () => {
        const { state, reason, logTail } = this.services.get(user, name);
        if (state === 'failed') {
          throw new Error(`${reason}\n${logTail}\n${JSON.stringify(this.logged)}`);
        }
        return state === 'running';
      },
      START_MS
    );
    const route = [...this.gateway.routes.values()].find(({ serverId }) => serverId === id);
    const environment = await this.engine.environmentOf(containerName(id));
    return {
      id,
      url: `http://${route?.host}:${route?.port}${route?.prefix}`,
      token: environment['JUPYTERHUB_API_TOKEN'] ?? ''
    };
  }

  /** Runs a command in the container of a server, as its user, and answers what it printed. */
  async inContainer(serverId: string, script: string): Promise<string> {
    const container = this.real.docker.getContainer(containerName(serverId));
    const exec = await container.exec({
      Cmd: ['sh', '-c', script],
      AttachStdout: true,
      AttachStderr: true
    });
    const stream = (await exec.start({})) as Duplex;
    const chunks: Buffer[] = [];
    container.modem.demuxStream(
      stream,
      { write: (chunk: Buffer) => chunks.push(chunk) },
      { write: (chunk: Buffer) => chunks.push(chunk) }
    );
    await new Promise(resolve => stream.on('end', resolve));
    return Buffer.concat(chunks).toString('utf8').trim();
  }

  async stop(user: User): Promise<void> {
    const { id } = await this.services.stop(user, '');
    await this.services.settled(id);
  }

  /** Of the services that were built last. */
  savedImages!: SavedImages;

  get extension(): string {
    return join(this.real.directory, 'labextension');
  }

  /** What the files worker's uid does elsewhere: everything in users' trees belongs to the platform identity. */
  private own(): void {
    const { servers, profiles, volumes } = this.config.paths;
    const { uid, gid } = this.identity;
    if (this.mounting.table === null) {
      execFileSync('chown', ['-R', `${uid}:${gid}`, servers, profiles, volumes]);
    } else {
      execFileSync('chown', [`${uid}:${gid}`, servers]);
      execFileSync('chown', ['-R', `${uid}:${gid}`, profiles, volumes]);
    }
  }

  private volumesOf(user: User): MountPlan[] {
    const directory = join(this.config.paths.volumes, user.id);
    const address = `Storage/${user.name}/persistent`;
    return [
      {
        volume: {
          id: user.id,
          kind: 'user',
          root: 'Storage',
          owner: user,
          name: 'persistent',
          title: '',
          description: '',
          directory,
          createdAt: '',
          version: 1,
          address
        },
        access: 'write',
        path: address
      }
    ];
  }

  private volumeById(id: string): Volume | null {
    const owner = this.accounts.accounts.userById(id);
    return this.shared.get(id)?.volume ?? (owner && this.volumesOf(owner)[0]?.volume) ?? null;
  }

  private buildMounts(servers: () => ServerService): MountService {
    const { database, activity, clock } = this;
    return composeMounts({
      database,
      mounting: this.mounting,
      volumes: {
        at: address =>
          [...this.shared.values()].find(v => v.volume.address === address)?.volume ?? null,
        byId: id => this.volumeById(id),
        find: (_user, address) => {
          const found = [...this.shared.values()].find(v => v.volume.address === address);
          if (!found?.privileges.includes('read')) {
            throw new Error('not found');
          }
          return found.volume;
        },
        privileges: (user, volume) =>
          volume.owner?.id === user.id
            ? ['read', 'write', 'grant']
            : (this.shared.get(volume.id)?.privileges ?? []),
        mountsFor: user => this.volumesOf(user),
        usableBy: user => this.volumesOf(user),
        place: volumes => mountPlans(volumes),
        isOutOfReach: () => false
      },
      users: { userById: id => this.accounts.accounts.userById(id), isDisabled: () => false },
      servers: {
        byId: id => servers().mounting.byId(id),
        ofUser: (user, name) => servers().mounting.ofUser(user, name),
        ofOwner: id => servers().mounting.ofOwner(id),
        all: () => servers().mounting.all(),
        announce: id => servers().mounting.announce(id)
      },
      jobs: { running: () => [], stop: () => undefined },
      endServer: (id, reason) => servers().end(id, reason),
      activity,
      notifier: new NotificationService(database, activity, clock, ulid),
      clock,
      log: { warn: (...entry) => void this.logged.push(entry) }
    });
  }

  private build(): [ServerService, MountService] {
    const mounts = this.buildMounts(() => services);
    const local = new LocalFiles();
    const note = (entry: unknown) => void this.logged.push(entry);
    const compute = composeCompute({
      config: this.config,
      database: this.database,
      engine: this.engine,
      activity: this.activity,
      clock: this.clock,
      servers: { containerOf: (user, name) => services.containerOf(user, name) },
      uses: { usesOf: () => [] },
      grants: new GrantService(this.database, this.clock, new GroupStore(this.database)),
      users: this.accounts.accounts,
      events: this.activity,
      notifier: new NotificationService(this.database, this.activity, this.clock, ulid),
      containerName,
      runningJobs: () => 0,
      livingIn: () => [],
      newId: () => ulid(),
      log: { warn: note, error: note }
    });
    this.savedImages = compute.savedImages;
    const services: ServerService = new ServerService({
      database: this.database,
      engine: this.engine,
      gateway: this.gateway,
      files: {
        makeDirectory: async place => {
          await local.makeDirectory(place);
          this.own();
        },
        stat: place => local.stat(place),
        copyFile: (from, to, options) => local.copyFile(from, to, options),
        remove: place => local.remove(place)
      },
      tokens: this.accounts.tokens,
      users: this.accounts.accounts,
      volumes: {
        ensureDefaults: async user => {
          mkdirSync(join(this.config.paths.volumes, user.id), { recursive: true });
        }
      },
      mounts,
      ...compute,
      catalogue: serverCatalogue(compute),
      serversPerUser: this.config.serversPerUser,
      events: this.activity,
      activity: this.activity,
      notifier: new NotificationService(this.database, this.activity, this.clock, ulid),
      site: {
        ...this.config,
        identity: this.identity,
        extensionDirectory: this.extension,
        configDirectory: join(this.real.directory, 'jupyter-config'),
        idiesDirectory: join(this.real.directory, 'idies')
      },
      clock: this.clock,
      logger: { info: note, warn: note, error: note }
    });
    return [services, mounts];
  }
}
