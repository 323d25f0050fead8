import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, constants, statSync } from 'node:fs';
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
