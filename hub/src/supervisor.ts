import { isIPv6 } from 'node:net';
import { join } from 'node:path';

import { ConfigError } from './config-error.js';
import type { Announcement, SignIn } from './supervisor/announcement.js';
import { firstAnswer } from './supervisor/first-answer.js';
import { Keeper } from './supervisor/keeper.js';
import { AlreadyRunning, takeLock } from './supervisor/lock.js';
import { logTail } from './supervisor/log-tail.js';
import { partsOf } from './supervisor/parts.js';
import { prepared, type Settings } from './supervisor/preparation.js';
import { endLeftover } from './supervisor/processes.js';
import { say, warn } from './supervisor/terminal.js';

const HUB_STOPS_WITHIN_MS = 15_000;
const OTHERS_STOP_WITHIN_MS = 10_000;
/** A process that dies at once so often, before anything was ever ready, will not come up by itself. */
const HOPELESS_AFTER_DEATHS = 4;
const STILL_STARTING_MS = 20_000;

function originOf({ hubOrigin, host, tls }: Settings, port: number): string {
  return hubOrigin ?? `${tls ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Where we reach the gateway ourselves, whatever address it listens on. */
function reachableHost(host: string): string {
  const self = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return isIPv6(self) ? `[${self}]` : self;
}

function welcome(url: string, signIns: readonly SignIn[], config: Settings): string {
  const lines = signIns.map(({ name, password }) =>
    password === null
      ? `  Sign in as ${name}`
      : `  Sign in as ${name} with the password ${password} (shown only this once)`
  );
  return [
    '',
    `LabCommons is ready at ${url}`,
    ...lines,
    `  A new password: npx labcommons user password NAME · Logs: ${join(config.dataDir, 'log')} · Ctrl-C stops it`,
    ''
  ].join('\n');
}

/** Runs the processes of a hub and keeps them alive until a signal says to stop. */
class Supervisor {
  private readonly keepers: Keeper[];
  private readonly starting = new AbortController();
  private readonly signIns = new Map<string, SignIn>();
  private port: number;
  private isReady = false;
  private isWelcoming = false;
  private finish: (exitCode: number) => void = () => {};
  private readonly finished = new Promise<number>(resolve => (this.finish = resolve));
  private stopping: Promise<void> | null = null;

  constructor(
    private readonly config: Settings,
    env: NodeJS.ProcessEnv,
    programs: string
  ) {
    this.port = config.port;
    this.keepers = partsOf(config, env, programs).map(
      part =>
        new Keeper(part, {
          onAnnouncement: announcement => this.heard(announcement),
          onEnd: (end, deaths, restartInMs) => {
            const how = end.signal ? `was ended by ${end.signal}` : `ended with ${end.code}`;
            warn(`The ${part.name} ${how}; starting it again in ${restartInMs} ms`);
            if (deaths > 0 || !this.isReady) {
              this.explain(part.name, part.logFile);
            }
            if (!this.isReady && deaths >= HOPELESS_AFTER_DEATHS) {
              warn(`The ${part.name} does not come up. LabCommons is not started.`);
              void this.stop(1);
            }
          }
        })
    );
  }

  async run(): Promise<number> {
    for (const { part } of this.keepers) {
      const { dataDir } = this.config;
      if (await endLeftover(part.pidFile, { program: part.program, dataDir })) {
        say(`Ended a ${part.name} that an earlier start had left behind`);
      }
    }
    const log = join(this.config.dataDir, 'log', 'hub.log');
    const stillStarting = setInterval(() => {
      const [doing] = logTail(log, 1);
      say(`Still starting${doing ? `: ${doing}` : ''} (${log})`);
    }, STILL_STARTING_MS);
    this.starting.signal.addEventListener('abort', () => clearInterval(stillStarting));
    this.keepers.filter(({ part }) => !part.isOnDemand).forEach(keeper => keeper.start());
    return this.finished;
  }

  /** Ends with the exit code once everything has stopped; a second call waits for the first. */
  stop(exitCode: number): Promise<void> {
    this.stopping ??= this.stopAll().then(() => this.finish(exitCode));
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    this.starting.abort();
    const [hub, ...others] = [...this.keepers].reverse();
    await hub?.stop({ graceMs: HUB_STOPS_WITHIN_MS });
    await Promise.all(others.map(keeper => keeper.stop({ graceMs: OTHERS_STOP_WITHIN_MS })));
  }

  private heard(announcement: Announcement): void {
    if (announcement.kind === 'listening') {
      this.port = announcement.port;
    } else if (announcement.kind === 'ready') {
      this.hubIsReady(announcement.signIns);
    } else if (!this.stopping) {
      this.keepers.find(({ part }) => part.name === announcement.part)?.want();
    }
  }

  private hubIsReady(signIns: readonly SignIn[]): void {
    // A hub that died in its first start may have made an account whose password nobody has seen yet: the first stays.
    for (const signIn of signIns) {
      if (!this.signIns.has(signIn.name)) {
        this.signIns.set(signIn.name, signIn);
      }
    }
    if (!this.isWelcoming) {
      this.isWelcoming = true;
      void this.welcomeOnceReachable();
    }
  }

  private async welcomeOnceReachable(): Promise<void> {
    const { config, starting } = this;
    const host = reachableHost(config.host);
    await firstAnswer(
      () => `${config.tls ? 'https' : 'http'}://${host}:${this.port}${config.hubPath}health`,
      starting.signal
    );
    if (starting.signal.aborted) {
      return;
    }
    this.isReady = true;
    starting.abort();
    const url = `${originOf(config, this.port)}${config.basePath}`;
    say(welcome(url, [...this.signIns.values()], config));
  }

  private explain(name: string, logFile: string): void {
    warn(`Last lines of the ${name}'s log, ${logFile}:`);
    for (const line of logTail(logFile, 8)) {
      warn(`  | ${line}`);
    }
  }
}

/**
 * Prepares the data directory and runs a hub on it until SIGTERM or SIGINT; containers live on.
 * @param programs - the folder with the compiled programs
 * @returns the exit code
 * @throws ConfigError with every wrong setting; AlreadyRunning
 */
export async function supervise(
  env: NodeJS.ProcessEnv,
  programs = import.meta.dirname
): Promise<number> {
  process.umask(0o022);
  const config = await prepared(env, programs);
  const giveBack = takeLock(join(config.paths.run, 'supervisor.pid'));
  try {
    const supervisor = new Supervisor(config, env, programs);
    const stop = (): void => {
      say('Stopping LabCommons; servers and jobs live on');
      void supervisor.stop(0);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    return await supervisor.run();
  } finally {
    giveBack();
  }
}

/** Supervises, and ends this process with the exit code; what keeps it from that is said. */
export async function superviseAndExit(): Promise<never> {
  try {
    process.exit(await supervise(process.env));
  } catch (error) {
    const isExpected = error instanceof ConfigError || error instanceof AlreadyRunning;
    warn(isExpected ? error.message : String(error instanceof Error ? error.stack : error));
    process.exit(1);
  }
}

if (process.argv[1] === join(import.meta.dirname, 'supervisor.js')) {
  await superviseAndExit();
}
