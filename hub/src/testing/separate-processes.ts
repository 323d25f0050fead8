import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Config, loadConfig } from '../config.js';
import { gatewayEnvironment } from '../gateway/settings.js';
import { FLAGS } from '../supervisor/flags.js';
import { BULK } from '../supervisor/parts.js';
import { lowerWeight } from '../processor-weight.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** None is left behind when a test is killed. */
const ENDS_WITH_ITS_STARTER =
  'data:text/javascript,process.on("disconnect",()=>process.exit());process.channel?.unref()';

/** On a busy machine. */
const STARTS_WITHIN_MS = 60_000;

const REPOSITORY = process.cwd();
const PROGRAMS = {
  hub: 'hub/src/testing/hub-alone.ts',
  'files-worker': 'hub/src/files-worker/main.ts',
  'bulk-files-worker': 'hub/src/files-worker/main.ts',
  gateway: 'hub/src/gateway/main.ts'
};
export type ProcessName = keyof typeof PROGRAMS;

/** What the hub says when it is ready. */
interface Ready {
  readonly tokens: Record<string, string>;
  /** Directories by address. */
  readonly volumes: Record<string, string>;
}

/**
 * Hub, files workers and gateway as processes, each of which can be killed and started again. The one that is there only
 * when it is wanted is started as the supervisor does it.
 */
export class SeparateProcesses {
  readonly dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-processes-')));
  private readonly programs = mkdtempSync(join(REPOSITORY, 'hub/lib/testing-'));
  private readonly children = new Map<ProcessName, ChildProcess>();
  private ready: Ready = { tokens: {}, volumes: {} };
  port = 0;
  /** How far the clock of the hub is ahead, from its next start on: files cannot be made old. */
  hubDaysAhead = 0;

  /** @param users - who is there */
  static async start(users: readonly string[] = ['kim']): Promise<SeparateProcesses> {
    const processes = new SeparateProcesses(users);
    await processes.startAll();
    return processes;
  }

  private constructor(private readonly users: readonly string[]) {
    // The worker must get to it with its own rights.
    chmodSync(this.dataDir, 0o755);
    mkdirSync(join(this.dataDir, 'run'), { mode: 0o700 });
    for (const [name, source] of Object.entries(PROGRAMS)) {
      execFileSync(join(REPOSITORY, 'node_modules/.bin/esbuild'), [
        source,
        '--bundle',
        '--packages=external',
        '--platform=node',
        '--format=esm',
        '--log-level=error',
        `--outfile=${join(this.programs, `${name}.mjs`)}`
      ]);
    }
    cpSync('hub/src/sqlite/migrations', join(this.programs, 'migrations'), { recursive: true });
  }

  private get settings(): Config {
    const env = { LABCOMMONS_DATA: this.dataDir, LABCOMMONS_PORT: String(this.port) };
    return loadConfig(env).config;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  tokenOf(user: string): string {
    return this.ready.tokens[user] ?? '';
  }

  directoryOf(address: string): string {
    return this.ready.volumes[address] ?? '';
  }

  /** Seconds of a processor that a process has used. */
  processorSeconds(name: ProcessName): number {
    const fields =
      readFileSync(`/proc/${this.children.get(name)?.pid}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Ready when it answers; the worker and the gateway are waited for by those who ask them. */
  async launch(name: ProcessName): Promise<void> {
    const isFilesWorker = name.endsWith('files-worker');
    const args = name === 'bulk-files-worker' ? BULK.args : [];
    const child = fork(join(this.programs, `${name}.mjs`), args, {
      env: {
        PATH: process.env['PATH'],
        LABCOMMONS_DATA: this.dataDir,
        LABCOMMONS_PORT: String(this.port),
        TEST_USERS: this.users.join(','),
        TEST_DAYS_AHEAD: String(this.hubDaysAhead),
        ...(isFilesWorker && { UV_THREADPOOL_SIZE: '16' }),
        ...(name === 'gateway' && gatewayEnvironment(this.settings))
      },
      execArgv: [...FLAGS[name], '--enable-source-maps', '--import', ENDS_WITH_ITS_STARTER],
      // As the supervisor starts them: each in a session of its own, by which kernels share out processors.
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc']
    });
    this.children.set(name, child);
    child.on('message', ({ kind }: { kind?: string }) => {
      if (kind === 'wanted' && !this.isAlive('bulk-files-worker')) {
        void this.launch('bulk-files-worker');
      }
    });
    if (name === 'bulk-files-worker') {
      lowerWeight(child);
    }
    if (name === 'hub') {
      const exited = once(child, 'exit').then(([code]) => {
        throw new Error(`The hub ended with ${code}`);
      });
      exited.catch(() => undefined);
      const [ready] = (await Promise.race([once(child, 'message'), exited])) as [Ready];
      this.ready = ready;
    }
  }

  async kill(name: ProcessName, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.children.get(name);
    if (child && this.isAlive(name)) {
      child.kill(signal);
      await once(child, 'exit');
    }
  }

  private isAlive(name: ProcessName): boolean {
    const child = this.children.get(name);
    return child?.exitCode === null && child.signalCode === null;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.children.keys()].map(name => this.kill(name)));
    execFileSync('rm', ['-rf', this.dataDir]);
    rmSync(this.programs, { recursive: true });
  }

  private async startAll(): Promise<void> {
    this.port = await freePort();
    // The hub makes the directories that the worker listens in.
    const hub = this.launch('hub');
    await until(
      'the data directory',
      async () => {
        try {
          return readFileSync(join(this.dataDir, 'hub.sqlite')) !== null;
        } catch {
          return false;
        }
      },
      STARTS_WITHIN_MS
    );
    await this.launch('files-worker');
    await hub;
    await this.launch('gateway');
    await until(
      'the gateway',
      async () => {
        const answer = await fetch(`${this.origin}/hub/api/v1/me`).catch(() => null);
        return answer?.status === 401;
      },
      STARTS_WITHIN_MS
    );
  }
}
