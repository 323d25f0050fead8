import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BRIDGE = 'labcommons-pe0';
const READY_WITHIN_MS = 60_000;

/** A Docker Engine of a test's own, beside the machine's: with its own bridge, root, socket and containers. */
export class PrivateEngine {
  private daemon: ChildProcess | null = null;
  readonly socket: string;

  private constructor(private readonly directory: string) {
    this.socket = join(directory, 'docker.sock');
  }

  /** Starts one that has the image from the machine's own engine. */
  static async start(image: string): Promise<PrivateEngine> {
    const engine = new PrivateEngine(mkdtempSync(join(tmpdir(), 'labcommons-engine-')));
    // Its own bridge: told to have none, it would delete that of the machine's engine.
    execFileSync('sh', [
      '-c',
      `ip link show ${BRIDGE} >/dev/null 2>&1 || { ip link add ${BRIDGE} type bridge && ip addr add 172.31.254.1/24 dev ${BRIDGE} && ip link set ${BRIDGE} up; }`
    ]);
    await engine.launch();
    execFileSync('sh', ['-c', `docker save ${image} | docker --host unix://${engine.socket} load`]);
    return engine;
  }

  async launch(): Promise<void> {
    mkdirSync(this.directory, { recursive: true });
    const log = openSync(join(this.directory, 'dockerd.log'), 'a');
    const { DOCKER_HOST: _elsewhere, ...env } = process.env;
    this.daemon = spawn(
      'dockerd',
      [
        `--host=unix://${this.socket}`,
        `--data-root=${join(this.directory, 'root')}`,
        `--exec-root=${join(this.directory, 'exec')}`,
        `--pidfile=${join(this.directory, 'dockerd.pid')}`,
        `--bridge=${BRIDGE}`,
        '--containerd-namespace=labcommons-pe',
        '--containerd-plugins-namespace=labcommons-pe-plugins'
      ],
      { stdio: ['ignore', log, log], env }
    );
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      try {
        execFileSync('docker', ['--host', `unix://${this.socket}`, 'version'], { stdio: 'ignore' });
        return;
      } catch {
        if (Date.now() > deadline) {
          throw new Error(`The private engine does not answer; see ${this.directory}/dockerd.log`);
        }
        await new Promise(done => setTimeout(done, 200));
      }
    }
  }

  /** Ends the daemon at once, as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(join(this.directory, 'dockerd.pid'), { force: true });
  }

  async remove(): Promise<void> {
    await this.end('SIGTERM');
    execFileSync('sh', [
      '-c',
      `awk '$2 ~ "^${this.directory}" {print $2}' /proc/mounts | sort -r | xargs -r umount -l; ip link del ${BRIDGE} || true`
    ]);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const daemon = this.daemon;
    if (daemon && daemon.exitCode === null && daemon.signalCode === null) {
      const ended = new Promise(done => daemon.once('exit', done));
      daemon.kill(signal);
      await ended;
    }
    this.daemon = null;
  }
}
