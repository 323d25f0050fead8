import type { Command } from 'commander';

import type { OperatorRequest } from './requests.js';

/** `labcommons volume add-data` and `remove-data`. */
export function addDataVolumeCommands(
  volume: Command,
  carryOut: (request: OperatorRequest) => Promise<void>
): void {
  volume
    .command('add-data <name> <directory>')
    .description('register a directory below one of dataRoots as the data volume Data/<name>')
    .option('--title <title>', 'what it is called; the name, if left out')
    .option('--description <text>', 'what is in it', '')
    .option('--public', 'everyone may read it')
    .option('--maintainer <who>', 'who looks after it: user:<name> or group:<id>')
    .action(
      (
        name: string,
        directory: string,
        options: { title?: string; description: string; public?: boolean; maintainer?: string }
      ) =>
        carryOut({
          command: 'volume add-data',
          name,
          directory,
          title: options.title ?? null,
          description: options.description,
          public: options.public ?? false,
          maintainer: options.maintainer ?? null
        })
    );
  volume
    .command('remove-data <name>')
    .description('take a data volume that was registered so out of the platform; its files stay')
    .action((name: string) => carryOut({ command: 'volume remove-data', name }));
}
