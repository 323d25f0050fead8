import { resolve } from 'node:path';

import type { Command } from 'commander';

import { backUp } from '../backup/backup.js';
import { SETTINGS, type Manifest } from '../backup/manifest.js';
import { restore } from '../backup/restore.js';
import { systemClock } from '../clock.js';
import { loadConfig } from '../config.js';
import { platformIdentity } from '../identity.js';
import { mustBeOwnData } from './own-data.js';

interface BackupOptions {
  readonly withoutBytes?: boolean;
  readonly withTemporary?: boolean;
}

/** `backup` and `restore`, which work on the data directory itself. */
export function addBackupCommands(labcommons: Command): void {
  labcommons
    .command('backup <directory>')
    .description('make a backup in a new directory; the hub may run meanwhile')
    .option('--without-bytes', 'without the files in volumes')
    .option('--with-temporary', 'with the files in other root volumes than Storage')
    .action(async (directory: string, options: BackupOptions) => {
      const { config } = loadConfig(process.env);
      mustBeOwnData(config);
      const manifest = await backUp(
        { config, identity: ownIdentity(), env: process.env, now: systemClock() },
        {
          target: directory,
          withBytes: !options.withoutBytes,
          withTemporary: options.withTemporary ?? false
        }
      );
      print(`The backup is in ${resolve(directory)}`, manifest);
      console.log(
        'It holds what signs people in, and what is secret in the settings: keep it as safe as the hub'
      );
    });
  labcommons
    .command('restore <directory>')
    .description('restore a backup into an empty data directory')
    .action(async (directory: string) => {
      const { config } = loadConfig(process.env);
      const manifest = await restore({ config, identity: ownIdentity() }, directory);
      print(`The hub of ${manifest.madeAt} is in ${config.dataDir}`, manifest);
      if (manifest.files.some(({ name }) => name === SETTINGS)) {
        console.log(
          `Its settings are in ${resolve(directory, SETTINGS)}: put them where LABCOMMONS_CONFIG says`
        );
      }
      console.log('Start it with npm start. There are no snapshots yet');
    });
}

function print(first: string, { trees, leftOut }: Manifest): void {
  console.log(first);
  for (const { title, warnings } of trees) {
    warnings.forEach(warning => console.log(`${title}: ${warning}`));
  }
  for (const { title, why } of leftOut) {
    console.log(`Without the files of ${title}: ${why}`);
  }
}

function ownIdentity() {
  return platformIdentity({
    getuid: () => process.getuid?.() ?? 0,
    getgid: () => process.getgid?.() ?? 0
  });
}
