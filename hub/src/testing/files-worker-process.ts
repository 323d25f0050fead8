import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { platformIdentity } from '../identity.js';
import { holdCopies } from './held-copies.js';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const MAIN = join(REPOSITORY, 'hub/src/files-worker/main.ts');

/** The files worker as a process of its own, with a data directory made for it as the hub's start makes one. */
export class FilesWorkerProcess {
  readonly dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'labcommons-worker-')));
  readonly socketPath = join(this.dataDir, 'run/files/bulk.sock');
  /** Belongs to the platform identity. */
  readonly volumes = join(this.dataDir, 'volumes');
  /** Programs that a test puts there are found before those of the system. */
  private readonly programs = join(this.dataDir, 'bin');
  private readonly program = join(this.dataDir, 'files-worker.cjs');
  private child: ChildProcess | null = null;

  constructor() {
    const { uid, gid } = platformIdentity({
      getuid: () => process.getuid?.() ?? 0,
      getgid: () => process.getgid?.() ?? 0
    });
    chmodSync(this.dataDir, 0o711);
    mkdirSync(join(this.dataDir, 'run'), { mode: 0o700 });
    for (const directory of [join(this.dataDir, 'run/files'), this.volumes]) {
      mkdirSync(directory, { mode: 0o700 });
      chownSync(directory, uid, gid);
    }
    execFileSync(join(REPOSITORY, 'node_modules/.bin/esbuild'), [
      MAIN,
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--log-level=error',
      `--outfile=${this.program}`
    ]);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Null while it runs. */
  get exitCode(): number | null {
    return this.child?.exitCode ?? null;
  }

  get isRunning(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Resolves at once; whoever asks the worker waits for its socket anyway.
   * @param staysMs - with nothing to do
   */
  start(staysMs = 3_600_000): void {
    this.child = spawn(process.execPath, [this.program, 'bulk', String(staysMs)], {
      env: {
        PATH: `${this.programs}:${process.env['PATH']}`,
        LABCOMMONS_DATA: this.dataDir,
        UV_THREADPOOL_SIZE: '16',
        // A file handle that is left to the garbage collector ends the process, and so fails the test.
        NODE_OPTIONS: '--throw-deprecation'
      },
      stdio: ['ignore', 'inherit', 'inherit']
    });
  }

  /** Lets every copy of a large file begin and never end, until something ends it. */
  hinderCopies(): void {
    holdCopies(this.programs);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
    this.child = null;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    execFileSync('rm', ['-rf', this.dataDir]);
  }
}
