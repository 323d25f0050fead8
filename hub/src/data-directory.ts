import { chownSync, closeSync, lstatSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { logDirectory } from './data-paths.js';
import type { PlatformIdentity } from './identity.js';

/** A unix socket's path has room for 107 bytes. */
const LONGEST_SOCKET_PATH = 107;

type Places = Pick<Config, 'dataDir' | 'paths'>;

function refuse(detail: string): never {
  throw new ConfigError([`LABCOMMONS_DATA: ${detail}`]);
}

function makeDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    refuse(`cannot make ${path}: ${(error as NodeJS.ErrnoException).message}`);
  }
  if (!statSync(path).isDirectory()) {
    refuse(`${path} is not a directory`);
  }
}

/** Makes a directory of the platform identity's, or checks that it is still its own. */
function makeDirectoryOf(identity: PlatformIdentity, path: string): void {
  const isNew = lstatSync(path, { throwIfNoEntry: false }) === undefined;
  makeDirectory(path, 0o700);
  if (isNew && process.getuid?.() === 0) {
    chownSync(path, identity.uid, identity.gid);
  }
  const { uid } = statSync(path);
  if (uid !== identity.uid) {
    refuse(
      `${path} belongs to the user id ${uid}, but this hub keeps its files as ${identity.uid}: ` +
        `start it as the user that made the directory, or hand that over with ` +
        `chown -R ${identity.uid}:${identity.gid}`
    );
  }
}

/**
 * Makes the data directory what the processes expect: users' files belong to the platform identity, the database and
 * the sockets to the hub's user alone. Changes nothing that is right already.
 * @throws ConfigError that names the directory and what is wrong with it
 */
export function prepareDataDirectory({ dataDir, paths }: Places, identity: PlatformIdentity): void {
  for (const socket of [paths.gatewaySocket, paths.hubSocket, paths.filesSocket]) {
    if (Buffer.byteLength(socket) > LONGEST_SOCKET_PATH) {
      refuse(`${dataDir} is too long for the sockets in it (${socket}); use a shorter path`);
    }
  }
  makeDirectory(dataDir, 0o711);
  makeDirectory(paths.run, 0o700);
  makeDirectory(logDirectory({ dataDir }), 0o700);
  makeDirectoryOf(identity, dirname(paths.filesSocket));
  for (const path of [
    paths.volumes,
    paths.snapshots,
    paths.profiles,
    paths.servers,
    paths.jobs,
    paths.control,
    paths.databases
  ]) {
    makeDirectoryOf(identity, path);
  }
  // SQLite gives its journal the mode of the database.
  try {
    closeSync(openSync(paths.database, 'a', 0o600));
  } catch (error) {
    refuse(`cannot write ${paths.database}: ${(error as NodeJS.ErrnoException).message}`);
  }
}
