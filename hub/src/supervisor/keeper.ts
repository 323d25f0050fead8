import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';

import { lowerWeight } from '../processor-weight.js';
import type { Announcement } from './announcement.js';
import { writePid } from './processes.js';
import { diedAtOnce, restartDelayMs, type End } from './restart-delay.js';

/** A process that has to be there. */
export interface Part {
  readonly name: string;
  /** Of Node and V8. */
  readonly flags: readonly string[];
  readonly program: string;
  readonly args?: readonly string[];
  /** It is started when somebody wants it, and ends by itself when it has nothing to do. */
  readonly isOnDemand?: boolean;
  /** Where processors are scarce, others go first. */
  readonly goesBehind?: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly pidFile: string;
  readonly logFile: string;
  /** A directory handed over as file descriptor 3. */
  readonly directory?: string;
}

export interface KeeperEvents {
  onAnnouncement(announcement: Announcement): void;
  /** @param deaths - how often in a row it has now died at once; 0 for other ends */
  onEnd(end: End, deaths: number, restartInMs: number): void;
}

/** Keeps one process alive: starts it, writes its pid file, and starts it again when it ends though it is needed. */
export class Keeper {
  private child: ChildProcess | null = null;
  private deaths = 0;
  private isWanted = false;
  private restart: NodeJS.Timeout | undefined;

  constructor(
    readonly part: Part,
    private readonly events: KeeperEvents
  ) {}

  start(): void {
    this.isWanted = true;
    this.restart = undefined;
    const { part } = this;
    const log = openSync(part.logFile, 'a', 0o600);
    const directory = part.directory === undefined ? 'ignore' : openSync(part.directory, 'r');
    const startedAt = performance.now();
    // A session of its own: Ctrl-C in the terminal is for the supervisor, which stops things in their order.
    const child = spawn(process.execPath, [...part.flags, part.program, ...(part.args ?? [])], {
      cwd: '/',
      env: part.env,
      detached: true,
      stdio: ['ignore', log, log, directory, 'ipc']
    });
    closeSync(log);
    if (directory !== 'ignore') {
      closeSync(directory);
    }
    this.child = child;
    child.on('message', message => this.events.onAnnouncement(message as Announcement));
    child.once('error', error => {
      this.ended(child, { code: null, signal: null, livedMs: 0 }, error);
    });
    child.once('exit', (code, signal) => {
      this.ended(child, { code, signal, livedMs: performance.now() - startedAt });
    });
    if (child.pid !== undefined) {
      writePid(part.pidFile, child.pid);
    }
    if (part.goesBehind) {
      lowerWeight(child);
    }
  }

  /** Somebody has something for it: it is started, unless it is there or about to be. */
  want(): void {
    if (!this.child && !this.restart) {
      this.start();
    }
  }

  /** Asks the process to end, and kills it after the grace. */
  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.isWanted = false;
    clearTimeout(this.restart);
    const { child } = this;
    if (child) {
      const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
      const killing = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(killing);
    }
    rmSync(this.part.pidFile, { force: true });
  }

  private ended(child: ChildProcess, end: End, error?: Error): void {
    if (this.child !== child) {
      return;
    }
    this.child = null;
    if (error) {
      writeFileSync(this.part.logFile, `${error.message}\n`, { flag: 'a' });
    }
    if (!this.isWanted) {
      return;
    }
    if (this.part.isOnDemand && end.code === 0) {
      rmSync(this.part.pidFile, { force: true });
      return;
    }
    this.deaths = diedAtOnce(end) ? this.deaths + 1 : 0;
    const delayMs = restartDelayMs(this.deaths);
    this.restart = setTimeout(() => this.start(), delayMs);
    this.events.onEnd(end, this.deaths, delayMs);
  }
}
