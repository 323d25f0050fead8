import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import Dockerode from 'dockerode';

import { until } from '../../src/testing/until.js';
import { SOCKET } from './real-engine.js';

const START_MS = 60_000;
const GONE_MS = 30_000;

/** Whether this process may run an engine of its own. */
export const mayRunAnEngine = process.getuid?.() === 0;

/**
 * An engine of the test's own that can be killed and started again, with its own bridge: one told to use none would take
 * away the bridge of the engine that everybody uses. Only root can run one.
 */
export class PrivateEngine {
  readonly socketPath: string;
  readonly docker: Dockerode;
  private readonly directory = mkdtempSync(join(tmpdir(), 'lc-engine-'));
  private readonly bridge = `lc${process.pid}`;
  private child: ChildProcess | null = null;

  private constructor(private readonly options: readonly string[]) {
    this.socketPath = join(this.directory, 'docker.sock');
    this.docker = new Dockerode({ socketPath: this.socketPath });
    const subnet = `10.${200 + (process.pid % 50)}.${process.pid % 250}.1/24`;
    execFileSync('ip', ['link', 'add', 'name', this.bridge, 'type', 'bridge']);
    execFileSync('ip', ['addr', 'add', subnet, 'dev', this.bridge]);
  }

  /**
   * An engine with copies of the images.
   * @param options - of `dockerd`, beside its own
   */
  static async open(
    images: readonly string[],
    options: readonly string[] = []
  ): Promise<PrivateEngine> {
    const engine = new PrivateEngine(options);
    try {
      await engine.start();
      const everybodys = new Dockerode({ socketPath: SOCKET });
      for (const image of images) {
        const archive = await everybodys.getImage(image).get();
        const answer = await engine.docker.loadImage(archive as NodeJS.ReadableStream);
        answer.resume();
        await once(answer, 'end');
      }
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const at = (name: string) => join(this.directory, name);
    // The engine would take a zombie for its containerd.
    rmSync(this.containerdPid, { force: true });
    const log = openSync(at('log'), 'a');
    this.child = spawn(
      'dockerd',
      [
        ...['--host', `unix://${this.socketPath}`, '--bridge', this.bridge],
        ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')],
        // The rules of the engine that everybody uses are left alone.
        ...['--iptables=false', '--ip6tables=false', '--ip-masq=false'],
        ...this.options
      ],
      { stdio: ['ignore', log, log] }
    );
    await until('the private engine', () => this.answers(), START_MS).catch((error: Error) => {
      throw new Error(`${error.message}\n${readFileSync(at('log'), 'utf8').slice(-2000)}`);
    });
  }

  /** Ends it; resolves when its process is gone and, since the next start would count on that one, its containerd. */
  async kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    await until('the end of what it started', () => this.processes().length === 0, GONE_MS).catch(
      () => this.processes().forEach(pid => process.kill(pid, 'SIGKILL'))
    );
  }

  /** Ends it with everything in it. */
  async close(): Promise<void> {
    const bridges = await this.bridges();
    await this.kill('SIGTERM');
    for (const [, mount] of readFileSync('/proc/mounts', 'utf8').matchAll(/^\S+ (\S+)/gm)) {
      if (mount?.startsWith(`${this.directory}/`)) {
        execFileSync('umount', ['--lazy', mount]);
      }
    }
    for (const bridge of bridges) {
      execFileSync('ip', ['link', 'delete', bridge]);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Its own, and those of its networks, which it leaves behind; of one that does not answer these are not known. */
  private async bridges(): Promise<string[]> {
    const custom = { filters: { type: ['custom'] } };
    const networks = await this.docker.listNetworks(custom).catch(() => []);
    return [this.bridge, ...networks.map(({ Id }) => `br-${Id.slice(0, 12)}`)];
  }

  private answers(): Promise<boolean> {
    return this.docker.ping().then(
      () => true,
      () => false
    );
  }

  /** Its containerd, unless that is gone or a zombie that nobody has waited for. */
  private processes(): number[] {
    try {
      const pid = Number(readFileSync(this.containerdPid, 'utf8'));
      const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return state === 'Z' ? [] : [pid];
    } catch {
      return [];
    }
  }

  private get containerdPid(): string {
    return join(this.directory, 'exec/containerd/containerd.pid');
  }
}
