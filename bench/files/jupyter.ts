import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Kept from one run to the next. */
const ENVIRONMENT = join(tmpdir(), 'labcommons-bench-jupyter');

/** A jupyter_server over a folder: JupyterLab's own contents API. */
export class JupyterContents {
  private child: ChildProcess | null = null;

  constructor(
    private readonly root: string,
    private readonly port: number
  ) {}

  async start(): Promise<void> {
    if (!existsSync(join(ENVIRONMENT, 'bin/jupyter-server'))) {
      execFileSync('python3', ['-m', 'venv', ENVIRONMENT]);
      execFileSync(join(ENVIRONMENT, 'bin/pip'), ['install', '--quiet', 'jupyter_server']);
    }
    this.child = spawn(
      join(ENVIRONMENT, 'bin/jupyter-server'),
      [
        '--allow-root',
        '--no-browser',
        `--port=${this.port}`,
        '--IdentityProvider.token=',
        `--ServerApp.root_dir=${this.root}`
      ],
      { stdio: 'ignore' }
    );
    const giveUpAt = Date.now() + 60_000;
    while (!(await fetch(`http://127.0.0.1:${this.port}/api`).catch(() => null))?.ok) {
      if (Date.now() > giveUpAt) {
        throw new Error('jupyter_server does not answer');
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  /** The whole folder: there are no pages. */
  async list(folder: string): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/api/contents/${folder}?content=1`);
    if (!answer.ok) {
      throw new Error(`jupyter_server answered ${answer.status}`);
    }
    await answer.arrayBuffer();
  }

  async stop(): Promise<void> {
    if (this.child) {
      this.child.kill();
      await once(this.child, 'exit');
    }
  }
}
