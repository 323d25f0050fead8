import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';

import { AS_OURSELVES, type Launch } from './launch';
import { unmountBelow } from './unmount-below';

const START_LIMIT_MS = 120_000;

export interface HubOptions {
  /** Image of the servers and jobs; a stock one, with nothing of ours in it. */
  image: string;
  basePath?: string;
  /** Serve hub pages on 127.0.0.1 and JupyterLab on localhost. */
  twoOrigins?: boolean;
  /** Speak TLS, with a certificate of ours or one that the hub makes; browsers have to be told to go on. */
  tls?: 'own' | 'self-signed';
  /** Default: as whoever runs the tests. */
  launch?: () => Launch;
  demo?: boolean;
  /** Socket of the container engine, where it is not the machine's own. */
  engineSocket?: string;
  /** More of the YAML settings, as JSON. */
  settings?: Record<string, unknown>;
}

export const ADMIN_PASSWORD = 'correct horse battery';

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

/** A whole hub in a directory of its own: supervisor, gateway, hub, files worker, as `npm start` runs them. */
export class HubUnderTest {
  private supervisor: ChildProcess | null = null;
  /** Everything the supervisor printed. */
  printed = '';
  private readonly launched: Launch;

  private constructor(
    private readonly directory: string,
    readonly port: number,
    readonly options: HubOptions
  ) {
    this.launched = options.launch?.() ?? AS_OURSELVES;
  }

  static async start(options: HubOptions): Promise<HubUnderTest> {
    const directory = mkdtempSync(join(tmpdir(), 'labcommons-e2e-'));
    // What acts for users goes through it, as through the directories of an installation.
    chmodSync(directory, 0o711);
    const hub = new HubUnderTest(directory, await freePort(), options);
    try {
      hub.launched.prepare(directory);
      await hub.launch();
    } catch (error) {
      await hub.terminate();
      hub.clear();
      throw error;
    }
    return hub;
  }

  get dataDir(): string {
    return join(this.directory, 'data');
  }

  get basePath(): string {
    return this.options.basePath ?? '/';
  }

  get hubOrigin(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  get labOrigin(): string {
    return this.options.twoOrigins ? `${this.scheme}://localhost:${this.port}` : this.hubOrigin;
  }

  private get settingsFile(): string {
    return this.launched.settingsFile?.(this.directory) ?? join(this.directory, 'labcommons.yaml');
  }

  private get scheme(): string {
    return this.options.tls ? 'https' : 'http';
  }

  /** Address of a hub page: `hub.page('login')`. */
  page(path: string): string {
    return `${this.hubOrigin}${this.basePath}hub/${path}`;
  }

  /** Address below a user's server, without the base path: `hub.server('kim', 'lab')`. */
  server(user: string, path: string): string {
    return `${this.labOrigin}${this.basePath}user/${user}/${path}`;
  }

  get environment(): NodeJS.ProcessEnv {
    const own = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('LABCOMMONS_'))
    );
    return {
      ...own,
      LABCOMMONS_PORT: String(this.port),
      LABCOMMONS_BASE_PATH: this.basePath,
      LABCOMMONS_DATA: this.dataDir,
      LABCOMMONS_CONFIG: this.settingsFile,
      LABCOMMONS_ADMIN_PASSWORD: ADMIN_PASSWORD,
      LABCOMMONS_DEMO: this.options.demo ? '1' : '0'
    };
  }

  private certificate(): 'self-signed' | { certificate: string; key: string } {
    if (this.options.tls === 'self-signed') {
      return 'self-signed';
    }
    const [certificate, key] = ['cert.pem', 'key.pem'].map(name => join(this.directory, name));
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
        ...['-days', '2', '-out', certificate!, '-keyout', key!]
      ],
      { stdio: 'ignore' }
    );
    return { certificate: certificate!, key: key! };
  }

  async launch(): Promise<void> {
    const settings = {
      images: [
        { id: 'stock', title: 'Stock Jupyter', description: '', reference: this.options.image }
      ],
      domains: [{ id: 'small', title: 'Small', images: ['stock'], memoryBytes: 2 * 1024 ** 3 }],
      ...(this.options.engineSocket ? { engine: { socket: this.options.engineSocket } } : {}),
      ...(this.options.twoOrigins ? { hubOrigin: this.hubOrigin, labOrigin: this.labOrigin } : {}),
      ...(this.options.tls ? { tls: this.certificate() } : {}),
      ...this.options.settings
    };
    // JSON is YAML too.
    writeFileSync(this.settingsFile, JSON.stringify(settings));
    const [program, ...args] = this.launched.supervisor;
    const supervisor = spawn(program, args, {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe']
    });
    this.supervisor = supervisor;
    await new Promise<void>((ready, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`The hub is not ready after ${START_LIMIT_MS} ms:\n${this.printed}`)),
        START_LIMIT_MS
      );
      const listen = (chunk: Buffer) => {
        this.printed += chunk.toString();
        if (this.printed.includes('LabCommons is ready at')) {
          clearTimeout(timer);
          ready();
        }
      };
      supervisor.stdout.on('data', listen);
      supervisor.stderr.on('data', listen);
      supervisor.once('exit', code => {
        clearTimeout(timer);
        fail(new Error(`The supervisor ended with ${code}:\n${this.printed}`));
      });
    });
  }

  /** Runs the `labcommons` command on this hub. */
  command(args: string[], input = ''): string {
    const [program, ...before] = this.launched.command;
    return execFileSync(program, [...before, ...args], {
      env: this.environment,
      input,
      encoding: 'utf8'
    });
  }

  addUser(name: string, password: string, options: { admin?: boolean } = {}): void {
    this.command(
      ['user', 'add', name, ...(options.admin ? ['--admin'] : []), '--password-stdin'],
      `${password}\n`
    );
  }

  /** Directory of a volume on this machine. */
  volume(address: string): string {
    return this.command(['volume', 'path', address]).trim();
  }

  pid(process: 'gateway' | 'hub' | 'files-worker'): number {
    return Number(readFileSync(join(this.dataDir, 'run', `${process}.pid`), 'utf8'));
  }

  /** `kill -9` of one of our processes; the supervisor starts it again. */
  kill(name: 'gateway' | 'hub' | 'files-worker'): void {
    process.kill(this.pid(name), 'SIGKILL');
  }

  /** Rows of the hub's database, read beside it. */
  rows<Row>(sql: string, ...parameters: unknown[]): Row[] {
    const database = new Sqlite(join(this.dataDir, 'hub.sqlite'), { readonly: true });
    try {
      return database.prepare<unknown[], Row>(sql).all(...parameters);
    } finally {
      database.close();
    }
  }

  containers(kind?: 'server' | 'job'): string[] {
    const id = this.rows<{ id: string }>('SELECT id FROM hub')[0]?.id;
    const filters = [
      `label=labcommons.hub=${id}`,
      ...(kind ? [`label=labcommons.kind=${kind}`] : [])
    ];
    return this.docker('ps', '-aq', ...filters.flatMap(f => ['--filter', f]));
  }

  /** Runs the engine's own client; answers the lines it printed. */
  docker(...args: string[]): string[] {
    const { engineSocket } = this.options;
    const host = engineSocket ? ['--host', `unix://${engineSocket}`] : [];
    return execFileSync('docker', [...host, ...args], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  }

  async terminate(): Promise<void> {
    const supervisor = this.supervisor;
    if (supervisor && supervisor.exitCode === null) {
      const ended = new Promise(done => supervisor.once('exit', done));
      supervisor.kill('SIGTERM');
      await ended;
    }
    this.supervisor = null;
  }

  /** Ends the hub and takes away everything it made. */
  async remove(): Promise<void> {
    await this.terminate();
    const id = this.rows<{ id: string }>('SELECT id FROM hub')[0]?.id;
    const containers = this.containers();
    if (containers.length > 0) {
      this.docker('rm', '-fv', ...containers);
    }
    const networks = this.docker('network', 'ls', '-q', '--filter', `label=labcommons.hub=${id}`);
    if (networks.length > 0) {
      this.docker('network', 'rm', ...networks);
    }
    this.clear();
  }

  private clear(): void {
    this.launched.tidy(this.directory);
    unmountBelow(this.directory);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
