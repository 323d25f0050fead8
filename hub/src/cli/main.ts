import { join } from 'node:path';

import { Command, CommanderError } from 'commander';

import { ConfigError, loadConfig } from '../config.js';
import { AppError } from '../errors.js';
import { supervise } from '../supervisor.js';
import { AlreadyRunning } from '../supervisor/lock.js';
import { pidIn, startOf } from '../supervisor/processes.js';
import { addAnnouncementCommands } from './announcement-commands.js';
import { askHub } from './ask-hub.js';
import { addBackupCommands } from './backup-commands.js';
import { addDataVolumeCommands } from './data-volume-commands.js';
import { readLine } from './line.js';
import { operatorSocket } from './operator.js';
import { mustBeOwnData } from './own-data.js';
import type { OperatorRequest } from './requests.js';
import { operateWithoutHub } from './without-hub.js';

const REFUSED = 1;
const WRONG_USE = 2;
/** A hub that was killed is there again within this time. */
const HUB_COMES_BACK_WITHIN_MS = 15_000;

/** Lets a running hub do it, so that sessions end at once; does it here when there is none. */
async function carryOut(request: OperatorRequest): Promise<void> {
  const { config } = loadConfig(process.env);
  mustBeOwnData(config);
  const supervisor = pidIn(join(config.paths.run, 'supervisor.pid'));
  const isRunning = supervisor !== null && startOf(supervisor) !== null;
  const waitMs = isRunning ? HUB_COMES_BACK_WITHIN_MS : 0;
  const lines = await askHub(operatorSocket(config), request, { waitMs });
  if (lines === null && isRunning) {
    throw new AppError(
      'conflict',
      `The hub does not answer; look at ${config.dataDir}/log/hub.log`
    );
  }
  for (const line of lines ?? (await operateWithoutHub(config, request))) {
    console.log(line);
  }
}

async function passwordFrom(options: { passwordStdin?: boolean }): Promise<string | null> {
  if (!options.passwordStdin) {
    return null;
  }
  const password = await readLine(process.stdin);
  if (!password) {
    throw new AppError('invalid-request', 'There is no password on standard input');
  }
  return password;
}

function program(): Command {
  const labcommons = new Command('labcommons')
    .description(
      'Runs a LabCommons hub and looks after it. Settings come from the environment: LABCOMMONS_DATA, LABCOMMONS_PORT …'
    )
    .exitOverride();
  labcommons
    .command('start')
    .description('run a hub on this machine until it is told to stop; containers live on')
    .action(async () => {
      process.exitCode = await supervise(process.env);
    });
  const user = labcommons.command('user').description('People who may sign in');
  const stdin = [
    '--password-stdin',
    'read the password from standard input, else make one'
  ] as const;
  user
    .command('add <name>')
    .description('add a user')
    .option('--admin', 'who may administer the hub')
    .option(...stdin)
    .action(async (name: string, options: { admin?: boolean; passwordStdin?: boolean }) => {
      const password = await passwordFrom(options);
      await carryOut({ command: 'user add', name, admin: options.admin ?? false, password });
    });
  user
    .command('list')
    .description('list the users')
    .action(() => carryOut({ command: 'user list' }));
  user
    .command('password <name>')
    .description('change a password; ends all sessions and tokens of the user')
    .option(...stdin)
    .action(async (name: string, options: { passwordStdin?: boolean }) => {
      await carryOut({ command: 'user password', name, password: await passwordFrom(options) });
    });
  user
    .command('email <name> [address]')
    .description('say where mail for a user goes; without an address there is none')
    .action((name: string, address: string | undefined) =>
      carryOut({ command: 'user email', name, email: address ?? null })
    );
  user
    .command('disable <name>')
    .description('shut a user out at once; nothing of his is deleted')
    .action((name: string) => carryOut({ command: 'user disable', name }));
  user
    .command('enable <name>')
    .description('let a disabled user in again')
    .action((name: string) => carryOut({ command: 'user enable', name }));
  labcommons
    .command('group')
    .description('Groups and science domains')
    .command('owner <group> <user>')
    .description(
      'make a member the owner of a group, named or by id, whose owner is disabled; those who look after it are told'
    )
    .action((group: string, name: string) => carryOut({ command: 'group owner', group, name }));
  const volume = labcommons.command('volume').description('Volumes');
  volume
    .command('path <address>')
    .description('print where the files of a volume lie, such as Storage/kim/persistent')
    .action((address: string) => carryOut({ command: 'volume path', address }));
  volume
    .command('sweep')
    .description('remove now what nobody has changed for so long that it goes')
    .option('--dry-run', 'only say what would go')
    .action((options: { dryRun?: boolean }) =>
      carryOut({ command: 'volume sweep', dryRun: options.dryRun ?? false })
    );
  addDataVolumeCommands(volume, carryOut);
  addAnnouncementCommands(labcommons, carryOut);
  addBackupCommands(labcommons);
  return labcommons;
}

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  } else if (
    error instanceof AppError ||
    error instanceof ConfigError ||
    error instanceof AlreadyRunning
  ) {
    console.error(error.message);
    process.exitCode = REFUSED;
  } else {
    console.error(error);
    process.exitCode = REFUSED;
  }
}
