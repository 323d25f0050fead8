import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chownSync,
  constants,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const SUPERVISOR = join(ROOT, 'hub/lib/src/supervisor.js');
const COMMAND = join(ROOT, 'hub/bin/labcommons.js');
const ENGINE = '/var/run/docker.sock';

/** Nobody has these on a machine; files of a hub that is not root's belong to them. */
const UNPRIVILEGED = { uid: 4242, gid: 4242 };

/** A program with its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** How the programs of a hub come to run. */
export interface Launch {
  /** Makes the hub's directory ready. */
  prepare(directory: string): void;
  /** Where the hub finds the YAML file; default: beside its data directory. */
  settingsFile?(directory: string): string;
  readonly supervisor: CommandLine;
  /** The `labcommons` command, without arguments. */
  readonly command: CommandLine;
  /** Takes away what it made itself, when the hub has ended. */
  tidy(directory: string): void;
}

/** As whoever runs the tests. */
export const AS_OURSELVES: Launch = {
  prepare: () => {},
  supervisor: [process.execPath, SUPERVISOR],
  command: [process.execPath, COMMAND],
  tidy: () => {}
};

/** As a user who may use the engine, and nothing else. */
export function asAnybody(): Launch {
  if (process.getuid?.() !== 0) {
    return AS_OURSELVES;
  }
  const { uid, gid } = UNPRIVILEGED;
  const groups = statSync(ENGINE).gid;
  const become = [
    'setpriv',
    ...['--reuid', String(uid), '--regid', String(gid), '--groups', String(groups)],
    '--no-new-privs'
  ] as const;
  return {
    prepare: directory => chownSync(directory, uid, gid),
    supervisor: [...become, process.execPath, SUPERVISOR],
    command: [...become, process.execPath, COMMAND],
    tidy: () => {}
  };
}

/** Whether another user can read the programs where they lie. */
export function canAnybodyRead(): boolean {
  try {
    const [program, ...args] = asAnybody().command;
    accessSync(COMMAND, constants.R_OK);
    execFileSync(program, [...args, '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** As a container, with nothing of ours on the machine but `deploy/`; where no registry is reachable. */
export function inCompose(): Launch {
  const project = `labcommons-test-${process.pid}`;
  const file = join(tmpdir(), `${project}.yaml`);
  const compose: CommandLine = [
    ...composeProgram(),
    ...['--project-name', project, '--file', join(ROOT, 'deploy/compose.yaml'), '--file', file]
  ];
  const [program, ...args] = compose;
  // The engine's own way to build, which the oldest composes have too.
  const env = { ...process.env, COMPOSE_DOCKER_CLI_BUILD: '0', DOCKER_BUILDKIT: '0' };
  return {
    prepare: directory => {
      const ground = 'labcommons/node:latest';
      const build = { network: 'host', args: { NODE_IMAGE: ground, RUN_IMAGE: ground } };
      const hub = { build, image: 'labcommons/test-hub', restart: 'no' };
      writeFileSync(file, JSON.stringify({ services: { hub } }));
      execFileSync(program, [...args, 'build'], { env, stdio: 'pipe' });
      const data = join(directory, 'data');
      mkdirSync(data);
      // As on a machine that systemd has started.
      execFileSync('mount', ['--bind', data, data]);
      execFileSync('mount', ['--make-shared', data]);
    },
    settingsFile: directory => join(directory, 'data/labcommons.yaml'),
    supervisor: [...compose, 'up'],
    command: [...compose, 'exec', '-T', 'hub', 'labcommons'],
    tidy: () => {
      execFileSync(program, [...args, 'down'], { env, stdio: 'pipe' });
      rmSync(file, { force: true });
    }
  };
}

/** The plugin of the engine's client, or the program that came before it. */
function composeProgram(): CommandLine {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' });
    return ['docker', 'compose'];
  } catch {
    return ['docker-compose'];
  }
}
