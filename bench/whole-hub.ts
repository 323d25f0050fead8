import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { composeAccounts } from '../hub/src/accounts/compose.js';
import { scopesOf } from '../hub/src/accounts/scopes.js';
import { ActivityService } from '../hub/src/activity/service.js';
import { askHub } from '../hub/src/cli/ask-hub.js';
import { systemClock } from '../hub/src/clock.js';
import { freePort } from '../hub/src/testing/free-port.js';
import { RecordingGateway } from '../hub/src/testing/recording-gateway.js';
import { Database } from '../hub/src/sqlite/database.js';
import { hubIdOf } from '../hub/src/sqlite/hub-id.js';

const SUPERVISOR = 'hub/lib/src/supervisor.js';
const READY = 'LabCommons is ready at';
const READY_MS = 120_000;

/** How a user is known to the hub. */
export interface Visitor {
  readonly name: string;
  readonly token: string;
  /** Of a browser that is signed in. */
  readonly cookie: string;
}

/** A hub as it is built and started, in a directory of its own, on the engine of this machine. */
export class WholeHub {
  private readonly directory = mkdtempSync(join(tmpdir(), 'labcommons-bench-'));
  private supervisor: ChildProcess | null = null;
  private printed = '';

  private constructor(readonly port: number) {}

  /** @param settings - of the YAML file. @throws Error when it was not built, or does not come up */
  static async start(settings: object): Promise<WholeHub> {
    if (!existsSync(SUPERVISOR)) {
      throw new Error('Build the hub first: npm run build:hub');
    }
    const hub = new WholeHub(await freePort());
    await hub.launch(settings).catch(async (error: unknown) => {
      await hub.remove();
      throw error;
    });
    return hub;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of supervisor, gateway, hub and files worker. */
  get pids(): number[] {
    const own = ['gateway', 'hub', 'files-worker'].map(name =>
      Number(readFileSync(this.pidFile(name), 'utf8'))
    );
    return [this.supervisor?.pid ?? 0, ...own];
  }

  /** Whether the files worker for what takes long is there, as it is after a start. */
  get isBusy(): boolean {
    return existsSync(this.pidFile('bulk-files-worker'));
  }

  private pidFile(name: string): string {
    return join(this.dataDir, 'run', `${name}.pid`);
  }

  /** Adds users with a session and a key each. */
  async addUsers(names: readonly string[]): Promise<Visitor[]> {
    const socket = join(this.dataDir, 'run', 'operator.sock');
    for (const name of names) {
      const request = { command: 'user add' as const, name, admin: false, password: null };
      await askHub(socket, request, { waitMs: 0 });
    }
    const database = new Database(join(this.dataDir, 'hub.sqlite'));
    const { accounts, sessions, tokens } = composeAccounts({
      database,
      gateway: new RecordingGateway(),
      activity: new ActivityService(database, systemClock),
      clock: systemClock,
      paths: { basePath: '/', hubPath: '/hub/' },
      tokens: { isServerLive: () => false, oauthClientId: () => '', callbackOrigin: '' }
    });
    const visitors: Visitor[] = [];
    for (const name of names) {
      const user = accounts.findUser(name);
      if (!user) {
        throw new Error(`There is no user ${name}`);
      }
      const client = { address: '127.0.0.1', userAgent: 'bench', secure: false };
      const { cookies } = await sessions.signIn(user, client);
      const by = {
        user,
        via: 'session' as const,
        tokenKind: null,
        tokenId: null,
        sessionId: null,
        scopes: scopesOf(user)
      };
      const wish = { note: 'bench', scopes: [], expiresAt: null };
      visitors.push({
        name,
        token: tokens.createApiToken(by, wish).token,
        cookie: cookies.map(cookie => cookie.split(';')[0]).join('; ')
      });
    }
    database.close();
    return visitors;
  }

  api(visitor: Visitor, method: string, path: string): Promise<Response> {
    return fetch(`${this.origin}/hub/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${visitor.token}` }
    });
  }

  /** Ids of the containers of servers, whether they run or not. */
  containers(): string[] {
    return docker('ps', '-aq', ...this.ours(), '--filter', 'label=labcommons.kind=server');
  }

  /** Ends it and takes away everything that it made. */
  async remove(): Promise<void> {
    const { supervisor } = this;
    if (supervisor && supervisor.exitCode === null) {
      const ended = new Promise(resolve => supervisor.once('exit', resolve));
      supervisor.kill('SIGTERM');
      await ended;
    }
    if (existsSync(join(this.dataDir, 'hub.sqlite'))) {
      const containers = docker('ps', '-aq', ...this.ours());
      if (containers.length > 0) {
        docker('rm', '-fv', ...containers);
      }
      const networks = docker('network', 'ls', '-q', ...this.ours());
      if (networks.length > 0) {
        docker('network', 'rm', ...networks);
      }
    }
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const below = mounts
      .map(line => line.split(' ')[1] ?? '')
      .filter(path => path.startsWith(this.directory));
    below.reverse().forEach(path => execFileSync('umount', ['-l', path]));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get dataDir(): string {
    return join(this.directory, 'data');
  }

  private ours(): string[] {
    const database = new Database(join(this.dataDir, 'hub.sqlite'));
    const id = hubIdOf(database);
    database.close();
    return ['--filter', `label=labcommons.hub=${id}`];
  }

  private async launch(settings: object): Promise<void> {
    const file = join(this.directory, 'labcommons.yaml');
    writeFileSync(file, JSON.stringify(settings));
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('LABCOMMONS_'));
    const supervisor = spawn(process.execPath, [SUPERVISOR], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(own),
        LABCOMMONS_PORT: String(this.port),
        LABCOMMONS_DATA: this.dataDir,
        LABCOMMONS_CONFIG: file,
        LABCOMMONS_DEMO: '0'
      }
    });
    this.supervisor = supervisor;
    await new Promise<void>((ready, fail) => {
      const listen = (chunk: Buffer) => {
        this.printed += chunk.toString();
        if (this.printed.includes(READY)) {
          ready();
        }
      };
      supervisor.stdout.on('data', listen);
      supervisor.stderr.on('data', listen);
      supervisor.once('exit', () => fail(new Error(`The hub ended:\n${this.printed}`)));
      setTimeout(() => fail(new Error(`The hub is not ready:\n${this.printed}`)), READY_MS).unref();
    });
  }
}

function docker(...args: string[]): string[] {
  return execFileSync('docker', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}
